"""Parquet on the command line: replayed, sampled, shown, refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import pytest

from tests.support.command import Plimsoll

ROWS = 20_000


@pytest.fixture
def quotes(tmp_path: Path) -> pa.Table:
    random = np.random.default_rng(3)
    bid = np.round(50 + np.cumsum(random.normal(0, 0.01, ROWS)), 2)
    return pa.table(
        {
            "time": pa.array(1_700_000_000_000_000 + np.arange(ROWS) * 1_000, pa.timestamp("us", tz="UTC")),
            "ticker": random.choice(["ABC", "XYZ"], ROWS),
            "bid": bid,
            "ask": np.round(bid + 0.01, 2),
            "bid_size": random.integers(1, 500, ROWS),
            "ask_size": random.integers(1, 500, ROWS),
        }
    )


def test_replay_and_features_say_the_same_of_parquet_and_csv(plimsoll: Plimsoll, quotes: pa.Table, tmp_path: Path):
    parquet, csv, out = tmp_path / "day.parquet", tmp_path / "day.csv", tmp_path / "features.parquet"
    pq.write_table(quotes.sort_by([("ticker", "ascending"), ("time", "ascending")]), parquet)
    pyarrow.csv.write_csv(quotes, csv)
    said, expected = (plimsoll("replay", path, "--json").json for path in (parquet, csv))
    assert (said["messages"], said["instruments"]) == (ROWS, 2)
    assert said["state_hash"] == expected["state_hash"]
    hashes = set()
    for path, engine in [(parquet, "stream"), (parquet, "batch"), (csv, "stream")]:
        words = ("--features", "mid,ofi,spread", "--every", "1s", "--engine", engine, "--out", out, "--json")
        run = plimsoll("features", path, *words)
        assert (run.code, run.json["rows"]) == (0, 40)
        hashes.add(run.json["hash"])
    assert len(hashes) == 1


def test_the_terminal_opens_a_parquet_file(plimsoll: Plimsoll, quotes: pa.Table, tmp_path: Path):
    pq.write_table(quotes, tmp_path / "day.parquet")
    run = plimsoll("run", "--replay", tmp_path / "day.parquet", "--offscreen", "--duration", "2", "--speed", "max")
    assert (run.code, run.err) == (0, "")


def test_a_bad_row_ends_the_command_by_name_unless_passed_over(plimsoll: Plimsoll, quotes: pa.Table, tmp_path: Path):
    path = tmp_path / "day.parquet"
    bids = quotes["bid"].to_numpy().copy()
    bids[1_233] = float("nan")
    pq.write_table(quotes.set_column(2, "bid", pa.array(bids)), path)
    run = plimsoll("replay", path)
    assert run.code == 1
    assert f"{path}: row 1234, column bid: " in run.complaint
    assert "Traceback" not in run.err
    passed_over = plimsoll("replay", path, "--skip-damaged", "--json")
    assert (passed_over.code, passed_over.json["damaged"]) == (0, 1)
