import stat
from concurrent.futures import ThreadPoolExecutor

from sangdam.settings.secret_files import read_or_make_secret


def test_a_secret_is_made_once_and_kept_from_others(tmp_path):
    path = tmp_path / "data" / "secret"
    assert read_or_make_secret(path, lambda: "first") == "first"
    assert read_or_make_secret(path, lambda: "second") == "first"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_starting_together_agrees_on_one_secret(tmp_path):
    path = tmp_path / "secret"
    with ThreadPoolExecutor(8) as pool:
        seen = set(pool.map(lambda number: read_or_make_secret(path, lambda: f"secret {number}"), range(32)))
    assert len(seen) == 1
    assert list(tmp_path.iterdir()) == [path]
