"""Work on workers: heard of on the GUI thread, never after the owner closed."""

from __future__ import annotations

import threading

import pytest

from terminal.app.services.tasks import Tasks

pytestmark = pytest.mark.gui


@pytest.fixture
def tasks(qtbot):
    made = Tasks()
    yield made
    made.close()


def test_a_job_that_raises_is_heard_of_as_failed(qtbot, tasks):
    heard: list[object] = []
    tasks.scope().work(lambda: 1 / 0, heard.append, lambda error: heard.append(repr(error)))
    qtbot.waitUntil(lambda: heard == ["ZeroDivisionError('division by zero')"])


def test_what_a_closed_owner_asked_for_is_dropped(qtbot, tasks):
    heard: list[object] = []
    gate = threading.Event()
    scope, other = tasks.scope(), tasks.scope()
    scope.work(lambda: gate.wait(5), heard.append, heard.append)
    scope.close()
    gate.set()
    other.work(lambda: "other", heard.append, heard.append)
    qtbot.waitUntil(lambda: heard == ["other"])


def test_results_arrive_on_the_gui_thread(qtbot, tasks):
    heard: list[int] = []

    def listen(worker):
        heard.extend((worker, threading.get_ident()))

    tasks.scope().work(threading.get_ident, listen, print)
    qtbot.waitUntil(lambda: bool(heard))
    assert heard[1] == threading.get_ident() != heard[0]


def test_a_follow_up_that_raises_leaves_the_workers_running(qtbot, tasks, caplog):
    heard: list[object] = []
    tasks.scope().work(lambda: 1, lambda _: 1 / 0, heard.append)
    tasks.scope().work(lambda: 2, heard.append, heard.append)
    qtbot.waitUntil(lambda: heard == [2])
    assert "should follow a job" in caplog.text


def test_closing_ends_the_workers_and_takes_no_more(qtbot, tasks):
    tasks.scope().work(lambda: 1, lambda _: None, lambda _: None)
    tasks.close()
    tasks.scope().work(lambda: 2, lambda _: None, lambda _: None)
    assert tasks.threads == []
