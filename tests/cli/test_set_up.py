"""The rules of set-up: what is pinned, what is named nowhere, what a fresh clone needs."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = sorted(path.name for path in (ROOT / "requirements").glob("*.txt"))
PINNED = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)")


def requirements(name: str) -> list[str]:
    """Join the continued lines of a requirements file and leave comments out."""
    text = (ROOT / "requirements" / name).read_text().replace("\\\n", " ")
    return [
        line.split(" #")[0].strip() for line in text.splitlines() if line.strip() and not line.strip().startswith("#")
    ]


def names(file: str) -> set[str]:
    """List the packages a file names, folded as registries fold them."""
    found = {re.split(r"[\[=<>~! ;]", line)[0] for line in requirements(file)}
    return {re.sub(r"[-_.]+", "-", name).lower() for name in found}


def test_there_is_a_lock_for_every_list_of_requirements():
    assert sorted(path.with_suffix(".txt").name for path in (ROOT / "requirements").glob("*.in")) == LOCKS


@pytest.mark.parametrize("lock", LOCKS)
def test_every_dependency_is_pinned_with_hashes(lock):
    lines = requirements(lock)
    assert lines
    assert [line for line in lines if not PINNED.match(line) or "--hash=sha256:" not in line] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_what_is_asked_for_is_locked(lock):
    assert names(lock.replace(".txt", ".in")) - names(lock) == set()


@pytest.mark.parametrize("path", [*(f"requirements/{lock}" for lock in LOCKS), "frontend/package-lock.json"])
def test_no_lock_file_names_a_host_or_a_machines_path(path):
    text = (ROOT / path).read_text()
    assert re.findall(r"https?:|file:|--index-url|--find-links|--trusted-host|\"resolved\"", text) == []


def test_every_package_of_the_front_end_is_pinned_with_its_hash():
    packages = json.loads((ROOT / "frontend" / "package-lock.json").read_text())["packages"]
    assert [name for name, package in packages.items() if name and not package.get("integrity")] == []
    assert "omit-lockfile-registry-resolved=true" in (ROOT / "frontend" / ".npmrc").read_text()


def test_tests_stand_on_the_versions_that_run():
    run = dict(match.groups() for line in requirements("run.txt") if (match := PINNED.match(line)))
    test = dict(match.groups() for line in requirements("test.txt") if (match := PINNED.match(line)))
    both = run.keys() & test.keys()
    assert both
    assert {name: test[name] for name in both} == {name: run[name] for name in both}


def test_nothing_built_or_of_others_is_tracked():
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split(
        "\n"
    )
    built = re.compile(r"(^|/)(node_modules|dist|\.venv|var)/|\.min\.(js|css)$|\.mo$|\.whl$")
    assert [path for path in tracked if built.search(path)] == []


def test_make_up_and_make_test_set_up_what_they_need():
    plan = {
        target: subprocess.run(
            ["make", "--dry-run", "--always-make", target], cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout
        for target in ("up", "test")
    }
    for target in ("up", "test"):
        assert "--require-hashes -r requirements/run.txt" in plan[target]
        assert "npm ci" in plan[target]
        assert "npm run --silent build" in plan[target]
    assert "requirements/test.txt" not in plan["up"]
    assert "chromium" not in plan["up"]
    assert "requirements/test.txt" in plan["test"]
    for check in ("ruff check", "ruff format --check", "lint-imports", "npm run --silent check", "pytest -n 2"):
        assert check in plan["test"]


def test_ci_runs_make_test():
    script = ROOT / ".ci" / "run"
    assert "exec make test" in script.read_text()
    assert script.stat().st_mode & 0o100


@pytest.fixture
def machine(tmp_path):
    """Pretend a machine with nothing but the given programs, and run a target of the Makefile on it."""
    programs = tmp_path / "bin"
    programs.mkdir()
    (tmp_path / "frontend").mkdir()
    said = tmp_path / "apt-get.log"

    def program(name: str, script: str) -> None:
        (programs / name).write_text(f"#!/bin/bash\n{script}\n")
        (programs / name).chmod(0o755)

    def run(target: str, *, user: int) -> tuple[int, str, str]:
        program("id", f"echo {user}")
        program("apt-get", f'echo "$@" >> {said}')
        done = subprocess.run(
            [shutil.which("make") or "make", "-C", str(tmp_path), "-f", str(ROOT / "Makefile"), target],
            env={"PATH": str(programs)},
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stderr, said.read_text() if said.exists() else ""

    for tool in ("touch", "find"):
        (programs / tool).symlink_to(shutil.which(tool) or tool)
    run.program = program  # type: ignore[attr-defined]
    return run


def test_root_on_debian_gets_the_browser_by_itself(machine):
    code, _, installed = machine("browser", user=0)
    assert code == 0
    assert installed.splitlines()[0].startswith("update")
    assert installed.splitlines()[1].endswith("chromium gettext curl openssl fonts-noto-cjk")


def test_an_ordinary_user_is_told_in_one_sentence_what_the_tests_miss(machine):
    for name in ("msgfmt", "curl", "openssl"):
        machine.program(name, "")
    code, said, installed = machine("browser", user=1000)
    assert code != 0
    assert "install chromium fonts-noto-cjk and run this again" in said
    assert installed == ""


def test_nothing_is_installed_where_nothing_is_missing(machine):
    for name in ("chromium", "msgfmt", "curl", "openssl"):
        machine.program(name, "")
    machine.program("fc-list", "echo NotoSansCJK")
    assert machine("browser", user=0) == (0, "", "")


def test_an_old_python_is_told_in_a_sentence(machine):
    machine.program("python3", "exit 1")
    code, said, _ = machine(".venv/.created", user=0)
    assert code != 0
    assert "Sangdam needs Python 3.11 or newer" in said


WITHOUT_VENV = """
case "$*" in
  *version_info\\ *) exit 0;;
  *ensurepip*) exit 1;;
  *print*) echo python3.11-venv;;
  *) echo "$@" >> "$(dirname "$0")/python.log";;
esac
"""


def test_root_on_debian_gets_the_venv_module_by_itself(machine, tmp_path):
    machine.program("python3", WITHOUT_VENV)
    (tmp_path / ".venv").mkdir()
    (tmp_path / "bin" / "dirname").symlink_to(shutil.which("dirname") or "dirname")
    code, said, installed = machine(".venv/.created", user=0)
    assert (code, said) == (0, "")
    assert installed.splitlines()[1].endswith("python3.11-venv")
    assert (tmp_path / "bin" / "python.log").read_text() == "-m venv .venv\n"


def test_an_ordinary_user_without_the_venv_module_is_told_in_a_sentence(machine):
    machine.program("python3", WITHOUT_VENV)
    code, said, installed = machine(".venv/.created", user=1000)
    assert code != 0
    assert "apt-get install python3-venv" in said
    assert installed == ""
