"""One running plugin: a thread of its own, a loop of bounded work, a budget, and an end that leaves nothing working."""

from __future__ import annotations

import ctypes
import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from terminal.domain.plugins import PluginState
from terminal.plugin_host.boundary import Fault, PluginStopped, guarded
from terminal.plugin_host.context import Context
from terminal.plugin_host.core_ports import RawEvent, Slot, Tap
from terminal.plugin_host.meters import CallBudget, CallTimes, MemoryMeter
from terminal.sdk.events import EVENT_TYPES, HANDLERS
from terminal.sdk.manifest import PluginManifest
from terminal.sdk.words import noop, tr

log = logging.getLogger(__name__)

WAIT_S = 0.25
MOST = 256
CREATE_S = 15.0
"""How long ``create`` may take, the plugin's imports included."""
INTERRUPTS = 5
"""How often a thread that does not come back is asked to end before it is given up."""
INTERRUPT_EVERY_NS = 300_000_000
TS_AT = tuple(2 if "ts_end_ns" in kind._fields else 1 for kind in EVENT_TYPES)
"""Which field of each event tells when it may be known."""
SKIPPED = HANDLERS.index("on_skipped")
CALLS = ("create ", *(f"{handler} " for handler in HANDLERS))
NEXT = noop("Its orders are cancelled and the rest runs on. {do}")

Factory = Callable[[Context], object]


@dataclass(frozen=True, slots=True)
class Seams:
    """What one runtime is joined to."""

    load: Callable[[PluginManifest], Factory]
    """Imports the plugin's code and returns its factory; runs on the plugin's thread."""
    open_tap: Callable[[PluginManifest], Tap]
    slot: Slot
    ended: Callable[[PluginRuntime], None] = lambda _: None
    """Told once on whatever thread it happens that the runtime was quarantined or has ended."""


