import io
import re
import resource
import signal
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.utils import timezone

from sangdam.foundation.storage import durable as durable_module
from sangdam.foundation.storage import open_stored, remove_orphans, remove_stored, store


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    folder = settings.STORAGES["default"]
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {**folder, "OPTIONS": {**folder["OPTIONS"], "location": tmp_path / "files"}},
    }


def test_a_file_is_kept_under_a_name_of_ours():
    stored = store(io.BytesIO(b"content"), service_id="support", at=datetime(2026, 3, 1, tzinfo=UTC))
    assert re.fullmatch(r"support/2026/03/[0-9a-f]{32}", stored.path)
    assert stored.path.endswith(stored.file_id)
    assert stored.size == 7
    with open_stored(stored.path) as file:
        assert file.read() == b"content"


def test_a_file_is_stored_from_its_beginning():
    content = io.BytesIO(b"content")
    content.read()
    stored = store(content, service_id="support")
    assert stored.size == 7


def test_only_the_owner_of_the_process_reads_files(tmp_path):
    stored = store(io.BytesIO(b"content"), service_id="support")
    path = tmp_path / "files" / stored.path
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_file_and_new_folders_are_on_the_disk_before_store_returns(tmp_path, monkeypatch):
    synced = []
    real = durable_module._sync
    monkeypatch.setattr(durable_module, "_sync", lambda path: (synced.append(path), real(path)))
    stored = store(io.BytesIO(b"content"), service_id="support")
    path = tmp_path / "files" / stored.path
    root = tmp_path / "files"
    assert synced[0] == path
    assert set(synced[1:]) == {path.parent, path.parent.parent, root / "support", root, tmp_path}


def test_removing_twice_is_harmless():
    stored = store(io.BytesIO(b"content"), service_id="support")
    remove_stored(stored.path)
    remove_stored(stored.path)
    assert not default_storage.exists(stored.path)


def test_files_without_a_row_are_removed_when_they_are_old():
    known = store(io.BytesIO(b"known"), service_id="support")
    orphan = store(io.BytesIO(b"orphan"), service_id="other")

    assert remove_orphans(lambda paths: {known.path}) == 0
    assert default_storage.exists(orphan.path)

    assert remove_orphans(lambda paths: {known.path}, now=timezone.now() + timedelta(hours=25)) == 1
    assert default_storage.exists(known.path)
    assert not default_storage.exists(orphan.path)


def test_an_empty_store_has_no_orphans():
    assert remove_orphans(lambda paths: set()) == 0


def test_a_path_cannot_leave_the_store():
    with pytest.raises(SuspiciousFileOperation):
        open_stored("../../etc/passwd")


def test_half_a_file_does_not_stay_on_a_full_disk(tmp_path):
    """The kernel itself refuses: the process may write no file larger than 64 KiB."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (65_536, hard))
    try:
        with pytest.raises(OSError, match="File too large"):
            store(io.BytesIO(bytes(200_000)), service_id="support")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, ignored)
    assert [path for path in (tmp_path / "files").rglob("*") if path.is_file()] == []
