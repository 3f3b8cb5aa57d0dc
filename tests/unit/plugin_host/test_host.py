"""The plugins of a run: one that fails is stopped and said so, a new version is compared, promoted, rolled back."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from terminal.app.plugins.choices import PluginChoices
from terminal.domain.errors import UserError
from terminal.domain.plugins import PluginKind, PluginState
from terminal.domain.signals import Signal
from terminal.plugin_host.context import Context
from terminal.plugin_host.discovery import Discovery, Refusal
from terminal.plugin_host.host import PluginHost
from terminal.plugin_host.signal_board import SessionSignals
from terminal.sdk.desk import DeskNotice, PluginReport
from terminal.sdk.events import Quote
from terminal.sdk.manifest import SettingDeclaration
from terminal.sdk.plugin import OrderIntent
from tests.support.plugin_seams import FakeCore, FakeLoader, Found, manifest, quote, until

STEP = SettingDeclaration("step", "float", 1.0, "How far.", min=0, max=10)
ORDER = OrderIntent(1, 1, 100, 100)


def saying(value: float) -> Callable[[Context], object]:
    """Plugins that say one value at each quote and want an order at each tenth."""

    class Plugin:
        def __init__(self, context: Context) -> None:
            self.context = context

        def on_quote(self, quote: Quote) -> None:
            self.context.emit(1, Signal(value=value, horizon_ns=10, confidence=0.5))
            if quote.ts_venue_ns % 10 == 0:
                self.context.orders.submit(ORDER)

    return Plugin


def failing(context: Context) -> object:
    raise RuntimeError("planted failure")


class Rig:
    """A host on stand-ins."""

    def __init__(self, *ids: str, refused: tuple[Refusal, ...] = (), **factories: Callable[[Context], object]) -> None:
        self.core, self.loader, self.board = FakeCore(), FakeLoader(**factories), SessionSignals()
        self.notices: list[DeskNotice] = []
        declared = [manifest(plugin_id=name, settings={"step": STEP}, version="1") for name in factories]
        declared += [manifest(plugin_id=name, kind=PluginKind.PANEL) for name in ids]
        found = Discovery(tuple(declared), refused)
        self.host = PluginHost(self.core, found, self.loader, self.board, self.notices.append)

    def frame(self) -> None:
        self.host.frame(time.monotonic_ns())

    def until(self, true: Callable[[], Any]) -> None:
        """Frames until it is so."""

        def look() -> Any:
            self.frame()
            return true()

        until(look)

    def state(self, name: str) -> str:
        return self.host.states()[name]

    def report(self, name: str) -> PluginReport:
        self.host.reported_ns = -(10**12)
        return next(report for report in self.host.reports() if report.id == name)


@pytest.fixture
def rigs() -> Iterator[Callable[..., Rig]]:
    made: list[Rig] = []

    def make(*ids: str, **more: Any) -> Rig:
        made.append(Rig(*ids, **more))
        return made[-1]

    yield make
    for rig in made:
        rig.host.close()


@pytest.fixture
def pair(rigs: Callable[..., Rig]) -> Rig:
    """A plugin that fails in ``create``, and one that runs."""
    rig = rigs(bad=failing, good=saying(1.0))
    rig.host.start()
    rig.until(lambda: rig.state("good") == "active" and rig.notices)
    return rig


def test_nothing_runs_before_the_window_is_painted(rigs: Callable[..., Rig]):
    rig = rigs(good=saying(1.0))
    rig.frame()
    assert rig.state("good") == "enabled"
    assert rig.loader.loads == []


def test_one_that_fails_is_quarantined_and_said_so_while_the_rest_runs(pair: Rig):
    assert pair.host.states() == {"bad": "quarantined", "good": "active"}
    (notice,) = pair.notices
    assert notice.severity == "danger"
    assert "bad" in notice.title
    assert "planted failure" in notice.text
    pair.core.put(quote(1))
    until(pair.board.streams)
    assert [stream.key.plugin_id for stream in pair.board.streams()] == ["good"]


def test_each_plugin_has_a_named_thread_of_its_own(pair: Rig):
    assert "plugin good" in {thread.name for thread in threading.enumerate()}


def test_what_the_watchdog_finds_quarantines_with_its_words(pair: Rig):
    pair.core.put(quote(10))
    until(lambda: pair.core.orders["good"].orders)
    pair.core.found.append(Found("good"))
    pair.until(lambda: len(pair.notices) == 2)
    assert "kept the interpreter to itself" in pair.report("good").reason
    assert "251 ms" in pair.notices[1].text
    assert pair.core.orders["good"].orders == {}


def test_enabling_runs_the_code_as_it_is_now(pair: Rig):
    pair.loader.factories["bad"] = saying(2.0)
    pair.host.enable("bad")
    pair.until(lambda: pair.state("bad") == "active")
    assert pair.loader.loads[-1] == ("bad", True)
    assert pair.report("bad").reason == ""
    pair.host.enable("bad")  # it runs: nothing happens
    assert len(pair.loader.loads) == 3


def test_enabling_one_whose_manifest_was_broken_says_so(pair: Rig):
    pair.loader.on_disk["bad"] = UserError("plugin.toml: api: is '99'")
    pair.host.enable("bad")
    assert pair.state("bad") == "refused"
    assert "api" in pair.report("bad").reason


def test_disabling_cancels_its_orders(pair: Rig):
    pair.core.put(quote(10))
    until(lambda: pair.core.orders["good"].orders)
    pair.host.disable("good")
    assert pair.core.orders["good"].orders == {}
    assert pair.state("good") == "disabled"
    pair.frame()
    assert len(pair.notices) == 1


def test_one_that_was_switched_off_stays_off_in_the_next_run(pair: Rig, tmp_path: Path):
    kept = PluginChoices(tmp_path, pair.notices.append)
    kept.put("good", off=True)
    again = PluginChoices(tmp_path, pair.notices.append)
    found = Discovery(tuple(one.manifest for one in pair.host.hosted.values()))
    host = PluginHost(FakeCore(), found, pair.loader, pair.board, pair.notices.append, choices=again)
    assert host.states() == {"bad": "enabled", "good": "disabled"}
    host.disable("bad")
    again.put("good", off=False)
    assert PluginChoices(tmp_path, pair.notices.append).off() == {"bad"}


def test_an_unknown_and_a_refused_plugin_are_named(rigs: Callable[..., Rig]):
    refusal = Refusal("wizard", Path("wizard/plugin.toml"), "plugin.kind: is 'wizard'")
    rig = rigs(good=saying(1.0), refused=(refusal,))
    with pytest.raises(UserError, match="did you mean good"):
        rig.host.enable("goood")
    with pytest.raises(UserError, match="wizard was refused"):
        rig.host.disable("wizard")
    assert rig.state("wizard") == "refused"
    assert rig.report("wizard").state is PluginState.REFUSED


# Reload.


@pytest.fixture
def reloaded(pair: Rig) -> Rig:
    """A new version that says other things beside the running one."""
    pair.loader.factories["good"] = saying(-3.0)
    pair.loader.on_disk["good"] = replace(pair.host.one("good").manifest, version="2")
    pair.host.reload("good")
    pair.until(lambda: len(pair.core.taps) == 2)
    return pair


def compared(rig: Rig, events: int) -> None:
    rig.core.put(*(quote(n) for n in range(10, 10 + events)))
    rig.until(lambda: (shadow := rig.report("good").shadow) and shadow.new_signals == shadow.old_signals == events)


def test_a_new_version_is_compared_and_nothing_of_it_is_real(reloaded: Rig):
    compared(reloaded, 5)
    shadow = reloaded.report("good").shadow
    assert shadow is not None
    assert (shadow.version, shadow.agreeing, shadow.mean_difference_bps) == ("2", 0.0, 4.0)
    assert (shadow.old_orders, shadow.new_orders) == (1, 1)
    assert {stream.latest.value for stream in reloaded.board.streams()} == {1.0}
    assert reloaded.core.orders["good@2"].orders == {}
    assert reloaded.loader.loads[-1] == ("good", True)


def test_a_promoted_version_is_real_and_the_old_ones_orders_are_cancelled(reloaded: Rig):
    compared(reloaded, 5)
    reloaded.host.promote("good")
    reloaded.core.put(quote(20))
    until(lambda: reloaded.core.orders["good@2"].orders)
    assert reloaded.core.orders["good"].orders == {}
    assert reloaded.board.streams()[0].latest.value == -3.0
    report = reloaded.report("good")
    assert (report.version, report.shadow, report.state) == ("2", None, PluginState.ACTIVE)


def test_rolling_back_a_promotion_runs_the_code_before_it(reloaded: Rig):
    reloaded.host.promote("good")
    reloaded.host.roll_back("good")
    reloaded.until(lambda: reloaded.state("good") == "active")
    assert reloaded.report("good").version == "1"
    until(lambda: len(reloaded.core.taps) == 3)
    reloaded.core.put(quote(21))
    until(reloaded.board.streams)
    assert reloaded.board.streams()[0].latest.value == 1.0
    with pytest.raises(UserError, match="no version to go back to"):
        reloaded.host.roll_back("good")


def test_rolling_back_a_shadow_leaves_the_running_version_alone(reloaded: Rig):
    running = reloaded.host.one("good").runtime
    reloaded.host.roll_back("good")
    assert reloaded.report("good").shadow is None
    assert reloaded.host.one("good").runtime is running
    assert reloaded.core.taps[1].closed
    reloaded.core.taps[0].put(quote(3))
    until(reloaded.board.streams)
    with pytest.raises(UserError, match="reload it first"):
        reloaded.host.promote("good")


def test_a_shadow_that_fails_leaves_the_running_version_untouched(pair: Rig):
    pair.loader.factories["good"] = failing
    pair.host.reload("good")
    pair.until(lambda: len(pair.notices) == 2)
    assert pair.notices[1].severity == "warn"
    assert "new version of good" in pair.notices[1].title
    report = pair.report("good")
    assert report.state is PluginState.ACTIVE
    assert report.shadow is not None
    assert "planted failure" in report.shadow.failure
    with pytest.raises(UserError):
        pair.host.promote("good")
    pair.core.put(quote(1))
    until(pair.board.streams)


def test_a_broken_manifest_is_told_as_the_shadows_failure(pair: Rig):
    pair.loader.on_disk["good"] = UserError("plugin.toml: entry is missing")
    pair.host.reload("good")
    shadow = pair.report("good").shadow
    assert shadow is not None
    assert "entry is missing" in shadow.failure
    assert math.isnan(shadow.agreeing)
    assert pair.state("good") == "active"


def test_reloading_one_that_does_not_run_starts_it(pair: Rig):
    pair.loader.factories["bad"] = saying(1.0)
    pair.host.reload("bad")
    pair.until(lambda: pair.state("bad") == "active")
    assert pair.report("bad").shadow is None


# Settings.


def test_a_setting_restarts_the_plugin_with_it(pair: Rig):
    pair.host.set_setting("good", "step", 3)
    runtime = pair.host.one("good").runtime
    assert runtime is not None
    assert runtime.context.settings == {"step": 3.0}
    assert pair.host.settings("good") == ((STEP, 3.0),)
    pair.until(lambda: pair.state("good") == "active")
    assert pair.loader.loads.count(("good", False)) == 1


@pytest.mark.parametrize(("name", "value", "words"), [("stp", 1.0, "did you mean step"), ("step", 11, "step: 11")])
def test_a_setting_that_cannot_be_is_refused(pair: Rig, name: str, value: object, words: str):
    with pytest.raises(UserError, match=words):
        pair.host.set_setting("good", name, value)


# Panels.


def test_a_panel_that_fails_is_quarantined_and_opens_again_when_enabled(rigs: Callable[..., Rig]):
    rig = rigs("ladder")
    opened: list[str] = []
    rig.host.panels.open = opened.append
    stand = {"ladder": (PluginState.ACTIVE, "")}
    rig.host.panels.stand = lambda: stand
    rig.frame()
    assert rig.state("ladder") == "active"
    stand["ladder"] = (PluginState.QUARANTINED, "on_frame raised")
    rig.until(lambda: rig.notices)
    assert [notice.text for notice in rig.notices] == ["on_frame raised"]
    rig.host.enable("ladder")
    assert opened == ["ladder"]
    assert rig.state("ladder") == "enabled"
    with pytest.raises(UserError, match="only strategies and models"):
        rig.host.reload("ladder")


def test_closing_ends_every_thread(pair: Rig):
    pair.host.close()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("plugin ")]
    pair.host.close()
