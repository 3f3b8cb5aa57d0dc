"""The search for leaks finds what a test leaves, and nothing else."""

from __future__ import annotations

import asyncio
import threading

import pytest

from tests.support import leaks
from tests.support.leaks import Watch, noticing_starts
from tests.support.repository import ROOT

QtCore = pytest.importorskip("PySide6.QtCore")
QtWidgets = pytest.importorskip("PySide6.QtWidgets")


@pytest.fixture(autouse=True)
def short_grace(monkeypatch):
    monkeypatch.setattr(leaks, "GRACE_S", 0.05)


def test_running_timer_is_found_and_a_stopped_one_is_not(qapp):
    watch = Watch.begin()
    with noticing_starts(watch):
        running, stopped = QtCore.QTimer(), QtCore.QTimer()
        running.setObjectName("frame")
        running.start(1000)
        stopped.start(1000)
        stopped.stop()
    found = watch.leaked()
    running.stop()
    assert len(found) == 1
    assert "'frame'" in found[0]


def test_running_thread_is_found_until_it_ends():
    watch, release = Watch.begin(), threading.Event()
    thread = threading.Thread(target=release.wait, name="lingerer")
    thread.start()
    found = watch.leaked()
    release.set()
    thread.join()
    assert found == ["thread 'lingerer' still runs"]
    assert watch.leaked() == []


def test_open_window_is_found_until_it_is_deleted(qapp):
    watch = Watch.begin()
    window = QtWidgets.QWidget()
    window.setObjectName("orphan")
    window.show()
    found = watch.leaked()
    window.close()
    window.deleteLater()
    del window
    assert len(found) == 1
    assert "'orphan'" in found[0]
    assert watch.leaked() == []


def test_pending_task_is_found_until_it_is_cancelled():
    loop, watch = asyncio.new_event_loop(), Watch.begin()
    task = loop.create_task(asyncio.sleep(60), name="poller")
    found = watch.leaked()
    task.cancel()
    loop.run_until_complete(asyncio.gather(task, return_exceptions=True))
    loop.close()
    assert len(found) == 1
    assert "'poller'" in found[0]
    assert watch.leaked() == []


def test_leak_fails_the_test_that_made_it(pytester, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    pytester.makeconftest("from tests.conftest import *\n")
    pytester.makepyfile(
        test_leaky="""
        import threading, time
        def test_leaves_a_thread():
            threading.Thread(target=time.sleep, args=(3,), daemon=True, name="stray").start()
        def test_is_clean():
            pass
        """
    )
    result = pytester.runpytest_subprocess("-p", "no:cacheprovider")
    result.assert_outcomes(passed=2, errors=1)
    result.stdout.fnmatch_lines(["*the test left behind: thread 'stray' still runs*"])


def test_unexpected_warning_fails_a_test(request):
    assert "error" in request.config.getini("filterwarnings")
