"""Generated LOBSTER files: what a window of the best levels shows of a naive book of random orders; seeded."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from pathlib import Path

TICK = 100
BUY, SELL = 1, -1


@dataclass
class LobsterDay:
    """Message rows and, beside them, orderbook rows; only events that show in the window are rows."""

    levels: int = 3
    seed: int = 5
    messages: list[str] = field(default_factory=list, init=False)
    books: list[str] = field(default_factory=list, init=False)

    def __post_init__(self) -> None:
        self.draw = random.Random(self.seed)
        self.orders: dict[int, list[int]] = {}
        self.time_ns = 34_200_000_000_000
        self.last_id = 0
        for _ in range(60):  # what rested before the file begins
            self.rest()

    def rest(self) -> int:
        """A new order; returns its id."""
        self.last_id += 1
        side = self.draw.choice([BUY, SELL])
        self.orders[self.last_id] = [
            side,
            2_000_000 - side * TICK * self.draw.randint(1, 12),
            self.draw.randint(1, 9) * 10,
        ]
        return self.last_id

    def window(self) -> list[tuple[int, int, int, int]]:
        """Ask price and size, bid price and size of each level."""
        sides = []
        for side in (SELL, BUY):
            total: dict[int, int] = {}
            for one, price, size in self.orders.values():
                if one == side:
                    total[price] = total.get(price, 0) + size
            best = sorted(total.items(), reverse=side == BUY)[: self.levels]
            sides.append(best + [(-side * 9_999_999_999, 0)] * (self.levels - len(best)))
        return [(*ask, *bid) for ask, bid in zip(*sides, strict=True)]

    def trade(self, rows: int) -> LobsterDay:
        """This many further rows."""
        wanted = len(self.messages) + rows
        while len(self.messages) < wanted:
            before = self.window()
            self.time_ns += self.draw.randint(1_000, 50_000_000)
            row = self.one()
            if self.window() != before or row.startswith("5,"):
                self.messages.append(f"{self.time_ns // 10**9}.{self.time_ns % 10**9:09d},{row}")
                self.books.append(",".join(str(number) for level in self.window() for number in level))
        return self

    def one(self) -> str:
        """One event: its row without the time."""
        kind = self.draw.choice([1, 1, 1, 2, 3, 4, 5]) if len(self.orders) > 40 else 1
        if kind == 1:
            number = self.rest()
            side, price, size = self.orders[number]
            return f"1,{number},{size},{price},{side}"
        if kind == 5:
            return f"5,0,{self.draw.randint(1, 90)},2000000,{self.draw.choice([BUY, SELL])}"
        number = self.draw.choice(list(self.orders)) if kind != 4 else self.best_order()
        side, price, size = self.orders[number]
        part = size if kind == 3 else self.draw.randint(1, size)
        if part == size:
            del self.orders[number]
            return f"{4 if kind == 4 else 3},{number},{part},{price},{side}"
        self.orders[number][2] -= part
        return f"{kind},{number},{part},{price},{side}"

    def best_order(self) -> int:
        """An order at the best price of a side, the oldest there."""
        side = self.draw.choice([BUY, SELL])
        own = [(-side * price, number) for number, (one, price, _) in self.orders.items() if one == side]
        return min(own)[1]

    def write(self, folder: Path) -> tuple[Path, Path]:
        """The message file and the orderbook file."""
        stem = f"GEN_2012-06-21_34200000_57600000_{{}}_{self.levels}.csv"
        paths = folder / stem.format("message"), folder / stem.format("orderbook")
        for path, rows in zip(paths, (self.messages, self.books), strict=True):
            path.write_text("".join(f"{row}\n" for row in rows))
        return paths
