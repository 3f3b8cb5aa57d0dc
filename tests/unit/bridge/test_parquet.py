"""A Parquet file says what the CSV form of the same table says, and is refused by file, row and column."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import pytest

from terminal.bridge.jobs import FeaturesRequest, ReplayRequest, features, replay
from terminal.bridge.session import open_replay
from terminal.domain.errors import UserError
from tests.support.repository import shared_data_folder

START_NS = 1_700_000_000_000_000_000
ROWS = 3_000
SPEC = "mid,microprice,spread,ofi,vwap,trade_imbalance"
Columns = dict[str, Any]


def quotes() -> Columns:
    random = np.random.default_rng(5)
    bid = np.round(100 + np.cumsum(random.normal(0, 0.02, ROWS)), 2)
    return {
        "timestamp": pa.array(START_NS + np.arange(ROWS) * 10_000_000, pa.timestamp("ns")),
        "symbol": random.choice(["ABC", "XYZ-USD", "ÄÖ"], ROWS).tolist(),
        "Best Bid": bid,
        "ask": np.round(bid + random.integers(1, 4, ROWS) / 100, 2),
        "bid_size": random.integers(1, 900, ROWS),
        "ask_size": [None if value < 50 else value for value in random.integers(1, 900, ROWS).tolist()],
    }


def trades() -> Columns:
    random = np.random.default_rng(6)
    return {
        "ts": START_NS // 1_000_000 + np.arange(ROWS) * 7,
        "px": np.round(random.uniform(0.0001, 0.9, ROWS), 7),
        "qty": np.round(random.uniform(0.001, 20_000_000, ROWS), 3),
        "taker_side": [[None, "buy", "S"][code] for code in random.integers(0, 3, ROWS)],
        "trade_id": np.arange(ROWS),
    }


def bars() -> Columns:
    random = np.random.default_rng(7)
    edges = np.sort(random.uniform(1, 2_000_000, (ROWS, 4)), axis=1)
    return {
        "date": pa.array(np.arange(ROWS, dtype=np.int32) - 300, pa.date32()),
        "open": edges[:, 1],
        "high": edges[:, 3],
        "low": edges[:, 0],
        "close": edges[:, 2],
        "volume": random.uniform(0, 1e9, ROWS),
    }


def written(folder: Path, columns: Columns, **options: Any) -> Path:
    """The table as a Parquet file."""
    path = folder / "abc_1.parquet"
    pq.write_table(pa.table(columns), path, **options)
    return path


def written_as_csv(folder: Path, columns: Columns) -> Path:
    """The table as a CSV file of the same name."""
    path = folder / "abc_1.csv"
    pyarrow.csv.write_csv(pa.table(columns), path)
    return path


def replayed(path: Path, **options: Any) -> dict[str, Any]:
    report = replay(ReplayRequest(path, **options), lambda fraction, units: None)
    return {key: value for key, value in report.items() if key != "seconds"}


def feature_hash(path: Path, every_ns: int = 1_000_000_000) -> str:
    report = features(FeaturesRequest(path, SPEC, every_ns), lambda fraction, units: None)
    assert report["frames"]
    return str(report["hash"])


def complaint(path: Path) -> str:
    """What ends the replay of a file, or keeps it from beginning."""
    try:
        return str(replayed(path)["failure"])
    except UserError as error:
        return str(error)


@pytest.mark.parametrize("table", [quotes, trades, bars])
def test_parquet_gives_the_events_of_its_csv_form(tmp_path: Path, table: Callable[[], Columns]):
    parquet = written(tmp_path, table(), row_group_size=700)
    csv = written_as_csv(tmp_path, table())
    told = replayed(parquet)
    assert told == replayed(csv)
    assert (told["failure"], told["messages"]) == (None, ROWS)
    every_ns = 86_400_000_000_000 if table is bars else 1_000_000_000
    assert feature_hash(parquet, every_ns) == feature_hash(csv, every_ns)


@pytest.mark.parametrize(
    "kind",
    [
        pa.timestamp("s"),
        pa.timestamp("ms", tz="Europe/Berlin"),
        pa.timestamp("us", tz="UTC"),
        pa.timestamp("ns", tz="-05:00"),
        pa.int64(),
        pa.float64(),
        pa.string(),
    ],
    ids=str,
)
def test_times_of_any_type_are_the_same_moments(tmp_path: Path, kind: pa.DataType):
    seconds = pa.array(START_NS // 1_000_000_000 + np.arange(10) * 60, pa.int64())
    times = seconds.cast(pa.timestamp("s")).cast(kind) if pa.types.is_string(kind) else seconds
    if pa.types.is_timestamp(kind):
        times = pa.array(np.asarray(seconds) * 1_000_000_000).cast(pa.timestamp("ns", tz=kind.tz)).cast(kind)
    table = {"time": times.cast(kind), "price": np.arange(10) + 1, "size": np.ones(10)}
    told = replayed(written(tmp_path, table))
    assert (told["failure"], told["first_ns"]) == (None, START_NS)
    assert told["last_ns"] == START_NS + 9 * 60_000_000_000


@pytest.mark.parametrize(
    "kind",
    [
        pa.float32(),
        pa.decimal128(12, 3),
        pa.decimal256(40, 12),
        pa.string(),
        pa.large_string(),
        pa.int16(),
        pa.uint64(),
    ],
    ids=str,
)
def test_prices_of_any_type_are_the_same_numbers(tmp_path: Path, kind: pa.DataType):
    values = [Decimal(raw) if pa.types.is_integer(kind) else Decimal(raw) / 8 for raw in range(1, 300)]
    prices = pa.array([str(value) for value in values]).cast(pa.decimal128(12, 3))
    table = {"time": START_NS + np.arange(len(values)), "price": prices, "size": prices}
    plain = replayed(written_as_csv(tmp_path, table))
    typed = pa.array([spelt(kind)(value) for value in values], kind)
    told = replayed(written(tmp_path, table | {"price": typed, "size": typed}))
    assert (plain["failure"], told) == (None, plain)


def spelt(kind: pa.DataType) -> Callable[[Decimal], object]:
    """What Arrow makes values of this type from, without rounding."""
    if pa.types.is_decimal(kind):
        return Decimal
    if pa.types.is_integer(kind):
        return int
    return float if pa.types.is_floating(kind) else str


def test_single_precision_is_its_shortest_decimal(tmp_path: Path):
    prices = pa.array([23.619, 0.1, 123.45], pa.float32())
    table = {"time": START_NS + np.arange(3), "price": prices, "size": [1, 2, 3]}
    assert replayed(written(tmp_path, table)) == replayed(written_as_csv(tmp_path, table))
    session = open_replay(tmp_path / "abc_1.parquet")
    try:
        assert session.info.source == "parquet"
        session.seek(START_NS + 10)
        assert [known.symbol for known in session.instruments()] == ["ABC"]
    finally:
        session.close()


def test_instruments_one_after_the_other_are_merged_by_time(tmp_path: Path):
    shuffled = pa.table(quotes())
    by_symbol = shuffled.sort_by([("symbol", "ascending"), ("timestamp", "ascending")])
    pq.write_table(by_symbol, tmp_path / "a.parquet", row_group_size=1_000, use_dictionary=False)
    csv = written_as_csv(tmp_path, quotes())
    assert replayed(tmp_path / "a.parquet") == replayed(csv)
    assert feature_hash(tmp_path / "a.parquet") == feature_hash(csv)


def test_dictionaries_and_flags_are_read_as_text_is(tmp_path: Path):
    table = trades()
    sides = pa.array(table.pop("taker_side")).dictionary_encode()
    expected = replayed(written(tmp_path, table | {"side": sides.cast(pa.string())}))
    assert replayed(written(tmp_path, table | {"side": sides})) == expected
    maker = [None if side is None else side == "S" for side in sides.to_pylist()]
    assert replayed(written(tmp_path, table | {"isBuyerMaker": maker})) == expected


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("px", None, "missing"),
        ("px", float("nan"), "NaN"),
        ("px", float("inf"), "inf"),
        ("px", -1.0, "is no price"),
        ("px", 0.0, "is no price"),
        ("qty", None, "missing"),
        ("qty", -2.5, "negative"),
        ("qty", float("nan"), "NaN"),
        ("ts", None, "missing"),
        ("ts", 1_000_000_000_000, "runs back"),
        ("taker_side", "sideways", "neither buy nor sell"),
    ],
)
def test_a_bad_value_is_named_by_file_row_and_column(tmp_path: Path, column: str, value: Any, reason: str):
    table = {name: list(values) for name, values in trades().items()}
    table[column][2_345] = value
    path = written(tmp_path, table, row_group_size=500)
    told = complaint(path)
    assert told.startswith(f"{path}: row 2346, column {column}: ")
    assert reason in told
    assert "kept the 2345 rows" in told
    passed_over = replayed(path, skip_damaged=True)
    assert (passed_over["failure"], passed_over["damaged"], passed_over["messages"]) == (None, 1, ROWS - 1)


def test_what_is_no_market_data_is_refused_by_name(tmp_path: Path):
    times, ones = np.arange(3) + START_NS, np.ones(3)
    for table, said in [
        ({"symbol": ["A"] * 3, "text": ["x"] * 3}, "neither quotes"),
        ({"time": times, "price": pa.array([[1]] * 3), "size": ones}, "column price is list"),
        ({"time": times, "price": ones, "size": pa.array(times, pa.timestamp("ns"))}, "column size is timestamp"),
        ({"time": pa.array([1] * 3, pa.time64("ns")), "price": ones, "size": ones}, "column time is time64"),
        ({"ts_event": times, "action": ["A"] * 3, "side": ["B"] * 3, "order_id": times, "price": ones}, "mbo-csv"),
        ({"time": times[:0], "price": ones[:0], "size": ones[:0]}, "no rows"),
    ]:
        told = complaint(written(tmp_path, table))
        assert told.startswith(f"{tmp_path / 'abc_1.parquet'}: ")
        assert said in told


def test_a_cut_or_foreign_file_is_refused_by_name(tmp_path: Path):
    whole = written(tmp_path, trades()).read_bytes()
    damaged = bytearray(whole)
    damaged[200:260] = b"\xff" * 60
    for name, content in [
        ("cut.parquet", whole[: len(whole) // 2]),
        ("cut_without_ending", whole[:5]),
        ("text.parquet", b"time,price,size\n1,2,3\n"),
        ("empty.parquet", b""),
        ("damaged.parquet", bytes(damaged)),
    ]:
        (tmp_path / name).write_bytes(content)
        told = complaint(tmp_path / name)
        assert told.startswith(f"{tmp_path / name}: ")
        assert "\n" not in told
    with pytest.raises(UserError, match="no such file"):
        replayed(tmp_path / "absent.parquet")


def test_a_parquet_file_is_known_by_its_content_or_by_its_format(tmp_path: Path):
    path = written(tmp_path, trades())
    expected = replayed(path)
    unnamed = path.rename(tmp_path / "abc_1")
    assert replayed(unnamed) == replayed(unnamed, format="parquet") == expected
    with pytest.raises(UserError, match="verification"):
        replayed(unnamed, verify=unnamed)


@pytest.mark.parametrize(
    ("name", "rows", "contradictory"), [("us_daily_200_2007_2017", 547_129, 27), ("stocknet_prices", 72_704, 2)]
)
def test_real_daily_bars_replay_but_for_rows_that_contradict_themselves(name: str, rows: int, contradictory: int):
    folder = shared_data_folder()
    path = None if folder is None else folder / "equities" / f"{name}.parquet"
    if path is None or not path.is_file():
        pytest.skip(f"{name}.parquet: no recorded data here")
    symbols = pq.read_table(path, columns=["symbol"])["symbol"].unique()
    told = replayed(path, skip_damaged=True)
    assert (told["failure"], told["instruments"]) == (None, len(symbols))
    assert (told["messages"], told["damaged"]) == (rows - contradictory, contradictory)
    assert "row " in complaint(path)
