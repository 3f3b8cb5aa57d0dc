"""NautilusTrader's event backtest on the quotes of the same market, run by its own interpreter.

`nautilus.py QUOTES`: QUOTES holds rows of `ts_ns` (int64) and `bid, ask, bid_qty, ask_qty` (float64). Prints
`WORK QUOTES SECONDS CALLS ORDERS` without a strategy that listens, with an empty callback for each quote, and with a
market maker on a 100 ms timer.
"""

from __future__ import annotations

import sys
import time
from datetime import timedelta
from decimal import Decimal

import numpy as np
from nautilus_trader.backtest.engine import BacktestEngine, BacktestEngineConfig
from nautilus_trader.common.config import LoggingConfig
from nautilus_trader.model.currencies import USD
from nautilus_trader.model.data import QuoteTick
from nautilus_trader.model.enums import AccountType, OmsType, OrderSide
from nautilus_trader.model.identifiers import InstrumentId, Symbol, Venue
from nautilus_trader.model.instruments import Equity
from nautilus_trader.model.objects import Money, Price, Quantity
from nautilus_trader.trading.strategy import Strategy

VENUE = Venue("XSIM")
ROW = np.dtype([("ts_ns", "i8"), ("bid", "f8"), ("ask", "f8"), ("bid_qty", "f8"), ("ask_qty", "f8")])
SHARES = 100
MOST = 1_000


def instrument() -> Equity:
    """The one stock."""
    return Equity(
        instrument_id=InstrumentId(Symbol("ANCHA"), VENUE),
        raw_symbol=Symbol("ANCHA"),
        currency=USD,
        price_precision=2,
        price_increment=Price.from_str("0.01"),
        lot_size=Quantity.from_int(1),
        ts_event=0,
        ts_init=0,
        maker_fee=Decimal(0),
        taker_fee=Decimal(0),
    )


class Listener(Strategy):
    """Hears every quote and does nothing."""

    def __init__(self, stock: Equity) -> None:
        super().__init__()
        self.stock = stock
        self.calls = 0
        self.sent = 0

    def on_start(self) -> None:
        self.subscribe_quote_ticks(self.stock.id)

    def on_quote_tick(self, tick: QuoteTick) -> None:  # noqa: ARG002
        self.calls += 1


class Maker(Strategy):
    """Every 100 ms one order at the best price of each side; an order elsewhere is cancelled, then replaced."""

    def __init__(self, stock: Equity) -> None:
        super().__init__()
        self.stock = stock
        self.calls = 0
        self.sent = 0

    def on_start(self) -> None:
        self.subscribe_quote_ticks(self.stock.id)
        self.clock.set_timer("look", timedelta(milliseconds=100), callback=self.look)

    def look(self, _event: object) -> None:
        self.calls += 1
        quote = self.cache.quote_tick(self.stock.id)
        if quote is None:
            return
        position = self.portfolio.net_position(self.stock.id)
        for side, price, sign in ((OrderSide.BUY, quote.bid_price, 1), (OrderSide.SELL, quote.ask_price, -1)):
            mine = self.cache.orders_open(instrument_id=self.stock.id, strategy_id=self.id, side=side)
            for order in mine:
                if order.price != price:
                    self.cancel_order(order)
            if not mine and sign * position + SHARES <= MOST:
                quantity = self.stock.make_qty(SHARES)
                self.submit_order(self.order_factory.limit(self.stock.id, side, quantity, price, post_only=True))
                self.sent += 1


def quotes_of(rows: np.ndarray, stock: Equity) -> list[QuoteTick]:
    """Ready-made quotes."""
    return [
        QuoteTick(
            stock.id,
            Price(bid, 2),
            Price(ask, 2),
            Quantity(bid_qty, 0),
            Quantity(ask_qty, 0),
            int(ts_ns),
            int(ts_ns),
        )
        for ts_ns, bid, ask, bid_qty, ask_qty in rows.tolist()
    ]


def run(name: str, quotes: list[QuoteTick], stock: Equity, strategy: Strategy | None) -> None:
    """One backtest, timed."""
    engine = BacktestEngine(BacktestEngineConfig(logging=LoggingConfig(bypass_logging=True)))
    engine.add_venue(
        venue=VENUE,
        oms_type=OmsType.NETTING,
        account_type=AccountType.MARGIN,
        base_currency=USD,
        starting_balances=[Money(100_000_000, USD)],
    )
    engine.add_instrument(stock)
    engine.add_data(quotes)
    if strategy is not None:
        engine.add_strategy(strategy)
    start = time.process_time()
    engine.run()
    seconds = time.process_time() - start
    calls, sent = (strategy.calls, strategy.sent) if strategy is not None else (0, 0)
    print(name, len(quotes), seconds, calls, sent, flush=True)
    engine.dispose()


def main() -> None:
    """All three."""
    rows = np.fromfile(sys.argv[1], dtype=ROW)
    stock = instrument()
    quotes = quotes_of(rows, stock)
    run("idle", quotes, stock, None)
    run("callback", quotes, stock, Listener(stock))
    run("make", quotes, stock, Maker(stock))


if __name__ == "__main__":
    main()
