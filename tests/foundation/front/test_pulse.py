"""A sign of life that a process gives by itself, and what happens to one that gives none."""

import os
import subprocess
import sys

import pytest

from sangdam.foundation.front import pulse


@pytest.fixture(autouse=True)
def nobody_listens_afterwards(monkeypatch):
    monkeypatch.setattr(pulse, "_write_end", None)


@pytest.fixture
def process():
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as running:
        yield running
        running.kill()


def test_a_process_is_well_while_a_thread_is_free():
    beating = pulse.Pulse((2,), lambda: False)
    beating.begin(0)
    assert [beating.is_well() for _ in range(3)] == [True, True, True]


def test_a_process_is_well_while_its_threads_take_requests():
    beating = pulse.Pulse((2,), lambda: False)
    for _ in range(3):
        beating.begin(0)
        beating.begin(1)
        assert beating.is_well()


def test_a_process_whose_threads_do_not_get_on_is_not_well():
    beating = pulse.Pulse((2,), lambda: False)
    beating.begin(0)
    beating.begin(1)
    assert [beating.is_well() for _ in range(3)] == [True, False, False]
    beating.end(1)
    assert beating.is_well()


def test_a_free_thread_for_files_does_not_speak_for_those_for_pages():
    beating = pulse.Pulse((2, 1), lambda: False)
    beating.begin(0)
    beating.begin(1)
    assert [beating.is_well() for _ in range(2)] == [True, False]
    beating.end(0)
    beating.begin(2)
    assert [beating.is_well() for _ in range(2)] == [True, False]
    beating.end(2)
    assert beating.is_well()


def test_a_process_whose_threads_wait_with_an_excuse_is_well():
    beating = pulse.Pulse((1,), lambda: True)
    beating.begin(0)
    assert [beating.is_well() for _ in range(3)] == [True, True, True]


def test_a_silent_process_is_killed_and_told_of(process):
    said = []
    watch = pulse.PulseWatch(3, lambda: [process.pid], said.append)
    watch.look(2)
    assert (process.poll(), said) == (None, [])
    watch.look(2)
    assert process.wait(5) == -9
    assert said == [f"The web process {process.pid} has not answered for 3 seconds; it is replaced."]


def test_a_beat_starts_the_count_anew(process):
    watch = pulse.PulseWatch(3, lambda: [process.pid, os.getpid()], lambda sentence: None)
    for _ in range(5):
        watch.look(2)
        os.write(pulse._write_end, pulse._PID.pack(process.pid) + pulse._PID.pack(os.getpid()))
    assert process.poll() is None


def test_only_living_processes_are_counted(process):
    watch = pulse.PulseWatch(1, list, lambda sentence: None)
    watch.look(5)
    os.write(pulse._write_end, pulse._PID.pack(process.pid))
    watch.look(5)
    assert process.poll() is None
