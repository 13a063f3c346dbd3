"""One holder for each data folder."""

import os
import stat

import pytest

from sangdam.cli.folder_lock import FolderInUse, is_locked, lock_data_folder


def test_a_folder_is_held_until_its_holder_lets_go(tmp_path):
    held = lock_data_folder(tmp_path)
    with pytest.raises(FolderInUse) as refused:
        lock_data_folder(tmp_path)
    assert refused.value.holder == str(os.getpid())
    assert is_locked(tmp_path)
    os.close(held)
    assert not is_locked(tmp_path)
    os.close(lock_data_folder(tmp_path))


def test_a_new_data_folder_shows_others_nothing(tmp_path):
    os.close(lock_data_folder(tmp_path / "made" / "here"))
    mode = stat.S_IMODE((tmp_path / "made" / "here").stat().st_mode)
    assert mode & (stat.S_IROTH | stat.S_IWOTH | stat.S_IRGRP | stat.S_IWGRP) == 0
    assert stat.S_IMODE((tmp_path / "made" / "here" / "lock").stat().st_mode) == 0o600


def test_asking_makes_nothing(tmp_path):
    assert not is_locked(tmp_path / "nowhere")
    assert not (tmp_path / "nowhere").exists()
