"""A generated Nasdaq day: ITCH 5.0 messages from a naive matching of random orders; seeded."""

from __future__ import annotations

import random
import struct
from dataclasses import dataclass, field
from pathlib import Path

OPEN_NS = 34_200_000_000_000
"""09:30 in nanoseconds after midnight."""
FILE_NAME = "20240314.GENERATED_ITCH_50"


@dataclass
class ItchDay:
    """Messages in order, each without framing, and the orders that rest behind the last of them."""

    seed: int = 5
    spacing_ns: int = 1_000_000
    messages: list[bytes] = field(default_factory=list, init=False)
    resting: dict[int, list[int]] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        self.draw = random.Random(self.seed)
        self.clock_ns = OPEN_NS
        self.last_ref = 0
        self.add("S", b"O", locate=0)
        self.add("R", b"PLIM    QN" + struct.pack(">I", 100) + b"NCZ PN 1N" + struct.pack(">I", 0) + b"N")
        self.add("H", b"PLIM    T     ")

    def add(self, kind: str, body: bytes, locate: int = 1) -> None:
        """One message of type `kind`."""
        self.clock_ns += self.spacing_ns
        self.messages.append(kind.encode() + struct.pack(">HH", locate, 0) + self.clock_ns.to_bytes(6, "big") + body)

    def trade(self, count: int) -> ItchDay:
        """This many further messages: orders, executions, cancels, deletions, replacements, hidden prints."""
        for _ in range(count):
            self.one()
        return self

    def one(self) -> None:
        """One random message about the book."""
        kind = self.draw.choice("AAAAFEEXDUP") if self.resting else "A"
        match kind:
            case "A" | "F":
                ref, side, shares, price = self.new_order()
                attribution = b"PLMS" if kind == "F" else b""
                self.add(kind, struct.pack(">QcI8sI", ref, side, shares, b"PLIM    ", price) + attribution)
            case "P":
                self.add("P", struct.pack(">QcI8sIQ", 0, b"B", 100, b"PLIM    ", 1_000_000, self.next_ref()))
            case _:
                self.change(kind, self.draw.choice(list(self.resting)))

    def change(self, kind: str, ref: int) -> None:
        """A message about a resting order."""
        left = self.resting[ref][0]
        part = self.draw.randint(1, left)
        match kind:
            case "E":
                self.add("E", struct.pack(">QIQ", ref, part, self.next_ref()))
                self.reduce(ref, part)
            case "X" if part < left:
                self.add("X", struct.pack(">QI", ref, part))
                self.reduce(ref, part)
            case "U":
                new, _, shares, price = self.new_order()
                del self.resting[ref]
                self.add("U", struct.pack(">QQII", ref, new, shares, price))
            case _:
                del self.resting[ref]
                self.add("D", struct.pack(">Q", ref))

    def reduce(self, ref: int, shares: int) -> None:
        """Takes shares from a resting order, which leaves with its last."""
        self.resting[ref][0] -= shares
        if not self.resting[ref][0]:
            del self.resting[ref]

    def new_order(self) -> tuple[int, bytes, int, int]:
        """Reference, side, shares and price of an order that rests from now on."""
        ref, side = self.next_ref(), self.draw.choice([b"B", b"S"])
        away = self.draw.randint(1, 20) * 100
        shares, price = self.draw.randint(1, 9) * 100, 1_000_000 + (away if side == b"S" else -away)
        self.resting[ref] = [shares, price]
        return ref, side, shares, price

    def next_ref(self) -> int:
        """A reference number never used before."""
        self.last_ref += 1
        return self.last_ref

    def framed(self) -> list[bytes]:
        """Each message behind its two-byte length, as in Nasdaq's files."""
        return [struct.pack(">H", len(message)) + message for message in self.messages]

    def write(self, folder: Path, name: str = FILE_NAME) -> Path:
        """The day as a file."""
        path = folder / name
        path.write_bytes(b"".join(self.framed()))
        return path
