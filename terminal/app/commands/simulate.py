"""`plimsoll simulate`: the gateway, terminals and a venue under seeded faults and virtual time."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice

from terminal.app.commands.progress import progress_line
from terminal.app.main import DONE, FAILED
from terminal.bridge.fault_simulation import SeedOutcome, simulate_seed
from terminal.domain.errors import UserError

SEEDS = 1_000
SHOWN = 5
"""Bad seeds that are told in full."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the arguments of `plimsoll simulate`."""
    parser.add_argument(
        "--seeds", type=int, default=SEEDS, metavar="N", help=f"how many seeds to run (default {SEEDS:,})"
    )
    parser.add_argument("--first", type=int, default=0, metavar="SEED", help="the first of them (default 0)")
    parser.add_argument("--story", action="store_true", help="tell the accidents of each seed, to look at one closely")


def run(args: argparse.Namespace) -> int:
    """Runs the seeds, tells the bad ones, and fails where there is one.

    Raises:
        UserError: a number of seeds that is none.
    """
    if args.seeds < 1 or args.first < 0:
        raise UserError(
            f"simulate: {args.seeds} seeds from {args.first}: give --seeds above zero and --first from zero"
        )
    bad: list[SeedOutcome] = []
    sums = {"commands": 0, "fills": 0, "restarts": 0, "accidents": 0}
    done = 0
    with progress_line("simulating", "seeds") as progress:
        for outcome in outcomes(args.first, args.seeds):
            done += 1
            progress(done / args.seeds, done)
            for name in sums:
                sums[name] += getattr(outcome, name)
            if args.story:
                tell(outcome)
            if outcome.violations:
                bad.append(outcome)
                if len(bad) <= SHOWN and not args.story:
                    tell(outcome)
    summary = {"seeds": done, "failures": len(bad), "bad_seeds": [outcome.seed for outcome in bad[:100]], **sums}
    print(json.dumps(summary) if args.json else ", ".join(f"{name} {value}" for name, value in summary.items()))
    return FAILED if bad else DONE


def outcomes(first: int, count: int) -> Iterator[SeedOutcome]:
    """The seeds' outcomes in order, run on every processor; what runs is let go when nobody takes more."""
    workers = os.cpu_count() or 1
    seeds = iter(range(first, first + count))
    with ThreadPoolExecutor(workers, thread_name_prefix="seed") as pool:
        waiting = [pool.submit(simulate_seed, seed) for seed in islice(seeds, 2 * workers)]
        try:
            while waiting:
                yield waiting.pop(0).result()
                waiting.extend(pool.submit(simulate_seed, seed) for seed in islice(seeds, 1))
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def tell(outcome: SeedOutcome) -> None:
    """Writes a seed's accidents and what came of them to standard error."""
    lines = [f"seed {outcome.seed}: {outcome.fills} fills, {outcome.restarts} restarts, end {outcome.state}"]
    lines.extend(f"  {line}" for line in outcome.story)
    lines.extend(f"  VIOLATED: {line}" for line in outcome.violations)
    if outcome.violations:
        lines.append(f"  again: plimsoll simulate --first {outcome.seed} --seeds 1 --story")
    print("\n".join(lines), file=sys.stderr)
