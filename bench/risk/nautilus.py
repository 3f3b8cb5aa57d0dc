"""`nautilus.py ORDERS`: NautilusTrader's RiskEngine as it ships, its execution engine replaced by nothing; run by its
own interpreter.

Prints one JSON line: nanoseconds of ``RiskEngine.execute(SubmitOrder)``. It checks precision, price, quantity, notional
and balances of the order, the trading state, and the submit rate.
"""

from __future__ import annotations

import gc
import json
import sys
import time

from nautilus_trader.accounting.factory import AccountFactory
from nautilus_trader.cache.cache import Cache
from nautilus_trader.common.component import LiveClock, MessageBus
from nautilus_trader.config import RiskEngineConfig
from nautilus_trader.core.uuid import UUID4
from nautilus_trader.execution.messages import SubmitOrder
from nautilus_trader.model.enums import AccountType, OrderSide
from nautilus_trader.model.events import AccountState
from nautilus_trader.model.identifiers import AccountId, ClientOrderId, StrategyId, TraderId
from nautilus_trader.model.objects import AccountBalance, Currency, Money, Price, Quantity
from nautilus_trader.model.orders import LimitOrder
from nautilus_trader.portfolio.portfolio import Portfolio
from nautilus_trader.risk.engine import RiskEngine
from nautilus_trader.test_kit.providers import TestInstrumentProvider

WARM_UP = 5_000
TRADER, STRATEGY = TraderId("KIM-001"), StrategyId("OFI-001")


def account(venue: str) -> AccountState:
    """A cash account with plenty in it: of margin accounts it checks no balance."""
    usd = Currency.from_str("USD")
    balance = AccountBalance(Money(1e9, usd), Money(0, usd), Money(1e9, usd))
    name = AccountId(f"{venue}-000")
    return AccountState(name, AccountType.CASH, usd, True, [balance], [], {}, UUID4(), 0, 0)


def engine_and_instrument() -> tuple[RiskEngine, object, list[object]]:
    """Its risk engine with a limit on notional and a rate that is never reached; what it lets through is counted."""
    clock = LiveClock()
    bus, cache = MessageBus(TRADER, clock), Cache()
    portfolio = Portfolio(bus, cache, clock)
    instrument = TestInstrumentProvider.equity("AMZN", "XNAS")
    cache.add_instrument(instrument)
    cache.add_account(AccountFactory.create(account("XNAS")))
    config = RiskEngineConfig(
        bypass=False,
        max_order_submit_rate="100000000/00:00:01",
        max_notional_per_order={instrument.id.value: 1_000_000_000},
    )
    through: list[object] = []
    bus.register(endpoint="ExecEngine.execute", handler=through.append)
    bus.register(endpoint="ExecEngine.process", handler=lambda event: None)
    engine = RiskEngine(portfolio, bus, cache, clock, config)
    engine.start()
    return engine, instrument, through


def command(instrument: object, number: int) -> SubmitOrder:
    """A limit order; sides, sizes and prices by turns."""
    side = OrderSide.BUY if number % 2 == 0 else OrderSide.SELL
    cents = 10_000 - number % 7 if side == OrderSide.BUY else 10_004 + number % 7
    order = LimitOrder(
        TRADER,
        STRATEGY,
        instrument.id,
        ClientOrderId(f"O-{number}"),
        side,
        Quantity(1 + number % 13, 0),
        Price(cents / 100, 2),
        UUID4(),
        0,
    )
    return SubmitOrder(TRADER, STRATEGY, order, UUID4(), 0)


def main() -> None:
    orders = int(sys.argv[1])
    engine, instrument, through = engine_and_instrument()
    commands = [command(instrument, number) for number in range(WARM_UP + orders)]
    spans = []
    gc.disable()
    for one in commands:
        began = time.perf_counter_ns()
        engine.execute(one)
        spans.append(time.perf_counter_ns() - began)
    if len(through) != len(commands):
        raise SystemExit(f"NautilusTrader let {len(through)} of {len(commands)} orders through")
    spans = sorted(spans[WARM_UP:])
    print(json.dumps({"p50_ns": spans[len(spans) // 2], "p99_ns": spans[len(spans) * 99 // 100]}))


if __name__ == "__main__":
    main()