class PluginRuntime:
    """A plugin from ``create`` to its end. :meth:`start` and :meth:`stop` return at once."""

    def __init__(self, manifest: PluginManifest, context: Context, seams: Seams, name: str = "") -> None:
        self.manifest = manifest
        self.name = name or manifest.id
        """As the watchdog and the order ledger know this run of the plugin."""
        self.context = context
        self.seams = seams
        self.state = PluginState.ENABLED
        self.reason = ""
        self.factory: Factory | None = None
        self.times = CallTimes()
        self.budget = CallBudget(manifest.budget.callback_ms)
        self.memory = MemoryMeter()
        self.events = 0
        self.skipped = 0
        self.doing = ""
        """The call into the plugin that runs now; empty between calls."""
        self.call = ""
        """The newest call, also once it is over."""
        self.began_ns = 0
        self.ending = False
        self.plugin: object | None = None
        self.tap: Tap | None = None
        self.handlers: list[Callable[[Any], object] | None] = []
        self.interrupts = 0
        self.next_interrupt_ns = 0
        self.lock = threading.Lock()
        self.over = threading.Event()
        self.thread = threading.Thread(target=self.body, name=f"plugin {self.name}", daemon=True)

    # Its life, on its own thread.

    def start(self) -> None:
        """Begins; ``create`` runs on the plugin's thread."""
        self.began_ns = time.monotonic_ns()
        self.doing = "create"
        self.thread.start()

    def body(self) -> None:
        """The whole life. A late interrupt may strike anywhere, so the end is tried again."""
        fault = guarded(self.live, self.manifest.id)
        for _ in range(INTERRUPTS + 1):
            again = guarded(lambda: self.finish(fault), self.manifest.id)
            if again is None or again.kind is not PluginStopped:
                break

    def live(self) -> None:
        """Creates the plugin, then serves it until it is told to end."""
        self.create()
        while not self.ending:
            assert self.tap is not None, "create opens the tap"
            batch = self.tap.wait(WAIT_S, MOST)
            if batch:
                self.serve(batch)
            elif self.tap.ended:
                self.over.wait(WAIT_S)
            self.heed_limits()

    def create(self) -> None:
        """Imports and makes the plugin; its events begin once that is done."""
        self.memory.begin()
        began, began_cpu = time.perf_counter_ns(), time.thread_time_ns()
        self.factory = self.factory or self.seams.load(self.manifest)
        plugin = self.factory(self.context)
        self.memory.add(time.perf_counter_ns() - began, time.thread_time_ns() - began_cpu)
        self.doing = ""
        if self.ending:
            self.plugin = plugin
            return
        self.plugin = plugin
        self.handlers = [getattr(plugin, handler, None) for handler in HANDLERS]
        self.tap = self.seams.open_tap(self.manifest)
        with self.lock:
            if not self.ending:
                self.state = PluginState.ACTIVE
                log.info("plugin %s %s runs", self.name, self.manifest.version)

    def serve(self, batch: Sequence[RawEvent]) -> None:
        """Hands events to the plugin's methods, each of them timed and under the watchdog's eye."""
        context, slot, handlers = self.context, self.seams.slot, self.handlers
        times, budget, thread_clock = self.times, self.budget, time.thread_time_ns
        self.memory.begin()
        for code, _stamp_ns, payload in batch:
            if self.ending or slot.stopped:
                break
            self.events += 1
            if code == SKIPPED:
                self.skipped += payload[0]
            handler = handlers[code]
            if handler is None:
                continue
            context.now_ns = payload[TS_AT[code]]
            event = EVENT_TYPES[code]._make(payload)
            self.doing = self.call = HANDLERS[code]
            self.memory.before_call()
            cpu_ns = thread_clock()
            wall_ns = slot.call(handler, event)
            cpu_ns = thread_clock() - cpu_ns
            self.doing = ""
            times.add(wall_ns)
            self.memory.add(wall_ns, cpu_ns)
            if wall_ns > self.memory.LOOK_NS:
                self.heed_limits()  # a long batch would take much more before its end
            if budget.add(wall_ns, cpu_ns):
                self.quarantine(self.slow_words(HANDLERS[code]))

    def heed_limits(self) -> None:
        """What is counted rather than timed. Where the watchdog was first, its reason holds: the next frame says it."""
        if self.seams.slot.stopped:
            return
        if self.context.flood.lasting:
            self.quarantine(
                tr("it said {n} signals more than its {rate} a second allow").format(
                    n=self.context.flood.dropped, rate=f"{self.manifest.budget.signals_per_second:g}"
                )
            )
        if self.memory.grown_mb > self.manifest.budget.memory_mb:
            self.quarantine(self.memory_words(self.memory.grown_mb))

    def finish(self, fault: Fault | None) -> None:
        """Lets everything of the plugin go; on its thread, the last of it."""
        if fault is not None and fault.kind is not PluginStopped:
            doing, self.doing = self.doing or tr("its loop"), ""  # out of the plugin: not to be interrupted any more
            self.quarantine(tr("{call} raised {fault}").format(call=doing, fault=fault.words))
        self.doing = ""
        plugin, self.plugin = self.plugin, None
        self.handlers = []
        close = getattr(plugin, "close", None)
        if callable(close):
            guarded(close, self.manifest.id)
        if self.tap is not None:
            self.tap.close()

    # Its end, from any thread.

    def quarantine(self, why: str, do: str = "") -> bool:
        """Stops it for good and says why; false where it was stopped before."""
        do = do or tr("Correct the plugin or its budget, then enable it again.")
        return self.end(PluginState.QUARANTINED, f"{upper_first(why)}. {tr(NEXT).format(do=do)}")

    def stop(self, state: PluginState = PluginState.DISABLED, reason: str = "") -> bool:
        """Ends it in order."""
        return self.end(state, reason)

    def end(self, state: PluginState, reason: str) -> bool:
        """Takes nothing more from the plugin, cancels its orders, has its thread end."""
        with self.lock:
            if self.ending:
                return False
            self.ending = True
            self.state = state
            self.reason = reason
        self.over.set()
        self.context.stopped = reason or tr("switched off")
        cancelled = self.seams.slot.stop(reason or "switched off") + self.context.outputs.cancel_all()
        log.info("plugin %s ends: %s; orders cancelled: %d", self.name, state.value, cancelled)
        if self.tap is not None and threading.current_thread() is not self.thread:
            self.tap.close()
        self.seams.ended(self)
        return True

    # Looked at from outside, a few times a second.

    def look(self, now_ns: int) -> None:
        """Ends what the watchdog does not see: a ``create`` that does not end, a thread that does not come back."""
        if not self.ending and self.doing == "create" and now_ns - self.began_ns > CREATE_S * 1e9:
            self.quarantine(self.hang_words("create", (now_ns - self.began_ns) / 1e6, CREATE_S * 1e3))
        if self.ending and self.thread.is_alive() and self.doing and now_ns >= self.next_interrupt_ns:
            self.interrupt(now_ns)

    def interrupt(self, now_ns: int) -> None:
        """Asks a thread that does not come back to end; gives it up after some times."""
        self.next_interrupt_ns = now_ns + INTERRUPT_EVERY_NS
        if self.interrupts < INTERRUPTS:
            self.interrupts += 1
            raise_in(self.thread, PluginStopped)
        elif self.interrupts == INTERRUPTS:
            self.interrupts += 1
            words = tr("Its thread cannot be ended and is left to itself: restart the terminal when you can.")
            self.reason = f"{self.reason} {words}"
            log.error("plugin %s: its thread does not end", self.manifest.id)

    @property
    def abandoned(self) -> bool:
        """Whether its thread was given up."""
        return self.interrupts > INTERRUPTS and self.thread.is_alive()

    # Words.

    def hang_words(self, doing: str, ms: float, limit_ms: float) -> str:
        """A call that does not end."""
        return tr("{call} has not ended after {ms} ms, its limit is {limit} ms").format(
            call=doing, ms=f"{ms:,.0f}", limit=f"{limit_ms:,.0f}"
        )

    def slow_words(self, call: str) -> str:
        """Calls that take too long too often."""
        return tr("{call} took longer than its {limit} ms in {n} of the last {seen} calls").format(
            call=call,
            limit=f"{self.manifest.budget.callback_ms:g}",
            n=max(self.budget.busy.over, self.budget.waiting.over),
            seen=self.budget.busy.seen,
        )

    def memory_words(self, grown_mb: float) -> str:
        """Too much memory."""
        return tr("the process grew by {mb} MB in its calls, its limit is {limit} MB").format(
            mb=f"{grown_mb:,.0f}", limit=f"{self.manifest.budget.memory_mb:,.0f}"
        )


def upper_first(words: str) -> str:
    """Begins a sentence, but leaves names of calls as they are."""
    return words if words.startswith(CALLS) else words[:1].upper() + words[1:]


def raise_in(thread: threading.Thread, kind: type[BaseException]) -> None:
    """Throws into another Python thread; it strikes at its next bytecode, so not inside native code."""
    if thread.ident is not None:
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread.ident), ctypes.py_object(kind))
