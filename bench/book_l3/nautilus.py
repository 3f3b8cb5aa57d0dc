"""`nautilus.py OPERATIONS`: NautilusTrader's L3 OrderBook on deltas made beforehand; run by its own interpreter.

Prints `bulk MESSAGES SECONDS SUM` (apply_deltas in bulk, the best read after each bulk only, which favours it) and
`each MESSAGES SECONDS SUM` (apply_delta, best bid and ask read after each message, as the others do).
"""

from __future__ import annotations

import pathlib
import struct
import sys
import time

from nautilus_trader.model.book import OrderBook
from nautilus_trader.model.data import BookOrder, OrderBookDelta, OrderBookDeltas
from nautilus_trader.model.enums import BookAction, BookType, OrderSide
from nautilus_trader.model.identifiers import InstrumentId
from nautilus_trader.model.objects import Price, Quantity

OPERATION = struct.Struct("<BBBQII")
INSTRUMENT = InstrumentId.from_str("PLIM.XNAS")
BULK = 4_096
ROUNDS = 4
ACTIONS = {ord("A"): BookAction.ADD, ord("M"): BookAction.UPDATE, ord("D"): BookAction.DELETE}
LAST = 128


def deltas_of(data: bytes) -> list[OrderBookDelta]:
    """Every operation as a delta."""
    made = []
    for action, side, last, ref, price, shares in OPERATION.iter_unpack(data):
        order_side = OrderSide.BUY if side == ord("B") else OrderSide.SELL
        order = BookOrder(order_side, Price(price / 10_000, 2), Quantity(shares, 0), ref)
        made.append(OrderBookDelta(INSTRUMENT, ACTIONS[action], order, LAST if last else 0, 0, 0, 0))
    return made


def best_sum(book: OrderBook) -> int:
    """Best prices in raw fixed-point units of 1e-9. (Its best sizes are those of the first order, not of the level.)"""
    prices = (book.best_bid_price(), book.best_ask_price())
    return sum(round(price.as_double() * 100) * 10_000_000 for price in prices if price is not None)


def bulk(bulks: list[OrderBookDeltas]) -> tuple[float, int]:
    """Seconds of apply_deltas, and the sum of the last best."""
    book = OrderBook(INSTRUMENT, BookType.L3_MBO)
    start = time.thread_time()
    for one in bulks:
        book.apply_deltas(one)
        book.best_bid_price()
        book.best_ask_price()
    return time.thread_time() - start, best_sum(book)


def each(deltas: list[OrderBookDelta]) -> tuple[float, int]:
    """Seconds of apply_delta and two best prices and sizes per message."""
    book = OrderBook(INSTRUMENT, BookType.L3_MBO)
    start = time.thread_time()
    for delta in deltas:
        book.apply_delta(delta)
        if delta.flags:
            book.best_bid_price()
            book.best_bid_size()
            book.best_ask_price()
            book.best_ask_size()
    return time.thread_time() - start, best_sum(book)


def main() -> None:
    """Measures both and prints a line each."""
    deltas = deltas_of(pathlib.Path(sys.argv[1]).read_bytes())
    messages = sum(1 for delta in deltas if delta.flags)
    bulks = [OrderBookDeltas(INSTRUMENT, deltas[at : at + BULK]) for at in range(0, len(deltas), BULK)]
    for name, rounds in (("bulk", [bulk(bulks) for _ in range(ROUNDS)]), ("each", [each(deltas)])):
        print(name, messages, min(seconds for seconds, _ in rounds), rounds[0][1])


if __name__ == "__main__":
    main()
