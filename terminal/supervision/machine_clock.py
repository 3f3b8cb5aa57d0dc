"""What the kernel says of the machine's clock: RTS 25 asks for its distance from UTC to be known."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass

UNSYNCHRONISED = 5
"""``TIME_ERROR`` of ``ntp_gettime``."""


class Moment(ctypes.Structure):
    """``struct timeval``."""

    _fields_ = (("seconds", ctypes.c_long), ("microseconds", ctypes.c_long))


class NtpTime(ctypes.Structure):
    """``struct ntptimeval``."""

    _fields_ = (
        ("time", Moment),
        ("max_error_us", ctypes.c_long),
        ("estimated_error_us", ctypes.c_long),
        ("tai", ctypes.c_long),
        ("reserved", ctypes.c_long * 4),
    )


@dataclass(frozen=True, slots=True)
class MachineClock:
    """The machine's clock."""

    synchronised: bool
    """Whether something keeps it near UTC, as far as the kernel knows. One machine alone cannot prove it."""
    max_error_us: int | None
    """Bound of its error; None where nobody knows."""


def machine_clock() -> MachineClock:
    """Asks the kernel; unknown where the system has no such call."""
    told = NtpTime()
    try:
        state = ctypes.CDLL(None).ntp_gettime(ctypes.byref(told))
    except (OSError, AttributeError):
        return MachineClock(False, None)
    if state < 0:
        return MachineClock(False, None)
    return MachineClock(state != UNSYNCHRONISED, int(told.max_error_us))
