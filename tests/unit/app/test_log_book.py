"""The log: what is kept, where, and what must never be."""

from __future__ import annotations

import logging
import threading
from contextlib import suppress
from pathlib import Path

import pytest

from terminal.app.preferences.book import SettingsFile
from terminal.app.services.log_book import FILE, FloodGate, LogRing, Sink, logging_to, qt_to_log
from terminal.app.services.redaction import redacted
from terminal.plugin_host.runtime import raise_in

log = logging.getLogger("terminal.test")


@pytest.fixture
def settings(tmp_path: Path) -> SettingsFile:
    return SettingsFile(tmp_path, {}, site=tmp_path / "none")


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("connecting to postgres://anna:hunter2@db.example/ticks", "hunter2"),
        ("password=hunter2 host=db", "hunter2"),
        ('{"api_key": "hunter2 with words", "venue": "XNAS"}', "hunter2"),
        ("db_password: hunter2, retrying", "hunter2"),
        ("{'client-secret': 'hunter2'}", "hunter2"),
        ("Authorization: Bearer abcdef0123456789.xyz", "abcdef"),
        ("sent eyJhbGciOiJIUzI1.eyJzdWIiOiIxMjM0.c2lnbmF0dXJl", "eyJ"),
        ("key AKIAABCDEFGHIJKLMNOP refused", "AKIA"),
        ("ghp_0123456789abcdefghij is expired", "ghp_"),
        ("-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----", "MIIE"),
        ("https://feed.example/?token=hunter2&symbol=AMZN", "hunter2"),
    ],
)
def test_secrets_are_blotted_out(text, secret):
    assert secret not in redacted(text)


@pytest.mark.parametrize(
    "text",
    [
        "state hash 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "12 tokens: 3 dropped",
        "postgres://db.example/ticks answered in 4 ms",
        "AMZN last 223.50 above 223.00",
        "passed: 3",
    ],
)
def test_what_is_no_secret_stays(text):
    assert redacted(text) == text


def test_a_secret_reaches_neither_ring_nor_file(settings, tmp_path, capsys):
    with logging_to(tmp_path / "logs", settings) as ring:
        log.warning("cannot open %s", "redis://:hunter2@cache.example")
        try:
            raise ValueError("password=hunter2")
        except ValueError:
            log.exception("refused")
    assert "hunter2" not in (tmp_path / "logs" / FILE).read_text()
    assert all("hunter2" not in line.text for line in ring.lines())
    assert "hunter2" not in capsys.readouterr().err


def test_standard_error_gets_warnings_in_one_line_each_and_never_a_trace(settings, tmp_path, capsys):
    with logging_to(tmp_path / "logs", settings):
        log.info("quiet")
        try:
            raise ValueError("no\nticks")
        except ValueError:
            log.exception("the panel failed")
    said = capsys.readouterr().err
    assert said == "the panel failed: ValueError: no ticks\n"
    assert "Traceback" in (tmp_path / "logs" / FILE).read_text()


def test_a_folder_that_refuses_leaves_the_ring(settings, tmp_path):
    (tmp_path / "logs").write_text("a file")
    with logging_to(tmp_path / "logs", settings) as ring:
        log.info("still kept")
    assert ring.path is None
    assert "in memory only" in ring.lines()[0].text
    assert ring.lines()[-1].text == "still kept"


def test_lines_after_a_line_are_the_newer_ones():
    ring = LogRing(kept=3)
    for number in range(5):
        ring.handle(logging.makeLogRecord({"msg": f"line {number}", "levelname": "INFO", "name": "terminal.app.x"}))
    assert [line.text for line in ring.lines()] == ["line 2", "line 3", "line 4"]
    assert [line.text for line in ring.lines(after_seq=4)] == ["line 4"]
    assert [line.text for line in ring.lines(after_seq=1)] == ["line 2", "line 3", "line 4"]
    assert ring.lines(after_seq=5) == ()
    assert ring.lines()[0].source == "app.x"


def test_arguments_that_do_not_fit_are_a_line_not_an_error():
    ring = LogRing()
    ring.handle(logging.makeLogRecord({"msg": "%d gaps", "args": ("many",), "levelname": "INFO", "name": "x"}))
    assert "do not fit" in ring.lines()[0].text


