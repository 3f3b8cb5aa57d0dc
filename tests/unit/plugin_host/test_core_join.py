"""The host on the core itself: bundled plugins speak on a live session, and look at nothing ahead in a fixed one."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from terminal.app.plugins.joined import FolderLoader
from terminal.bridge.plugin_core import Perturbation, TapRequest, simulate_run
from terminal.bridge.session import CoreSession, open_simulation
from terminal.domain.plugins import PluginKind
from terminal.plugin_host.core_join import MidFeed, SessionCore
from terminal.plugin_host.core_ports import RawEvent
from terminal.plugin_host.discovery import Discovery, discover
from terminal.plugin_host.dry_run import DryRun, dry_run
from terminal.plugin_host.host import PluginHost
from terminal.plugin_host.loading import load
from terminal.plugin_host.look_ahead import check_events
from terminal.plugin_host.signal_board import SessionSignals
from terminal.sdk.manifest import PluginManifest
from tests.support.plugin_seams import until

SECOND = 1_000_000_000
FOUND = discover()
BUNDLED = [one for one in FOUND.manifests if one.kind in (PluginKind.STRATEGY, PluginKind.MODEL)]


@pytest.fixture
def session() -> Iterator[CoreSession]:
    opened = open_simulation(seed=3)
    until(opened.instruments)
    yield opened
    opened.close()


def test_bundled_plugins_speak_on_a_live_session_and_are_scored(session: CoreSession, tmp_path: Path):
    core, board = SessionCore(session, tmp_path / "watch.log"), SessionSignals()
    host = PluginHost(core, Discovery(tuple(BUNDLED)), FolderLoader(), board, lambda notice: None)
    mids = MidFeed(core, board)
    mids.start()
    host.start()

    active = {one.id: "active" for one in BUNDLED}

    def heard() -> bool:
        session.status()
        host.frame(time.monotonic_ns())
        speaking = {stream.key.plugin_id for stream in board.streams()}
        scored = any(stream.score.count for stream in board.streams())
        return scored and host.states() == active and "ofi_forecaster" in speaking

    until(heard, within_s=60)
    core.closing = True
    host.close()
    mids.close()
    core.close()


@pytest.mark.parametrize("manifest", BUNDLED, ids=[one.id for one in BUNDLED])
def test_bundled_plugins_do_not_look_ahead(manifest: PluginManifest):
    told = manifest.capabilities.market_data
    request = TapRequest(
        manifest.id,
        quotes="quotes" in told,
        trades="trades" in told,
        phases="phases" in told,
        features=manifest.capabilities.features,
        every_ns=SECOND,
    )

    def events(after_ns: int | None) -> Iterable[RawEvent]:
        return simulate_run(5, 240.0, request, perturbed=None if after_ns is None else Perturbation(after_ns))

    first = simulate_run(5, 30.0, request)
    assert any(first), "something is told, so that its instruments are known"
    instruments = first.instruments()

    def run(given: Iterable[RawEvent]) -> DryRun:
        return dry_run(manifest, load(manifest), given, lambda: instruments)

    report = check_events(run, events, trials=2)
    assert report.passed, report.words
    assert report.outputs > 0
