"""`plimsoll plugin reload ID` in a terminal that runs: load beside, compare, promote, go back."""

from __future__ import annotations

import argparse
import json
import time
from typing import Any

from terminal.app.folders import user_folders
from terminal.app.plugins.control_address import ask, running
from terminal.domain.errors import UserError

WATCHED_S = 5.0
"""How long the command looks at the new version before it says how it does."""
LOOK_S = 0.25


def reload_live(args: argparse.Namespace) -> bool:
    """Asks the running terminal; false where none runs, or where it is not about the live feed.

    Raises:
        UserError: the terminal refuses, or the new version failed; the running one was left alone.
    """
    run = user_folders().run
    if args.source is not None or not running(run):
        return False
    if args.promote:
        tell(ask(run, do="promote", id=args.id), "promoted", as_json=args.json)
        return True
    if args.rollback:
        plugin = ask(run, do="plugin", id=args.id)
        if not plugin["can_roll_back"]:
            return False
        tell(ask(run, do="roll_back", id=args.id), "rolled back to", as_json=args.json)
        return True
    tell(watched(args.id, ask(run, do="reload", id=args.id)), "reloaded", as_json=args.json)
    return True


def watched(plugin_id: str, plugin: dict[str, Any]) -> dict[str, Any]:
    """The plugin once its new version has said something, or failed, or a while has passed."""
    until = time.monotonic() + WATCHED_S
    while time.monotonic() < until:
        shadow = plugin["shadow"]
        if shadow is None or shadow["failure"] or shadow["agreeing"] is not None:
            break
        time.sleep(LOOK_S)
        plugin = ask(user_folders().run, do="plugin", id=plugin_id)
    return plugin


def tell(plugin: dict[str, Any], what: str, *, as_json: bool) -> None:
    """What became of it; fails where the new version did."""
    shadow = plugin["shadow"]
    if as_json:
        print(json.dumps({"id": plugin["id"], "live": True, "done": what} | plugin))
    elif shadow is None:
        print(f"{what} {plugin['id']} {plugin['version']} in the running terminal: {plugin['state']}")
    else:
        print(f"{plugin['id']}: {shadow['version']} runs beside {plugin['version']} in the running terminal")
        print(f"signals   {shadow['old_signals']:,} and {shadow['new_signals']:,}")
        if shadow["agreeing"] is not None:
            print(f"agreeing  {shadow['agreeing']:.1%}, mean difference {shadow['mean_difference_bps']:.3f} bps")
        print(f"`plimsoll plugin reload {plugin['id']} --promote` lets it take over, --rollback drops it")
    if shadow is not None and shadow["failure"]:
        raise UserError(f"plugin {plugin['id']}: the new version failed: {shadow['failure']}; the running one goes on")