def test_a_flood_is_held_back_and_counted_and_others_get_through():
    now = [0.0]
    ring = LogRing()
    sink = Sink([ring])
    sink.filters[:] = [FloodGate(per_second=10, clock=lambda: now[0])]
    for number in range(1_000):
        sink.handle(
            logging.makeLogRecord({"msg": f"tick {number}", "levelno": 20, "levelname": "INFO", "name": "plugin.loud"})
        )
    sink.handle(logging.makeLogRecord({"msg": "quiet one", "levelno": 20, "levelname": "INFO", "name": "plugin.quiet"}))
    assert len(ring.lines()) == 11
    now[0] = 1.0
    sink.handle(logging.makeLogRecord({"msg": "next", "levelno": 20, "levelname": "INFO", "name": "plugin.loud"}))
    assert ring.lines()[-1].text == "(990 lines of this source were dropped) next"


def test_a_level_of_the_settings_holds_and_ends_with_the_run(settings, tmp_path):
    settings.put("log.level", "error")
    before = logging.getLogger().level
    with logging_to(tmp_path / "logs", settings) as ring:
        log.warning("not kept")
        log.error("kept")
    assert [line.text for line in ring.lines()] == ["kept"]
    assert logging.getLogger().level == before


def test_files_are_closed_at_their_size_and_old_ones_deleted(settings, tmp_path):
    settings.put("log.file_size", 0.1)
    settings.put("log.files", 1)
    with logging_to(tmp_path / "logs", settings):
        for number in range(300):
            log.info("%d %s", number, "x" * 1_000)
    names = sorted(path.name for path in (tmp_path / "logs").glob("plimsoll.log*"))
    assert names == [FILE, f"{FILE}.1"]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_what_ends_a_thread_is_in_the_log(settings, tmp_path):
    def fail() -> None:
        raise RuntimeError("no more ticks")

    with logging_to(tmp_path / "logs", settings) as ring:
        thread = threading.Thread(target=fail, name="md")
        thread.start()
        thread.join()
    assert any("md ended by an error" in line.text and "no more ticks" in line.text for line in ring.lines())


def test_qt_messages_come_with_their_severity(settings, tmp_path, capsys):
    from PySide6.QtCore import QtMsgType

    with logging_to(tmp_path / "logs", settings) as ring:
        qt_to_log(QtMsgType.QtWarningMsg, None, "QPainter: not active")
    assert [(line.source, line.level) for line in ring.lines()] == [("qt", "warning")]
    assert capsys.readouterr().err == ""


def test_a_run_in_order_leaves_no_file_of_a_crash_and_an_old_one_stays(settings, tmp_path):
    for content in ("", "Fatal Python error"):
        (tmp_path / "logs").mkdir(exist_ok=True)
        (tmp_path / "logs" / "crash.log").write_text(content)
        with logging_to(tmp_path / "logs", settings):
            assert (tmp_path / "logs" / "crash.log").exists()
        assert (tmp_path / "logs" / "crash.log").exists() == bool(content)


class Ended(BaseException):
    """Thrown into a thread, as the host does to a plugin that does not come back."""


class Slow:
    """Takes its time to be written."""

    def __init__(self) -> None:
        self.begun, self.go_on = threading.Event(), threading.Event()

    def __str__(self) -> str:
        self.begun.set()
        assert self.go_on.wait(20)
        return "slow"


def test_a_thread_that_is_ended_while_it_waits_to_write_keeps_nobody_out(settings, tmp_path, monkeypatch):
    monkeypatch.setattr(logging.getLogger(), "handlers", [])  # those of the test runner lock as the library does

    def never_mind() -> None:
        with suppress(Ended):
            log.info("never mind")

    def write_last() -> None:
        over.wait(20)
        log.info("still written")

    slow, over = Slow(), threading.Event()
    with logging_to(tmp_path / "logs", settings) as ring:
        last = threading.Thread(target=write_last, daemon=True)
        first = threading.Thread(target=log.info, args=("%s", slow))
        second = threading.Thread(target=never_mind)
        last.start()  # before the others: a later thread could pass for the one that was ended
        first.start()
        assert slow.begun.wait(20)
        second.start()
        second.join(0.1)
        raise_in(second, Ended)
        slow.go_on.set()
        first.join(20)
        second.join(20)
        over.set()
        last.join(2)
        assert not last.is_alive()
        assert ring.lines()[-1].text == "still written"
