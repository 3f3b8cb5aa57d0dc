"""Words of the order path, in FIX's terms; numbers and letters are those of the core."""

from __future__ import annotations

from enum import IntEnum, StrEnum


class OrdType(IntEnum):
    """FIX tag 40."""

    MARKET = 1
    LIMIT = 2
    STOP = 3
    STOP_LIMIT = 4
    PEGGED = 5


class TimeInForce(IntEnum):
    """FIX tag 59."""

    DAY = 0
    GTC = 1
    AT_OPEN = 2
    IOC = 3
    FOK = 4
    GTD = 6
    AT_CLOSE = 7


class PegTo(IntEnum):
    """What a pegged order follows."""

    NONE = 0
    PRIMARY = 1
    MID = 2
    MARKET = 3


class ExecType(StrEnum):
    """FIX tag 150; the last is FIX message 9."""

    PENDING_NEW = "A"
    NEW = "0"
    REJECTED = "8"
    TRADE = "F"
    PENDING_CANCEL = "6"
    CANCELLED = "4"
    PENDING_REPLACE = "E"
    REPLACED = "5"
    EXPIRED = "C"
    TRIGGERED = "L"
    TRADE_CANCEL = "H"
    TRADE_CORRECT = "G"
    ORDER_STATUS = "I"
    CANCEL_REJECTED = "9"


class OrdStatus(StrEnum):
    """FIX tag 39; an order whose link to the venue was lost before the answer is ``UNKNOWN``."""

    PENDING_NEW = "A"
    NEW = "0"
    PARTIALLY_FILLED = "1"
    FILLED = "2"
    CANCELLED = "4"
    PENDING_CANCEL = "6"
    PENDING_REPLACE = "E"
    REJECTED = "8"
    EXPIRED = "C"
    UNKNOWN = "U"

    @property
    def is_terminal(self) -> bool:
        """Whether nothing can come of the order any more, but busts and corrections."""
        return self in TERMINAL


TERMINAL = frozenset({OrdStatus.FILLED, OrdStatus.CANCELLED, OrdStatus.REJECTED, OrdStatus.EXPIRED})
