"""Alerts: bad rules are refused by name, good ones speak once and not again for chatter."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from terminal.app.alerts.book import FILE, AlertStore
from terminal.app.alerts.conditions import CALM_NS, Limits, Machine
from terminal.app.alerts.rules import from_json, to_json
from terminal.app.preferences.book import SettingsFile
from terminal.app.services.kept_file import KeptFile
from terminal.domain.errors import TransientError, UserError
from terminal.domain.market import UNSET, FeedHealth
from terminal.domain.plugins import PluginState
from terminal.sdk.desk import AlertKind, AlertRule
from tests.support.memory_session import TICK, MemorySession

SECOND = 1_000_000_000
LAST = AlertRule("a", AlertKind.PRICE, "last", "above", 100.0, symbol="AMZN")


@dataclass
class Scene:
    """What rules look at, set by hand."""

    session: MemorySession = field(default_factory=MemorySession)
    limits: Limits = field(default_factory=lambda: Limits(disk_gb=5, memory_gb=4, hysteresis_bps=10))
    machine: Machine = field(default_factory=Machine)
    last: float = 99.0
    streams_said: tuple = ()
    plugins_said: tuple = ()
    trouble: str = ""
    busy: bool = False

    @property
    def status(self):
        return self.session.status()

    def instruments(self):
        return self.session.instruments()

    def top(self, instrument_id):
        if self.busy:
            raise TransientError("busy")
        if self.last == UNSET:
            return replace(self.session.view(instrument_id).top(), last_px=UNSET, bid_px=UNSET, ask_px=UNSET)
        px = round(self.last * 1e9)
        return replace(
            self.session.view(instrument_id).top(), last_px=px, bid_px=px - TICK, ask_px=px + 3 * TICK, updates=9
        )

    def streams(self):
        return self.streams_said

    def plugins(self):
        return self.plugins_said

    def recording_trouble(self):
        return self.trouble


class Calls:
    """Counts what would be heard and shown."""

    def __init__(self):
        self.sounds, self.shown = 0, []

    def sound(self):
        self.sounds += 1

    def desktop(self, _title, text):
        self.shown.append(text)


@pytest.fixture
def settings(tmp_path: Path) -> SettingsFile:
    return SettingsFile(tmp_path, {}, site=tmp_path / "none")


@pytest.fixture
def told() -> list:
    return []


@pytest.fixture
def book(tmp_path, settings, told) -> AlertStore:
    return AlertStore(tmp_path, settings, told.append, Calls())


def words(book: AlertStore) -> list[str]:
    return [event.words for event in reversed(book.events())]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"measure": "lst"}, "did you mean last"),
        ({"relation": "is"}, "above, below"),
        ({"relation": "abve"}, "did you mean above"),
        ({"threshold": float("nan")}, "no number"),
        ({"id": " "}, "an id has"),
        ({"words": "x" * 300}, "at most 200"),
        ({"measure": "spread_ticks", "threshold": 0.0}, "above zero"),
        ({"kind": AlertKind.SIGNAL, "measure": ""}, "name the plugin"),
        ({"kind": AlertKind.FEED, "measure": "stale", "relation": "above"}, "is"),
        ({"kind": AlertKind.RISK, "measure": "disk", "relation": "above"}, "below"),
    ],
)
def test_a_rule_without_sense_is_refused_by_name(book, change, said):
    with pytest.raises(UserError, match="alert") as refused:
        book.put(replace(LAST, **change))
    assert said in str(refused.value)
    assert book.rules() == ()


@pytest.mark.parametrize(
    "entry",
    [
        "words",
        {"id": "a"},
        {"id": "a", "kind": "prize", "measure": "last"},
        {"id": "a", "kind": "price", "measure": "last", "relation": "above", "threshold": "high"},
        {"id": "a", "kind": "price", "measure": "last", "relation": "above", "sound": 1},
        {"id": 3, "kind": "price", "measure": "last", "relation": "above"},
        {"id": "a", "kind": "price", "measure": "last", "relation": "above", "colour": "red"},
    ],
)
def test_an_entry_of_the_file_without_sense_is_refused(entry):
    with pytest.raises(UserError, match="alert"):
        from_json(entry)


def test_a_bad_entry_is_said_and_stays_in_the_file_beside_the_good(tmp_path, settings, told):
    bad = {"id": "bad", "kind": "price", "measure": "lst", "relation": "above"}
    (tmp_path / FILE).write_text(json.dumps({"version": 1, "rules": [bad, to_json(LAST)]}))
    book = AlertStore(tmp_path, settings, told.append)
    assert book.rules() == (LAST,)
    assert "did you mean last" in told[0].text
    book.put(replace(LAST, id="b"))
    assert bad in json.loads((tmp_path / FILE).read_text())["rules"]


def test_a_damaged_file_is_set_aside(tmp_path, settings, told):
    (tmp_path / FILE).write_bytes(b"\x00{")
    assert AlertStore(tmp_path, settings, told.append).rules() == ()
    assert FILE in told[0].text


def test_rules_are_kept_between_runs(tmp_path, settings, book):
    book.put(LAST)
    book.put(replace(LAST, id="b", words="dear"))
    book.remove("a")
    book.remove("none")
    assert AlertStore(tmp_path, settings, print).rules() == (replace(LAST, id="b", words="dear"),)


def test_a_price_that_dances_on_its_threshold_speaks_once(book):
    book.put(LAST)
    scene = Scene()
    for at, last in enumerate([99.0, 100.01, 99.99, 100.02, 99.95, 100.01]):
        scene.last = last
        book.evaluate(at * SECOND, scene)
    assert words(book) == ["AMZN last above 100 (100.01)"]
    for last in (99.8, 100.5):  # back by more than 10 bps, then above anew
        scene.last = last
        book.evaluate(99 * SECOND, scene)
    assert len(words(book)) == 2


def test_a_rule_for_any_instrument_watches_each_on_its_own(book):
    book.put(replace(LAST, symbol=""))
    book.evaluate(0, Scene(last=101.0))
    assert [word.split()[0] for word in words(book)] == ["AMZN", "MSFT", "INTC"]


def test_what_is_unknown_does_not_speak(book):
    book.put(LAST)
    book.put(replace(LAST, id="b", measure="mid"))
    book.put(AlertRule("c", AlertKind.RISK, "disk"))
    book.evaluate(0, Scene(last=UNSET))
    book.evaluate(1, Scene(last=101.0, busy=True))
    assert words(book) == []


def test_the_mid_of_a_gapped_book_is_not_believed(book):
    book.put(replace(LAST, measure="mid"))
    scene = Scene(MemorySession(health=FeedHealth.GAPPED), last=101.0)
    book.evaluate(0, scene)
    assert words(book) == []
    scene.session.health = FeedHealth.FRESH
    book.evaluate(1, scene)
    assert words(book) == ["AMZN mid above 100 (101.01)"]


def test_a_spread_is_measured_in_ticks(book):
    book.put(replace(LAST, measure="spread_ticks", threshold=3.0))
    book.evaluate(0, Scene())
    assert words(book) == ["AMZN spread in ticks above 3 (4)"]


def test_a_flapping_feed_speaks_once_until_it_was_calm(book):
    book.put(AlertRule("f", AlertKind.FEED, "stale", words="No data"))
    scene = Scene()
    for at, health in enumerate(["stale", "fresh", "stale", "late", "stale"]):
        scene.session.health = FeedHealth(health)
        book.evaluate(at * SECOND // 10, scene)
    assert words(book) == ["No data"]
    scene.session.health = FeedHealth.FRESH
    book.evaluate(SECOND, scene)
    book.evaluate(SECOND + CALM_NS, scene)
    scene.session.health = FeedHealth.STALE
    book.evaluate(SECOND + CALM_NS + 1, scene)
    assert len(words(book)) == 2


def test_a_failed_feed_is_danger(book, told):
    book.put(AlertRule("f", AlertKind.FEED, "failed"))
    book.evaluate(0, Scene(MemorySession(health=FeedHealth.FAILED, message="line 7 is cut off")))
    assert told[-1].severity == "danger"
    assert "line 7 is cut off" in told[-1].text


def stream(plugin, value, *, instrument=1, name="", shadow=False):
    key = SimpleNamespace(plugin_id=plugin, instrument_id=instrument, name=name)
    return SimpleNamespace(key=key, latest=SimpleNamespace(value=value), shadow=shadow)


def test_a_signal_speaks_for_its_own_stream_and_never_for_a_shadow(book):
    book.put(AlertRule("s", AlertKind.SIGNAL, "ofi/fast", "above", 2.0))
    scene = Scene(
        streams_said=(
            stream("ofi", 9.0, name="slow"),
            stream("ema", 9.0, name="fast"),
            stream("ofi", 9.0, name="fast", shadow=True),
            stream("ofi", 2.5, name="fast", instrument=2),
        )
    )
    book.evaluate(0, scene)
    assert words(book) == ["MSFT ofi fast above 2 (+2.5 bps)"]


def report(plugin_id, state):
    return SimpleNamespace(id=plugin_id, state=state, reason="it held the interpreter for 5 s")


def test_each_stopped_plugin_speaks_once_and_again_after_it_ran(book):
    book.put(AlertRule("p", AlertKind.RISK, "plugin"))
    stopped = (report("tide", PluginState.QUARANTINED), report("ofi", PluginState.ACTIVE))
    running = (report("tide", PluginState.ACTIVE), report("ofi", PluginState.ACTIVE))
    for at, said in enumerate([stopped, stopped, running, running, stopped]):
        book.evaluate(at * 2 * SECOND, Scene(plugins_said=said))
    assert words(book) == ["A plugin is stopped: tide (it held the interpreter for 5 s)"] * 2


def test_disk_and_memory_take_the_settings_limit_or_their_own(book):
    book.put(AlertRule("d", AlertKind.RISK, "disk"))
    book.put(AlertRule("own", AlertKind.RISK, "disk", "below", 1.0))
    book.put(AlertRule("m", AlertKind.RISK, "memory"))
    book.evaluate(0, Scene(machine=Machine(disk_free_gb=3.0, memory_gb=4.5)))
    assert words(book) == ["Little disk left (3.0 GB free)", "Much memory used (4.5 GB used)"]


def test_a_recorder_that_stopped_is_danger(book, told):
    book.put(AlertRule("r", AlertKind.RISK, "recording"))
    book.evaluate(0, Scene(trouble="disk full"))
    assert (told[-1].severity, told[-1].text) == ("danger", "Recording stopped (disk full)")


def test_a_rule_that_speaks_once_switches_itself_off_and_stays_so(book, tmp_path, settings):
    book.put(replace(LAST, once=True))
    for at, last in enumerate([101.0, 90.0, 101.0]):
        book.evaluate(at * SECOND, Scene(last=last))
    assert len(words(book)) == 1
    assert not AlertStore(tmp_path, settings, print).rules()[0].enabled


def test_one_that_cannot_be_kept_is_switched_off_all_the_same(book, tmp_path, told):
    book.put(replace(LAST, once=True))
    book.file = KeptFile(tmp_path / FILE / "x.json", 1, told.append)
    for at, last in enumerate([101.0, 90.0, 101.0]):
        book.evaluate(at * SECOND, Scene(last=last))
    assert len(words(book)) == 1
    assert any("cannot be written" in notice.text for notice in told)


def test_calls_pause_while_every_event_is_listed(book, told):
    book.put(LAST)
    for at, last in enumerate([101.0, 90.0, 101.0, 90.0, 101.0]):
        book.evaluate(at * SECOND // 2, Scene(last=last))
    assert len(words(book)) == 3
    assert (book.caller.sounds, len(book.caller.shown), len(told)) == (1, 1, 1)
    book.evaluate(9 * SECOND, Scene(last=90.0))
    book.evaluate(10 * SECOND, Scene(last=101.0))
    assert book.caller.sounds == 2


def test_sound_and_desktop_can_be_muted_by_rule_and_by_setting(book, settings):
    book.put(replace(LAST, sound=False))
    settings.put("alerts.desktop", False)
    book.evaluate(0, Scene(last=101.0))
    assert (book.caller.sounds, book.caller.shown) == (0, [])
    assert len(words(book)) == 1


def test_a_rule_put_anew_speaks_anew_and_a_disabled_one_not(book):
    book.put(LAST)
    book.evaluate(0, Scene(last=101.0))
    book.put(replace(LAST, enabled=False))
    book.evaluate(SECOND, Scene(last=101.0))
    book.put(LAST)
    book.evaluate(2 * SECOND, Scene(last=101.0))
    assert len(words(book)) == 2


def test_events_are_newest_first_and_can_be_seen_to(book):
    book.put(replace(LAST, symbol=""))
    book.evaluate(0, Scene(last=101.0))
    assert [event.seq for event in book.events(limit=2)] == [3, 2]
    book.acknowledge(2)
    assert book.unacknowledged() == 2
    book.acknowledge()
    assert book.unacknowledged() == 0
