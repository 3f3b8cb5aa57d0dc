"""One terminal owns a home; a dead one's lock is taken over."""

from __future__ import annotations

import os
import subprocess
import sys

from terminal.app.services.home_lock import NAME, HomeLock, started


def test_a_running_terminal_keeps_its_home(tmp_path):
    other = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        (tmp_path / NAME).write_text(f"{other.pid} {started(other.pid)}\n")
        lock = HomeLock(tmp_path)
        assert not lock.take()
        assert lock.other == other.pid
        lock.release()
        assert (tmp_path / NAME).exists()
    finally:
        other.communicate(b"\n")


def test_the_lock_of_a_dead_terminal_is_taken_over(tmp_path):
    (tmp_path / NAME).write_text("999999999 1.00\n")
    assert HomeLock(tmp_path).take()


def test_another_process_of_the_same_number_is_no_terminal(tmp_path):
    (tmp_path / NAME).write_text(f"{os.getppid()} 1.00\n")
    assert HomeLock(tmp_path).take()


def test_junk_in_the_file_is_taken_over(tmp_path):
    (tmp_path / NAME).write_bytes(b"\xff\x00")
    assert HomeLock(tmp_path).take()


def test_a_folder_that_refuses_keeps_nobody_out(tmp_path):
    (tmp_path / "file").touch()
    assert HomeLock(tmp_path / "file" / "run").take()


def test_giving_up_takes_the_file_away(tmp_path):
    lock = HomeLock(tmp_path)
    assert lock.take()
    lock.release()
    lock.release()
    assert not (tmp_path / NAME).exists()
