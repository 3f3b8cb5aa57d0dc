"""`vnpy_rules.py ORDERS`: VeighNa's risk manager with all five of its rules; run by its own interpreter.

Prints one JSON line: nanoseconds of ``RiskEngine.check_allowed``. Its rules: active orders, duplicates, daily counts,
size and value, validity. Events that it puts are taken by nobody while it is timed.
"""

from __future__ import annotations

import gc
import json
import sys
import time
from typing import Any

from vnpy.event import EventEngine
from vnpy.trader.constant import Direction, Exchange, Offset, OrderType, Product
from vnpy.trader.object import ContractData, OrderRequest
from vnpy_riskmanager.engine import RiskEngine

WARM_UP = 2_000
PLENTY = 10**9


class Main:
    """What its risk engine asks of the main engine: contracts, and a door to replace."""

    def __init__(self) -> None:
        names = {"symbol": "AMZN", "exchange": Exchange.NASDAQ, "name": "AMZN", "product": Product.EQUITY}
        self.contract = ContractData(gateway_name="SIM", size=1, pricetick=0.01, min_volume=1, **names)

    def get_contract(self, _vt_symbol: str) -> ContractData:
        return self.contract

    def send_order(self, _req: OrderRequest, _gateway_name: str) -> str:
        return "sent"

    def write_log(self, msg: str, **_more: Any) -> None:
        if "失败" in msg:
            raise SystemExit(msg)


def request(number: int) -> OrderRequest:
    """A limit order; sides, sizes and prices by turns."""
    side = Direction.LONG if number % 2 == 0 else Direction.SHORT
    cents = 10_000 - number % 7 if side == Direction.LONG else 10_004 + number % 7
    volume = 1 + number % 13
    return OrderRequest("AMZN", Exchange.NASDAQ, side, OrderType.LIMIT, volume, cents / 100, Offset.OPEN)


def main() -> None:
    orders = int(sys.argv[1])
    engine = RiskEngine(Main(), EventEngine())
    for rule in engine.rules.values():
        rule.update_setting({name: PLENTY for name in rule.parameters if name.endswith("_limit")})
    requests = [request(number) for number in range(WARM_UP + orders)]
    spans, through = [], 0
    gc.disable()
    for one in requests:
        began = time.perf_counter_ns()
        allowed = engine.check_allowed(one, "SIM")
        spans.append(time.perf_counter_ns() - began)
        through += allowed
    if through != len(requests):
        raise SystemExit(f"VeighNa let {through} of {len(requests)} orders through")
    spans = sorted(spans[WARM_UP:])
    figures = {"p50_ns": spans[len(spans) // 2], "p99_ns": spans[len(spans) * 99 // 100], "rules": len(engine.rules)}
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
