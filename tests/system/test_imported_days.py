"""Recorded days of every format, imported: the session replays to the very state of the source."""

from __future__ import annotations

from pathlib import Path

import pytest

from terminal.bridge.jobs import ReplayRequest, replay
from terminal.bridge.recordings import import_recording

DAYS = (
    "lobster/AMZN_2012-06-21_34200000_57600000_message_1.csv",
    "lobster/AAPL_2012-06-21_34200000_57600000_message_10.csv",
    "itch50/ex20101224.TEST_ITCH_50.gz",
    "iex/DEEP10.pcap.gz",
    "databento/ARL_2025-07-17_mbo.csv",
    "databento/ESH4_2023-12-24_mbo.dbn.zst",
    "crypto/binance_spot_btcusdt_20240808.gz",
    "crypto/ws/BYBIT.ws.25.0",
    "crypto/ws/COINBASE.ws.28.0",
    "crypto/ws/KRAKEN.ws.48.0",
    "crypto/btc_perp_1m_20211231_20220201.csv",
    "fx/truefx_usdjpy_ticks.csv",
)
SAME = ("messages", "gaps", "damaged", "faults", "instruments", "first_ns", "last_ns", "state_hash")


def quiet(_fraction: float, _units: int) -> None:
    """No progress."""


@pytest.mark.parametrize("day", DAYS)
def test_an_imported_day_replays_to_the_state_of_its_source(day: str, shared_data: Path, tmp_path: Path):
    source = shared_data / day
    imported = import_recording(source, None, tmp_path, "", quiet)
    ours = replay(ReplayRequest(imported.session.path), quiet)
    theirs = replay(ReplayRequest(source, skip_damaged=True), quiet)
    assert {name: ours[name] for name in SAME} == {name: theirs[name] for name in SAME}
    assert imported.session.complete
