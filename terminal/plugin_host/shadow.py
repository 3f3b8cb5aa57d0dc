"""A new version beside the running one: both see the same events, only what they say is compared."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from terminal.domain.signals import Signal
from terminal.plugin_host.context import Outputs
from terminal.plugin_host.dry_run import DryRun, Output, Recorder, signal_output
from terminal.sdk.desk import ShadowReport
from terminal.sdk.plugin import OrderIntent, QuoteIntent

WAITING = 20_000
"""Signals of one version that wait for the other's at the same event; the oldest are let go."""
OLD, NEW = 0, 1

Place = tuple[int, int, str]


class Comparison:
    """Counts what two versions say. Each runs on its own thread, so what is said at one event arrives apart."""

    def __init__(self, version: str, clock: Callable[[], float] = time.monotonic) -> None:
        self.version = version
        self.clock = clock
        self.began_s = clock()
        self.lock = threading.Lock()
        self.signals = [0, 0]
        self.orders = [0, 0]
        self.waiting: tuple[OrderedDict[Place, float], OrderedDict[Place, float]] = (OrderedDict(), OrderedDict())
        self.met = 0
        self.agreeing = 0
        self.difference = 0.0

    def signal(self, which: int, output: Output) -> None:
        """One version said a signal."""
        place, value = (output.instrument_id, output.ts_ns, output.what), output.values[0]
        with self.lock:
            self.signals[which] += 1
            other = self.waiting[1 - which].pop(place, None)
            if other is None:
                own = self.waiting[which]
                own[place] = value
                if len(own) > WAITING:
                    own.popitem(last=False)
                return
            self.met += 1
            self.agreeing += (value > 0) - (value < 0) == (other > 0) - (other < 0)
            self.difference += abs(value - other)

    def order(self, which: int) -> None:
        """One version wanted an order."""
        with self.lock:
            self.orders[which] += 1

    def report(self, events: int, failure: str = "") -> ShadowReport:
        """As it stands."""
        with self.lock:
            return ShadowReport(
                version=self.version,
                seconds=self.clock() - self.began_s,
                events=events,
                old_signals=self.signals[OLD],
                new_signals=self.signals[NEW],
                agreeing=self.agreeing / self.met if self.met else float("nan"),
                mean_difference_bps=self.difference / self.met if self.met else float("nan"),
                old_orders=self.orders[OLD],
                new_orders=self.orders[NEW],
                failure=failure,
            )


class ShadowOutputs(Recorder):
    """Outputs of the new version: compared, and gone. Its orders rest nowhere but here."""

    def __init__(self, comparison: Comparison) -> None:
        super().__init__()
        self.comparison = comparison

    def keep(self, output: Output) -> None:
        """Compares instead of keeping."""
        if output.what.startswith("signal"):
            self.comparison.signal(NEW, output)
        elif output.what != "cancel":
            self.comparison.order(NEW)


class Compared:
    """Outputs of the running version: as real as before, and told to the comparison."""

    def __init__(self, real: Outputs, comparison: Comparison) -> None:
        self.real = real
        self.comparison = comparison

    def signal(self, instrument_id: int, ts_ns: int, signal: Signal) -> None:
        """A signal was said."""
        self.real.signal(instrument_id, ts_ns, signal)
        self.comparison.signal(OLD, signal_output(instrument_id, ts_ns, signal))

    def submit(self, ts_ns: int, intent: OrderIntent) -> str:
        """An order is wanted."""
        self.comparison.order(OLD)
        return self.real.submit(ts_ns, intent)

    def cancel(self, ts_ns: int, cl_ord_id: str) -> bool:
        """A cancel is wanted."""
        return self.real.cancel(ts_ns, cl_ord_id)

    def replace(self, ts_ns: int, cl_ord_id: str, qty: int, px: int) -> str:
        """A change is wanted."""
        self.comparison.order(OLD)
        return self.real.replace(ts_ns, cl_ord_id, qty, px)

    def quote(self, ts_ns: int, intent: QuoteIntent) -> str:
        """A quote is wanted."""
        for _ in intent.sides():
            self.comparison.order(OLD)
        return self.real.quote(ts_ns, intent)

    def working(self) -> tuple[str, ...]:
        """Orders not yet done."""
        return self.real.working()

    def position(self, instrument_id: int) -> int:
        """What the running version holds."""
        return self.real.position(instrument_id)

    def cancel_all(self) -> int:
        """Cancels every order."""
        return self.real.cancel_all()


def compare_runs(version: str, old: DryRun, new: DryRun) -> ShadowReport:
    """The same comparison over two runs without a desk, for the command line."""
    began = time.monotonic()
    comparison = Comparison(version, lambda: began)
    for which, run in ((OLD, old), (NEW, new)):
        for output in run.outputs:
            if output.what.startswith("signal"):
                comparison.signal(which, output)
            elif output.what != "cancel":
                comparison.order(which)
    return comparison.report(new.events, new.fault.words if new.fault is not None else "")
