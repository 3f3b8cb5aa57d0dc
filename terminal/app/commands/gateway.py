"""`plimsoll gateway`: runs the gateway until it is told to stop."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from terminal.app.folders import Folders, user_folders
from terminal.app.main import DONE
from terminal.bridge.gateway import GatewayFolders, check_config, run_gateway


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the arguments of `plimsoll gateway`."""
    parser.add_argument("--config", type=Path, metavar="FILE", help="TOML file; the demonstration's unless given")
    parser.add_argument("--check", action="store_true", help="only say whether the configuration can be used")


def run(args: argparse.Namespace) -> int:
    """Runs the gateway: one call into the core, which runs no Python until its end.

    Raises:
        UserError: it does not start, or ended by itself.
    """
    if args.check:
        if args.config is not None:
            check_config(args.config)
        print(json.dumps({"ok": True}) if args.json else "the configuration can be used")
        return DONE
    said = run_gateway(args.config, folders_of(user_folders()), args.json)
    print(json.dumps({"ended": said}) if args.json else f"gateway ended: {said}")
    return DONE


def folders_of(folders: Folders) -> GatewayFolders:
    """The folders of this home that a gateway uses."""
    home = folders.supervision.parent
    return GatewayFolders(home, home / "keys", folders.run, folders.supervision)
