"""Rows of the state flow: what the gateway writes is read exactly, what nobody could have meant is dropped."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal.domain.market import PRICE_ONE, QTY_ONE
from terminal.sdk.state import MONEY_ONE, Balance, GatewayHealth, Halt, LimitHeadroom, Position, SessionState
from terminal.stores.state_rows import FIELDS, Bounds, Fields, ImplausibleError, Reading, meta_of
from tests.support.state_rows import NOW_NS, golden_rows, meta_row

AMZN = "position:A1:ofi:AMZN"


def reading(rows) -> Reading:
    taken = Reading(meta_of(meta_row()))
    for key, row in rows.items():
        taken.take(key, row)
    return taken


def poisoned(key: str, **fields: str) -> Reading:
    """The golden row under this key with some fields changed."""
    return reading({key: golden_rows()[key] | fields})


def test_the_golden_page_is_read_to_the_last_row():
    taken = reading(golden_rows())
    assert taken.dropped == []
    assert len(taken.values) == len(golden_rows()) == 10
    assert {key.partition(":")[0] for key in golden_rows()} == set(FIELDS)


def test_values_are_exact():
    by_key = {key: reading({key: row}).values[0] for key, row in golden_rows().items()}
    assert by_key[AMZN] == Position(
        *("A1", "ofi", "AMZN", "XNAS", "USD"),
        qty=-300 * QTY_ONE,
        avg_px=223_820_000_000,
        mark_px=223_955_000_000,
        realised=-12_500_000,
        unrealised=40_500_000,
        fees=1_230_000,
        open_buy_qty=100 * QTY_ONE,
        open_sell_qty=0,
        seq=1,
        ts_ns=NOW_NS,
    )
    flat = by_key["position:A1:-:BRK%3AB"]
    assert isinstance(flat, Position)
    assert (flat.strategy, flat.instrument, flat.avg_px, flat.unrealised) == ("", "BRK:B", None, None)
    assert by_key["balance:A1:USD"] == Balance("A1", "USD", 1_000_000_250_000, 22_382_000_000, None, 3, NOW_NS)
    limit = by_key["limit:account:A1:gross-exposure"]
    assert limit == LimitHeadroom(
        "account:A1", "gross-exposure", "money", 60 * MONEY_ONE, 50 * MONEY_ONE, -10 * MONEY_ONE, 3, 6, NOW_NS
    )
    per_order = by_key["limit:instrument:BRK%3AB:max-qty"]
    assert isinstance(per_order, LimitHeadroom)
    assert (per_order.scope, per_order.measured, per_order.headroom) == ("instrument:BRK:B", None, None)
    halt = by_key["halt:4"]
    assert isinstance(halt, Halt)
    assert (halt.scope, halt.mode, halt.reason) == ("strategy:ofi", "cancel-all", "fat finger: asked back")
    assert isinstance(by_key["gateway"], GatewayHealth)
    assert isinstance(by_key["session:3"], SessionState)


@pytest.mark.parametrize(
    ("key", "fields", "reason"),
    [
        (AMZN, {"avg_px": "1000000000"}, "avg_px is out of range"),
        (AMZN, {"avg_px": "-1000000000"}, "avg_px is out of range"),
        (AMZN, {"mark_px": "NaN"}, "mark_px is no number"),
        (AMZN, {"mark_px": "inf"}, "mark_px is no number"),
        (AMZN, {"mark_px": "1e3"}, "mark_px is no number"),
        (AMZN, {"mark_px": "1.0000000001"}, "mark_px is no number"),
        (AMZN, {"fees": "0.0000001"}, "fees has more decimals"),
        (AMZN, {"qty": ""}, "qty is no number"),
        (AMZN, {"qty": "٣"}, "qty is no number"),
        (AMZN, {"open_buy_qty": "-1"}, "open_buy_qty is below zero"),
        (AMZN, {"schema": "2"}, "schema is none"),
        (AMZN, {"epoch": "1"}, "epoch is another gateway's"),
        (AMZN, {"ts_ns": str(NOW_NS + 6_000_000_000)}, "ts_ns is in the future"),
        (AMZN, {"ts_ns": "99999999999999999999"}, "ts_ns is no whole number"),
        (AMZN, {"seq": "-1"}, "seq is no whole number"),
        (AMZN, {"currency": "U\x1b[31mSD"}, "currency is too long or not printable"),
        (AMZN, {"venue_mic": "X" * 1_000}, "venue_mic is too long"),
        ("halt:4", {"mode": "none-at-all"}, "mode is none"),
        ("halt:4", {"number": "5"}, "number is not that of the key"),
        ("halt:4", {"scope": "planet:earth"}, "the scope has another form"),
        ("limit:account:A1:gross-exposure", {"headroom": "10"}, "headroom is not limit less measured"),
        ("limit:account:A1:gross-exposure", {"unit": "wishes"}, "unit is none"),
        ("gateway", {"venue_connected": "yes"}, "venue_connected is none"),
        ("session:3", {"phase": "everywhere"}, "phase is none"),
        ("balance:A1:USD", {"cash": "1000000000001"}, "cash is out of range"),
        ("pnl:firm", {"high": "99,5"}, "high is no number"),
    ],
)
def test_a_poisoned_value_is_dropped_and_named(key, fields, reason):
    taken = poisoned(key, **fields)
    assert taken.values == []
    assert [one.key for one in taken.dropped] == [key]
    assert reason in taken.dropped[0].reason
    assert not any(text and text in taken.dropped[0].reason.split() for text in fields.values())


@pytest.mark.parametrize("key", sorted(golden_rows()))
def test_every_field_is_needed(key):
    row = golden_rows()[key]
    for name in row:
        assert reading({key: {other: text for other, text in row.items() if other != name}}).values == []


@pytest.mark.parametrize(
    "key",
    ["", "position", "position:A1", "position:A1:x:y:z", "limit:firm", "secret:1", "session:x", "position:%ff:-:-"],
)
def test_a_key_of_another_form_is_dropped(key):
    assert reading({key: golden_rows()[AMZN] | golden_rows()["session:3"]}).values == []


def test_a_meta_row_of_another_schema_is_refused():
    for wrong in ({"schema": "2"}, {"beat": "x"}, {"ts_ns": "-1"}, {"synced": "maybe"}):
        with pytest.raises(ImplausibleError):
            meta_of(meta_row(**wrong))


@given(raw=st.integers(-(10**17), 10**17))
def test_decimals_are_read_without_rounding(raw):
    whole, rest = divmod(abs(raw), PRICE_ONE)
    text = f"{'-' if raw < 0 else ''}{whole}.{rest:09}"
    assert Fields({"px": text}, Bounds(px=10**9)).px("px") == raw


@given(st.dictionaries(st.sampled_from(sorted({*FIELDS["position"], "seq", "ts_ns"})), st.text(max_size=30)))
def test_any_text_is_read_or_dropped(fields):
    taken = poisoned(AMZN, **fields)
    assert len(taken.values) + len(taken.dropped) == 1
