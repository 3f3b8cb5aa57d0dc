"""`plimsoll plugin`: list, make, check, install and reload plugins."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from terminal.app.folders import user_folders
from terminal.app.main import DONE
from terminal.domain.errors import UserError
from terminal.domain.plugins import PluginKind, PluginState

if TYPE_CHECKING:
    from terminal.plugin_host.check import Report

MARKS = {(True, False): "ok", (True, True): "note", (False, False): "REFUSED", (False, True): "REFUSED"}
OPEN_SECONDS = 3


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the sub-commands of `plimsoll plugin`."""
    group = parser.add_subparsers(dest="action", metavar="ACTION", required=True)

    def action(name: str, words: str) -> argparse.ArgumentParser:
        made = group.add_parser(name, help=words, description=f"{words[0].upper()}{words[1:]}.", allow_abbrev=False)
        made.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="print one JSON line last")
        made.add_argument("--debug", action="store_true", default=argparse.SUPPRESS, help="show the trace of an error")
        return made

    action("list", "name every panel and plugin that is found, and why one is refused")
    new = action("new", "make a working, tested plugin")
    new.add_argument("name", help="its id and package: lower-case letters, digits and underscores")
    new.add_argument("--kind", choices=[str(kind) for kind in PluginKind], default="strategy", help="(strategy)")
    new.add_argument("--path", type=Path, default=Path(), metavar="DIR", help="make it in DIR (here)")
    check = action("check", "say whether a plugin may be installed; changes nothing")
    check.add_argument("path", type=Path, help="the plugin's folder")
    install = action("install", "check a plugin, copy it to the user's plugins, and allow it to run")
    install.add_argument("path", type=Path, help="the plugin's folder, or the id of one that a distribution brought")
    install.add_argument("--downgrade", action="store_true", help="also where a newer version is installed")
    reload = action("reload", "compare a new version with the one before, promote it, or go back")
    reload.add_argument("id", help="the plugin's id")
    reload.add_argument("--from", dest="source", type=Path, metavar="DIR", help="folder of the new version")
    way = reload.add_mutually_exclusive_group()
    way.add_argument("--promote", action="store_true", help="the new version takes over")
    way.add_argument("--rollback", action="store_true", help="the version before takes over again")
    sign = action("sign", "sign a plugin with an Ed25519 key")
    sign.add_argument("path", type=Path, nargs="?", help="the plugin's folder")
    sign.add_argument("--key", type=Path, metavar="FILE", help="private key in PEM form")
    sign.add_argument("--name", metavar="NAME", help="whose key it is, as those who trust it call it")
    sign.add_argument("--new-key", type=Path, metavar="FILE", help="make a private key, and FILE.pub.pem beside it")
    trust = action("trust", "trust a public key; from then on third-party plugins must be signed")
    trust.add_argument("key", type=Path, help="public key in PEM form")
    trust.add_argument("--name", required=True, help="whose key it is, as in the signatures")


def run(args: argparse.Namespace) -> int:
    """Carries one of them out."""
    here = {"list": list_all, "new": make_new, "check": check_one}
    if args.action in here:
        return here[args.action](args)
    from terminal.app.commands import plugin_install as changing

    there = {
        "install": changing.install_one,
        "reload": changing.reload_one,
        "sign": changing.sign_one,
        "trust": changing.trust_one,
    }
    return there[args.action](args)


# List.


def list_all(args: argparse.Namespace) -> int:
    """Every panel and plugin, and why one is refused; as they stand in the running terminal where one runs."""
    from terminal.app.plugins.control_address import ask, running

    run = user_folders().run
    live = running(run)
    rows = live_rows(ask(run, do="plugins")["plugins"]) if live else found_rows()
    if args.json:
        print(json.dumps({"plugins": rows, "live": live}))
        return DONE
    width = max(len(str(row["id"])) for row in rows)
    for row in rows:
        print(f"{row['id']:<{width}}  {row['kind']:<10}  {row['state']:<11}  {row['version']:<8}  {row['path']}")
        if row["reason"]:
            print(f"{'':<{width}}  {row['reason']}")
    return DONE


def live_rows(plugins: list[dict[str, object]]) -> list[dict[str, object]]:
    """What the running terminal says of its plugins."""
    kept = ("id", "kind", "state", "version", "reason")
    return [{name: one[name] for name in kept} | {"path": folder_of(str(one["path"]))} for one in plugins]


