"""A rehearsal refuses what the terminal would, and its market is the same each time."""

import pytest

from terminal.domain.errors import UserError
from terminal.domain.signals import Signal
from terminal.sdk.events import Event, FeatureRow, Gap, Quote, Trade
from terminal.sdk.manifest import Capabilities
from terminal.sdk.plugin import CapabilityError, OrderIntent, QuoteIntent
from terminal.sdk.rehearsal import Rehearsal, known_ns, market, split_features

SIGNAL = Signal(1.0, 1, 0.5)
ORDER = OrderIntent(instrument_id=1, side=1, qty=5, px=10)


class Listener:
    def __init__(self):
        self.heard = []

    def on_quote(self, _):
        self.heard.append("quote")

    def on_trade(self, _):
        self.heard.append("trade")

    def on_features(self, _):
        self.heard.append("features")

    def on_gap(self, _):
        self.heard.append("gap")


EVENTS: list[Event] = [Quote(1, 1, 1, 1, 1, 1), Trade(1, 2, 1, 1, 1, 0), FeatureRow(1, 2, 3, (0.0,)), Gap(1, 4)]


def test_what_the_manifest_does_not_ask_for_is_refused_with_the_line_to_write():
    stage = Rehearsal(capabilities=Capabilities())
    with pytest.raises(CapabilityError, match="signals = true"):
        stage.emit(1, SIGNAL)
    with pytest.raises(CapabilityError, match="orders = "):
        stage.orders.submit(ORDER)
    with pytest.raises(CapabilityError, match="history = true"):
        _ = stage.history


def test_what_is_no_signal_and_no_order_is_refused():
    stage = Rehearsal()
    with pytest.raises(UserError, match="wants a Signal, not float"):
        stage.emit(1, 1.5)  # type: ignore[arg-type]  # what a plugin without types does
    with pytest.raises(UserError, match="no quantity above zero"):
        stage.orders.submit(ORDER.__class__(1, 1, 0, 10))
    with pytest.raises(UserError, match="no data library"):
        _ = stage.history


@pytest.mark.parametrize(
    ("capabilities", "heard"),
    [
        (Capabilities(), ["gap"]),
        (Capabilities(market_data=("trades",)), ["trade", "gap"]),
        (Capabilities(market_data=("quotes",), features="ofi"), ["quote", "features", "gap"]),
    ],
)
def test_only_events_that_were_asked_for_arrive(capabilities, heard):
    listener = Listener()
    Rehearsal(capabilities=capabilities).play(listener, EVENTS)
    assert listener.heard == heard


def test_signals_and_orders_are_remembered_at_the_time_of_their_event():
    class Speaker:
        def on_features(self, row):
            stage.emit(row.instrument_id, SIGNAL)
            stage.orders.submit(ORDER)

    stage = Rehearsal()
    stage.play(Speaker(), EVENTS)
    assert [(said.ts_ns, said.signal) for said in stage.signals] == [(3, SIGNAL)]
    (order,) = stage.working()
    assert [stage.cancel(order), stage.cancel(order), stage.working()] == [True, False, ()]


def test_a_replacement_and_a_quote_take_the_place_of_what_rested():
    stage = Rehearsal()
    first = stage.submit(ORDER)
    second = stage.replace(first, 7, 11)
    assert stage.working() == (second,)
    assert (stage.submitted[second].qty, stage.submitted[second].px, stage.submitted[second].side) == (7, 11, 1)
    with pytest.raises(UserError, match="nothing to replace"):
        stage.replace(first, 7, 11)
    stage.cancel(second)
    stage.quote(QuoteIntent(1, bid_px=9, bid_qty=5, ask_px=11, ask_qty=5))
    stage.quote(QuoteIntent(1, bid_px=8, bid_qty=5, ask_px=0, ask_qty=0))
    (bid,) = stage.working()
    assert (stage.submitted[bid].side, stage.submitted[bid].px) == (1, 8)


def test_a_fill_moves_the_position_and_is_told_to_both_handlers():
    class Told:
        def __init__(self):
            self.orders, self.fills = [], []

        def on_order(self, report):
            self.orders.append(report)

        def on_fill(self, report):
            self.fills.append(report)

    stage, told = Rehearsal(), Told()
    sell = OrderIntent(instrument_id=1, side=2, qty=5, px=10)
    for intent in (ORDER, sell, sell):
        stage.fill(told, stage.submit(intent))
    assert (stage.position(1), stage.working()) == (-5, ())
    assert told.orders == told.fills
    assert all(report.is_fill and report.is_done for report in told.fills)


def test_the_same_seed_gives_the_same_market_in_order_of_time():
    events = market(seconds=30)
    assert events == market(seconds=30) != market(seconds=30, seed=8)
    times = [known_ns(one) for one in events]
    assert times == sorted(times)
    assert all(one.bid_px < one.ask_px for one in events if isinstance(one, Quote))


def test_features_are_split_outside_parentheses():
    assert split_features("mid, ema(half_life=5s,x=1),ofi") == ["mid", "ema(half_life=5s,x=1)", "ofi"]
