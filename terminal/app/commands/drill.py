"""`plimsoll drill`: the kill switch, rehearsed on the simulated exchange, timed and recorded."""

from __future__ import annotations

import argparse
import getpass
import json
import time
from typing import Any

from terminal.app.commands.moments import second
from terminal.app.folders import user_folders
from terminal.app.main import DONE, FAILED
from terminal.bridge.drill import DrillPlan
from terminal.supervision.drills import Drills

USUAL = DrillPlan()


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the arguments of `plimsoll drill`."""
    parser.add_argument("--history", action="store_true", help="list the rehearsals so far")
    parser.add_argument(
        "--orders", type=int, default=USUAL.resting, metavar="N", help="orders at rest; 1,000 unless said"
    )
    parser.add_argument(
        "--rate",
        type=int,
        default=USUAL.offered_per_second,
        metavar="N",
        help="orders offered a second; 50,000 unless said",
    )
    parser.add_argument("--seed", type=int, default=USUAL.seed, help="of the simulated market")
    parser.add_argument("--keep", action="store_true", help="keep the audit log of the rehearsal")


def run(args: argparse.Namespace) -> int:
    """Rehearses, or lists.

    Raises:
        UserError: it could not be carried through.
    """
    drills = Drills(user_folders().supervision)
    if args.history:
        list_past(drills, as_json=args.json)
        return DONE
    plan = DrillPlan(resting=args.orders, offered_per_second=args.rate, seed=args.seed)
    row = drills.rehearse(plan, getpass.getuser(), time.time_ns(), keep=args.keep)
    if args.json:
        print(json.dumps(row))
    else:
        tell(row)
    return DONE if row["passed"] else FAILED


def tell(row: dict[str, Any]) -> None:
    """One rehearsal in words."""
    print(f"{row['resting']:,} orders at rest, {row['offered_per_second']:,.0f} a second offered; then the switch:")
    is_clean = row["orders_after_latch"] == 0
    print(f"  gate shut              {row['last_order_us']:>12,.1f} us   no order after it: {is_clean}")
    print(f"  halt on the disk       {row['kept_us']:>12,.1f} us")
    print(f"  last cancel sent       {row['all_cancelled_us']:>12,.1f} us   {row['cancels']:,} cancels")
    print(f"  all confirmed gone     {row['all_confirmed_us']:>12,.1f} us")
    print(
        f"  flat                   {row['flat_ms']:>12,.1f} ms   {row['closed_positions']} positions closed in slices"
    )
    print("passed" if row["passed"] else "FAILED: an order left late, or cancels were slow; see docs/runbooks/halt.md")


def list_past(drills: Drills, *, as_json: bool) -> None:
    """Every rehearsal."""
    rows = drills.past()
    if as_json:
        print(json.dumps({"drills": rows, "path": str(drills.history)}))
        return
    if not rows:
        print("none yet; `plimsoll drill` rehearses")
    for row in rows:
        gate, flat = f"gate {row['last_order_us']:,.1f} us", f"flat {row['flat_ms']:,.0f} ms"
        times = f"{gate}, cancels {row['all_cancelled_us'] / 1_000:,.1f} ms, {flat}"
        print(f"{second(row['ts_ns'])}  {'passed' if row['passed'] else 'FAILED'}  {times}  by {row['by']}")
