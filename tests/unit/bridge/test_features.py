"""The feature library from Python: the core's operators, its refusals as errors, no row lost between pieces."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from terminal.domain.errors import UserError
from terminal.sdk.features import (
    PRICE_ONE,
    QTY_ONE,
    UNSET,
    DepthColumns,
    TradeColumns,
    bars,
    catalogue,
    compute,
    raw_prices,
    raw_quantities,
    stream,
)

SECOND = 10**9
SPEC = "ofi,mid,vwap,vwap_bands(k=1),trade_imbalance,ema(half_life=2s),rsi(n=2),ohlcv"


def market(rows: int = 400) -> tuple[pa.Table, pa.Table]:
    """Books and trades of a minute."""
    rng = np.random.default_rng(5)
    ts = np.sort(rng.integers(0, 60 * SECOND, rows))
    bid = 10_000 + rng.integers(-1, 2, rows).cumsum()
    quantities = rng.integers(1, 50, (3, rows)) * QTY_ONE
    depth = {
        "ts_ns": ts,
        "bid_px_1": bid * (PRICE_ONE // 100),
        "bid_qty_1": quantities[0],
        "ask_px_1": (bid + 1) * (PRICE_ONE // 100),
        "ask_qty_1": quantities[1],
    }
    trades = {"ts_ns": ts, "px": depth["bid_px_1"], "qty": quantities[2], "side": rng.integers(0, 3, rows)}
    return pa.table(depth), pa.table(trades)


def test_pieces_of_a_stream_give_the_whole_days_bits():
    depth, trades = market()
    whole = compute(SPEC, "1s", depth=depth, trades=trades)
    pieces = stream(SPEC, "1s")
    tables = []
    for start in range(0, 400, 37):
        pieces.feed(
            DepthColumns.from_table(depth[start : start + 37]), TradeColumns.from_table(trades[start : start + 37])
        )
        tables.append(pieces.take())
    pieces.finish()
    tables.append(pieces.take())
    joined = pa.concat_tables([table.replace_schema_metadata(None) for table in tables])
    assert whole.schema.metadata[b"hash"]
    for name in whole.column_names:
        assert whole[name].to_numpy().tobytes() == joined[name].to_numpy().tobytes(), name


def test_a_fork_goes_on_equally():
    depth, trades = market()
    first = stream(SPEC, "1s")
    first.feed(DepthColumns.from_table(depth[:200]), TradeColumns.from_table(trades[:200]))
    second = first.fork()
    assert first.digest() == second.digest()
    for one in (first, second):
        one.feed(DepthColumns.from_table(depth[200:]), TradeColumns.from_table(trades[200:]))
        one.finish()
    assert first.digest() == second.digest()
    assert first.take().schema.metadata[b"hash"] == second.take().schema.metadata[b"hash"]


def test_a_gap_makes_book_features_unknown_until_the_next_book():
    ts = np.array([0, 1, 2]) * SECOND
    level = [np.full(3, PRICE_ONE)]
    size = [np.full(3, QTY_ONE)]
    depth = DepthColumns(ts, level, size, [2 * level[0]], size, known=np.array([True, False, True]))
    table = compute("mid,ofi", "1s", depth=depth)
    np.testing.assert_array_equal(table["mid"].to_numpy(), [1.5, np.nan, 1.5])
    np.testing.assert_array_equal(table["ofi"].to_numpy(), [0.0, np.nan, np.nan])


def test_a_null_price_is_an_absent_level():
    table = pa.table(
        {
            "ts_ns": [0, SECOND],
            "bid_px_1": [PRICE_ONE, None],
            "bid_qty_1": [QTY_ONE, None],
            "ask_px_1": [2 * PRICE_ONE, 2 * PRICE_ONE],
            "ask_qty_1": [QTY_ONE, QTY_ONE],
        }
    )
    np.testing.assert_array_equal(compute("mid", "1s", depth=table)["mid"].to_numpy(), [1.5, np.nan])


@pytest.mark.parametrize(
    ("spec", "every", "said"),
    [
        ("offi", "1s", 'unknown feature "offi": did you mean "ofi"'),
        ("rsi(n=0)", "1s", "n=0 must be a whole number from 1"),
        ("ofi", "soon", 'sampling interval "soon"'),
        ("ofi", 0, "sampling interval"),
        ("depth_imbalance(levels=3)", "1s", "needs 3 book levels, the input carries 1"),
    ],
)
def test_a_wrong_request_is_named(spec: str, every: str | int, said: str):
    depth, trades = market()
    with pytest.raises(UserError, match=said.replace("(", r"\(").replace("?", r"\?")):
        compute(spec, every, depth=depth, trades=trades)


def test_columns_that_cannot_be_read_are_named():
    depth, trades = market()
    backwards = trades.take(np.arange(400)[::-1])
    with pytest.raises(UserError, match="table trades, row 1: time goes back"):
        compute("volume", "1s", trades=backwards)
    with pytest.raises(UserError, match="column ask_qty_1 is missing"):
        compute("mid", "1s", depth=depth.drop_columns(["ask_qty_1"]))
    doubles = TradeColumns.from_table(trades)
    with pytest.raises(UserError, match="raw integers are needed"):
        compute("volume", "1s", trades=replace(doubles, px=doubles.px / 1e9))  # type: ignore[arg-type]


def test_times_of_any_unit_are_nanoseconds_and_other_types_are_refused():
    _, trades = market()
    whole = trades.set_column(0, "ts_ns", pc.multiply(pc.divide(trades["ts_ns"], 1_000), 1_000))
    micros = whole.set_column(0, "ts_ns", whole["ts_ns"].cast(pa.timestamp("ns", tz="UTC")).cast(pa.timestamp("us")))
    assert compute("volume", "1s", trades=micros).equals(compute("volume", "1s", trades=whole))
    for at, name, values in [(1, "px", [5.0] * 400), (3, "side", ["buy"] * 400)]:
        assert trades.column_names[at] == name
        with pytest.raises(UserError, match=f"column {name} is "):
            compute("volume", "1s", trades=trades.set_column(at, name, pa.array(values)))


def test_a_piece_from_before_the_last_one_is_refused():
    depth, _ = market()
    late = stream("mid", "1s")
    late.feed(DepthColumns.from_table(depth[200:]))
    with pytest.raises(UserError, match="time goes back"):
        late.feed(DepthColumns.from_table(depth[:200]))


def test_bars_hold_their_number_of_trades():
    _, trades = market()
    table = bars("ticks", 150, trades)
    assert table["trades"].to_pylist() == [150, 150, 100]
    px = trades["px"].to_numpy()[:150] / PRICE_ONE
    first = {name: table[name][0].as_py() for name in ("open", "high", "low", "close")}
    assert first == {"open": px[0], "high": px.max(), "low": px.min(), "close": px[-1]}
    with pytest.raises(UserError, match="give time, ticks or volume"):
        bars("ticks", 0, trades)


def test_the_catalogue_describes_every_parameter():
    by_name = {feature.name: feature for feature in catalogue()}
    assert {"mid", "ofi", "vwap", "rsi", "ema", "rolling_vol"} <= by_name.keys()
    (n, _) = by_name["rsi"].parameters
    assert (n.name, n.default, n.wanted) == ("n", "14", "a whole number from 1 to 10000")
    assert by_name["vwap_bands"].outputs == ("vwap", "sigma", "upper", "lower")


def test_numbers_become_raw_and_nan_unset():
    assert raw_prices([1.5, np.nan]).tolist() == [1_500_000_000, UNSET]
    assert raw_quantities([0.1]).tolist() == [10_000_000]
