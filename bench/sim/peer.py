"""hftbacktest's event backtest with the market maker of `src/maker.rs`, run by its own interpreter.

`peer.py FEED SHAPE TICK LOW HIGH ROUNDS`: FEED holds ready-made records, SHAPE is `orders` (its level-3 backtest, FIFO
queue) or `levels` (level 2, probability queue). Prints `DEPTH WORK SECONDS SHARES ORDERS` for each depth, without and
with the market maker, the best of the rounds.
"""

from __future__ import annotations

import sys
import time

import numpy as np
from hftbacktest import (
    GTX,
    LIMIT,
    BacktestAsset,
    HashMapMarketDepthBacktest,
    ROIVectorMarketDepthBacktest,
)
from hftbacktest.types import event_dtype
from numba import njit

EVERY_NS = 100_000_000
LATENCY_NS = 50_000
SHARES = 100.0
MOST = 1_000.0
LOOKS_BETWEEN_CLEARING = 100


@njit
def idle(hbt) -> int:
    """Goes through the day and does nothing."""
    looks = 0
    while hbt.elapse(EVERY_NS) == 0:
        looks += 1
    return looks


@njit
def make(hbt) -> int:
    """One order at the best price of each side, within a position; an order elsewhere is cancelled, then replaced."""
    looks = 0
    next_id = 1
    bid_id = 0
    bid_tick = 0
    ask_id = 0
    ask_tick = 0
    while hbt.elapse(EVERY_NS) == 0:
        looks += 1
        if looks % LOOKS_BETWEEN_CLEARING == 0:
            hbt.clear_inactive_orders(0)
        depth = hbt.depth(0)
        position = hbt.position(0)
        orders = hbt.orders(0)
        if depth.best_bid_tick < -(2**62) or depth.best_ask_tick > 2**62:
            continue
        may_buy = position + SHARES <= MOST
        order = orders.get(bid_id)
        if order is not None and (order.status == 1 or order.status == 5):
            if order.cancellable and (bid_tick != depth.best_bid_tick or not may_buy):
                hbt.cancel(0, bid_id, False)
        elif (order is None or order.status != 0) and may_buy:
            bid_id = next_id
            next_id += 1
            bid_tick = depth.best_bid_tick
            hbt.submit_buy_order(0, bid_id, bid_tick * depth.tick_size, SHARES, GTX, LIMIT, False)
        may_sell = -position + SHARES <= MOST
        order = orders.get(ask_id)
        if order is not None and (order.status == 1 or order.status == 5):
            if order.cancellable and (ask_tick != depth.best_ask_tick or not may_sell):
                hbt.cancel(0, ask_id, False)
        elif (order is None or order.status != 0) and may_sell:
            ask_id = next_id
            next_id += 1
            ask_tick = depth.best_ask_tick
            hbt.submit_sell_order(0, ask_id, ask_tick * depth.tick_size, SHARES, GTX, LIMIT, False)
    return next_id - 1


def backtest(depth: str, shape: str, feed: np.ndarray, tick: float, low: float, high: float):
    """A backtest at its beginning."""
    asset = BacktestAsset().data(feed).linear_asset(1.0).constant_order_latency(LATENCY_NS, LATENCY_NS)
    asset = asset.l3_fifo_queue_model() if shape == "orders" else asset.power_prob_queue_model3(3.0)
    asset = asset.no_partial_fill_exchange().trading_value_fee_model(0.0, 0.0).tick_size(tick).lot_size(1.0)
    if depth == "roi":
        return ROIVectorMarketDepthBacktest([asset.roi_lb(low).roi_ub(high)])
    return HashMapMarketDepthBacktest([asset])


def main() -> None:
    """Times every depth with and without market maker."""
    path, shape, tick, low, high, rounds = sys.argv[1:]
    feed = np.fromfile(path, dtype=event_dtype)
    for depth in ("roi", "hash"):
        for name, work in (("idle", idle), ("make", make)):
            seconds, shares, orders = [], 0, 0
            for _ in range(int(rounds) + 1):
                hbt = backtest(depth, shape, feed, float(tick), float(low), float(high))
                start = time.process_time()
                orders = work(hbt)
                seconds.append(time.process_time() - start)
                shares = hbt.state_values(0).trading_volume
                hbt.close()
            print(depth, name, min(seconds[1:]), int(shares), int(orders))


if __name__ == "__main__":
    main()
