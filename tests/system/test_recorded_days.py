"""Recorded exchange days through `plimsoll replay` and `plimsoll features`; skipped where the recordings are absent."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from tests.support.command import Plimsoll

AAPL = "AAPL_2012-06-21_34200000_57600000_message_10.csv"
AMZN = "AMZN_2012-06-21_34200000_57600000_message_1.csv"


@pytest.mark.parametrize(("name", "rows"), [(AAPL, 999), (AMZN, 57_515)])
def test_every_row_of_a_lobster_day_follows_without_a_fault(
    plimsoll: Plimsoll, shared_data: Path, name: str, rows: int
):
    messages = shared_data / "lobster" / name
    run = plimsoll("replay", messages, "--verify", messages.with_name(name.replace("message", "orderbook")), "--json")
    assert run.code == 0
    assert abs(run.json["verified_rows"] - rows) <= 1
    assert (run.json["mismatches"], run.json["faults"]) == (0, {})
    assert run.json["revealed"] <= run.json["verified_rows"]


def test_itch_file_counts_every_message_and_ends_in_one_state(plimsoll: Plimsoll, shared_data: Path):
    plain = shared_data / "itch50" / "ex20101224.TEST_ITCH_50"
    runs = [plimsoll("replay", path, "--format", "itch50", "--json").json for path in (plain, f"{plain}.gz")]
    assert [run["messages"] for run in runs] == [12_012, 12_012]
    assert runs[0]["state_hash"] == runs[1]["state_hash"]


def test_missing_depth_updates_are_a_gap_and_a_whole_recording_has_none(
    plimsoll: Plimsoll, shared_data: Path, tmp_path: Path
):
    recording = shared_data / "crypto" / "binance_usdm_btcusdt_20240808.gz"
    assert plimsoll("replay", recording, "--json").json["gaps"] == 0
    with gzip.open(recording, "rt") as packed:
        lines = packed.readlines()
    depth = [at for at, line in enumerate(lines) if "depthUpdate" in line]
    cut = set(depth[len(depth) // 3 :][:25])
    path = tmp_path / recording.name
    with gzip.open(path, "wt", compresslevel=1) as packed:
        packed.writelines(line for at, line in enumerate(lines) if at not in cut)
    assert plimsoll("replay", path, "--json").json["gaps"] >= 1


def test_ten_levels_follow_from_the_orders_of_databento(plimsoll: Plimsoll, shared_data: Path):
    folder = shared_data / "databento"
    answers = folder / "ARL_2025-07-17_mbp10.csv"
    run = plimsoll("replay", folder / "ARL_2025-07-17_mbo.csv", "--verify", answers, "--json")
    assert (run.code, run.json["mismatches"]) == (0, 0)
    assert run.json["verified_rows"] >= 3_880


def test_order_flow_explains_ten_second_moves_as_the_literature_says(
    plimsoll: Plimsoll, shared_data: Path, tmp_path: Path
):
    out, hashes = tmp_path / "f.parquet", set()
    for engine in ("stream", "batch"):
        words = ("--features", "ofi,trade_imbalance,mid", "--every", "10s", "--out", out, "--engine", engine, "--json")
        hashes.add(plimsoll("features", shared_data / "lobster" / AMZN, *words).json["hash"])
    assert len(hashes) == 1
    table = pq.read_table(out)
    ts_ns, mid = table["ts_start_ns"].to_numpy(), table["mid"].to_numpy()
    half_hour, moves = (ts_ns - ts_ns[0]) // 1_800_000_000_000, np.diff(mid, prepend=np.nan)

    def mean_r2(values: np.ndarray) -> float:
        known = [(half_hour == half) & np.isfinite(moves) & np.isfinite(values) for half in np.unique(half_hour)]
        return float(np.mean([np.corrcoef(values[rows], moves[rows])[0, 1] ** 2 for rows in known if rows.sum() > 100]))

    assert mean_r2(table["ofi"].to_numpy()) == pytest.approx(0.527, abs=0.005)
    assert mean_r2(table["trade_imbalance"].to_numpy()) == pytest.approx(0.353, abs=0.01)