def found_rows() -> list[dict[str, object]]:
    """What a terminal would find if it started now."""
    from terminal.app.plugins.installed import find_plugins

    found = find_plugins(user_folders())
    rows: list[dict[str, object]] = [
        {"id": one.id, "kind": one.kind, "state": PluginState.VALIDATED, "version": one.version, "reason": "",
         "path": folder_of(str(one.path)), "origin": found.origins[one.id]}
        for one in found.manifests
    ]  # fmt: skip
    return rows + [
        {"id": one.id, "kind": one.kind or "", "state": PluginState.REFUSED, "version": one.version,
         "reason": one.reason, "path": folder_of(str(one.path)), "origin": one.origin}
        for one in found.refused
    ]  # fmt: skip


def folder_of(path: str) -> str:
    """A plugin's folder, from that or from its manifest."""
    return str(Path(path).parent) if path.endswith(".toml") else path


# New.


def make_new(args: argparse.Namespace) -> int:
    """Makes a skeleton."""
    from terminal.plugin_host.skeletons import make

    made = make(args.name, PluginKind(args.kind), args.path)
    files = sorted(str(path.relative_to(made.parent)) for path in made.rglob("*") if path.is_file())
    if args.json:
        print(json.dumps({"id": args.name, "kind": args.kind, "path": str(made), "files": files}))
        return DONE
    print("\n".join(files))
    print(f"next: python -m pytest -q {made}; plimsoll plugin check {made}; plimsoll run --plugin {made}")
    return DONE


# Check.


def check_one(args: argparse.Namespace) -> int:
    """Says step by step whether a plugin may be installed.

    Raises:
        UserError: it may not; the message names the step.
    """
    try:
        report = checked(args.path, as_json=args.json)
    except UserError as error:
        if args.json:
            print(json.dumps({"path": str(args.path), "passed": False, "reason": str(error)}))
        raise
    if args.json:
        print(json.dumps(summary(report)))
    elif not report.failure:
        print(f"{report.manifest.id} {report.manifest.version} may be installed, sha256 {report.content.sha256}")
    refuse_failed(report)
    return DONE


def checked(path: Path, *, as_json: bool) -> Report:
    """A check whose steps are printed."""
    from terminal.plugin_host.check import check

    report = check(path, open_panel)
    if not as_json:
        for step in report.steps:
            print(f"{MARKS[step.passed, step.warning]:<8} {step.name:<13} {step.words}")
    return report


def refuse_failed(report: Report) -> None:
    """Turns a failed step into the command's error."""
    if report.failure:
        folder = report.manifest.path.parent
        raise UserError(f"plugin {report.manifest.id} is refused: {report.failure}; correct it in {folder}")


def summary(report: Report) -> dict[str, object]:
    """A check for machines."""
    manifest = report.manifest
    return {
        "id": manifest.id,
        "kind": manifest.kind,
        "version": manifest.version,
        "path": str(manifest.path.parent),
        "sha256": report.content.sha256,
        "passed": not report.failure,
        "reason": report.failure,
        "look_ahead": report.look_ahead,
        "steps": [asdict(step) for step in report.steps],
    }


def open_panel(folder: Path) -> str:
    """Opens a panel in a terminal of its own, without a display and with a home that is thrown away."""
    command = [sys.executable, "-m", "terminal.app.main", "run", "--offscreen", "--duration", str(OPEN_SECONDS)]
    with tempfile.TemporaryDirectory() as home:
        environment = os.environ | {
            "PLIMSOLL_HOME": home,
            "PYTHONPATH": os.pathsep.join(place for place in sys.path if place),
        }
        try:
            done = subprocess.run(
                [*command, "--plugin", str(folder), "--shots", f"{home}/shots"],  # which bring every panel to the front
                check=False, env=environment, capture_output=True, text=True, errors="replace", timeout=90,
            )  # fmt: skip
            failed = json.loads(done.stdout.splitlines()[-1])["failed_panels"]
        except subprocess.TimeoutExpired:
            return "the terminal did not end: the panel holds it up"
        except (IndexError, ValueError, KeyError, TypeError):
            said = done.stderr.strip().splitlines()[-1:] or ["it said nothing"]
            return f"the terminal ended with code {done.returncode}: {said[0]}"
    from terminal.plugin_host.check import manifest_at

    if manifest_at(folder).id not in failed:
        return ""
    words = [line for line in done.stderr.splitlines() if "Error" in line]
    return f"the panel stopped: {words[-1].strip()}" if words else "the panel stopped; `plimsoll run` shows why"
