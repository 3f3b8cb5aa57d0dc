"""The look-ahead check: what a plugin said up to a moment must not change when what comes after it does."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from terminal.plugin_host.boundary import guarded
from terminal.plugin_host.core_ports import RawEvent
from terminal.plugin_host.dry_run import DryRun, Output
from terminal.sdk.plugin import Alpha

TRIALS = 3
ROWS = 2_000
EARLIEST, LATEST = 0.3, 0.9
"""Between which shares of the run the moments lie."""
RELATIVE, ABSOLUTE = 1e-9, 1e-12
"""How far results may move by rounding alone, as through a Fourier transform; a real look ahead moves them by more."""

Columns = Mapping[str, NDArray[np.float64]]


@dataclass(frozen=True, slots=True)
class LookAheadReport:
    """What the check found."""

    passed: bool
    words: str
    """What was found; where it failed, what moved first and what to do."""
    outputs: int
    trials: int
    perturbed_at: tuple[int, ...]
    """The moments: UTC nanoseconds of events, or rows of a table."""
    first: str = ""
    """The first output or row that moved."""


def refused(words: str, outputs: int, moments: Iterable[int], first: str = "") -> LookAheadReport:
    """A report of a check that failed."""
    moments = tuple(moments)
    return LookAheadReport(False, words, outputs, len(moments), moments, first)


def check_events(
    run: Callable[[Iterable[RawEvent]], DryRun],
    events: Callable[[int | None], Iterable[RawEvent]],
    *,
    seed: int = 7,
    trials: int = TRIALS,
) -> LookAheadReport:
    """Checks a strategy or model: ``events(t)`` gives a deterministic run with everything after ``t`` perturbed.

    The plugin is run over the untouched events twice first: one that differs then reads a clock or draws numbers
    without a seed, and nothing could be said about it.
    """
    first_run, again = run(events(None)), run(events(None))
    if first_run.fault is not None:
        return refused(f"it failed in the check: {first_run.fault.words}", len(first_run.outputs), ())
    if first_run.outputs != again.outputs:
        moved = first_difference(first_run.outputs, again.outputs)
        words = (
            f"it says different things over the same events, first {moved}: it reads a clock or draws numbers without "
            "a seed; take the time from the events and seed what is random"
        )
        return refused(words, len(first_run.outputs), (), moved)
    if not first_run.outputs:
        words = f"it said nothing in {first_run.events:,} events: nothing to check"
        return LookAheadReport(True, words, 0, 0, ())
    moments = moments_of(first_run.outputs, random.Random(seed), trials)
    for at_ns in moments:
        report = compared(first_run, run(events(at_ns)), at_ns, moments)
        if report is not None:
            return report
    words = f"{len(first_run.outputs):,} outputs did not move when what came after {len(moments)} moments did"
    return LookAheadReport(True, words, len(first_run.outputs), len(moments), moments)


def moments_of(outputs: tuple[Output, ...], draw: random.Random, trials: int) -> tuple[int, ...]:
    """Times of outputs, so that the check looks where something is said."""
    low, high = int(len(outputs) * EARLIEST), max(int(len(outputs) * LATEST), int(len(outputs) * EARLIEST) + 1)
    return tuple(sorted({outputs[draw.randrange(low, high)].ts_ns for _ in range(trials)}))


def compared(first_run: DryRun, perturbed: DryRun, at_ns: int, moments: tuple[int, ...]) -> LookAheadReport | None:
    """A refusal where outputs up to the moment differ."""
    before = tuple(output for output in first_run.outputs if output.ts_ns <= at_ns)
    after = tuple(output for output in perturbed.outputs if output.ts_ns <= at_ns)
    if before == after:
        return None
    moved = first_difference(before, after)
    words = (
        f"it looks ahead: {moved} changed when only what came after {at_ns} ns did; use nothing later than the event"
    )
    return refused(words, len(first_run.outputs), moments, moved)


def first_difference(one: tuple[Output, ...], other: tuple[Output, ...]) -> str:
    """The first output in which two runs differ."""
    for left, right in zip(one, other, strict=False):
        if left != right:
            return str(left)
    longer = one if len(one) > len(other) else other
    return str(longer[min(len(one), len(other))])


# Alphas.


def check_alpha(
    create: Callable[[], Alpha], *, rows: int = ROWS, seed: int = 7, trials: int = TRIALS, extra: Iterable[str] = ()
) -> LookAheadReport:
    """Checks an alpha on a made-up table: its later rows are perturbed, then cut off; earlier results stay.

    ``extra`` names the features that the manifest asks for; they are columns of noise here.
    """
    table = made_up_table(rows, seed, extra)
    draw = random.Random(seed)
    moments = tuple(sorted(draw.randrange(int(rows * EARLIEST), int(rows * LATEST)) for _ in range(trials)))
    found: list[LookAheadReport] = []

    def check() -> None:
        report = alpha_report(create(), table, moments, seed)
        found.append(report)

    fault = guarded(check, "alpha under check")
    return found[0] if fault is None else refused(f"it failed in the check: {fault.words}", 0, moments)


def alpha_report(alpha: Alpha, table: Columns, moments: tuple[int, ...], seed: int) -> LookAheadReport:
    """Evaluates the whole table, then its variants."""
    rows = len(table["close"])
    whole = evaluated(alpha, table)
    if whole.shape != (rows,):
        return refused(f"it returns shape {whole.shape} for {rows} rows; return one value a row", 0, moments)
    for at in moments:
        for variant, what in ((perturbed_after(table, at, seed), "changed"), (cut_after(table, at), "were cut off")):
            moved = moved_rows(whole[: at + 1], evaluated(alpha, variant)[: at + 1])
            if moved.size:
                first = f"row {moved[0]}"
                words = (
                    f"it looks ahead: {first} moved when only rows after row {at} {what}; use this row and those before"
                )
                return refused(words, rows, moments, first)
    return LookAheadReport(True, f"{rows:,} rows did not move when later ones did", rows, len(moments), moments)


def evaluated(alpha: Alpha, table: Columns) -> NDArray[np.float64]:
    """Results on copies, so that an alpha that writes into its input cannot hide."""
    return np.asarray(alpha.evaluate({name: column.copy() for name, column in table.items()}), dtype=np.float64)


def made_up_table(rows: int, seed: int, extra: Iterable[str] = ()) -> dict[str, NDArray[np.float64]]:
    """Bars of a random walk."""
    draw = np.random.default_rng(seed)
    close = 100 * np.exp(np.cumsum(draw.normal(0, 0.002, rows)))
    opened = np.concatenate(([100.0], close[:-1]))
    table = {
        "open": opened,
        "high": np.maximum(opened, close) * (1 + draw.uniform(0, 0.001, rows)),
        "low": np.minimum(opened, close) * (1 - draw.uniform(0, 0.001, rows)),
        "close": close,
        "volume": draw.lognormal(8, 1, rows),
    }
    return table | {name: draw.normal(0, 1, rows) for name in extra if name not in table}


def perturbed_after(table: Columns, at: int, seed: int) -> dict[str, NDArray[np.float64]]:
    """The same rows up to ``at``, other ones after it."""
    draw = np.random.default_rng(seed + at)
    variant = {name: column.copy() for name, column in table.items()}
    for column in variant.values():
        column[at + 1 :] = column[at + 1 :] * draw.uniform(0.5, 2.0, len(column) - at - 1) + 1.0
    return variant


def cut_after(table: Columns, at: int) -> dict[str, NDArray[np.float64]]:
    """The rows up to ``at`` alone."""
    return {name: column[: at + 1].copy() for name, column in table.items()}


def moved_rows(one: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.intp]:
    """Rows whose results differ by more than rounding; all from where one ends earlier."""
    shared = min(len(one), len(other))
    same = np.isclose(one[:shared], other[:shared], rtol=RELATIVE, atol=ABSOLUTE, equal_nan=True)
    different = np.flatnonzero(~same)
    return different if len(one) == len(other) else np.append(different, shared)
