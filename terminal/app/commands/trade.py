"""`plimsoll trade`: a strategy trades a recording through the whole order path, against the simulated venue."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from terminal.app.commands.paths import data_path
from terminal.app.commands.progress import progress_line
from terminal.app.folders import user_folders
from terminal.app.main import DONE, FAILED, INTERRUPTED, complain
from terminal.domain.errors import UserError
from terminal.domain.plugins import PluginKind

if TYPE_CHECKING:
    from terminal.bridge.trade_run import TradeRequest
    from terminal.plugin_host.boundary import Fault
    from terminal.sdk.manifest import PluginManifest

CANCELLED = "cancelled"
KEY_FILE = "audit.key"
LAST_LINE = (
    "orders",
    "fills",
    "pnl",
    "currency",
    "refused",
    "halts",
    "messages",
    "state_hash",
    "audit_dir",
    "audit_head",
    "records",
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the arguments of `plimsoll trade`."""
    parser.add_argument("--replay", type=data_path, required=True, metavar="PATH", help="recorded market data")
    parser.add_argument("--strategy", required=True, metavar="ID", help="a strategy plugin: ofi, ema-cross, your own")
    parser.add_argument(
        "--plugin", type=Path, action="append", default=[], metavar="DIR", help="a plugin of this run only"
    )
    parser.add_argument(
        "--speed", choices=("max",), default="max", help="as fast as it goes (max): time is the recording's"
    )
    parser.add_argument("--seed", type=int, default=1, help="of the simulated venue's latencies (1)")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="a setting of the strategy")
    parser.add_argument("--limits", type=Path, metavar="FILE", help="limit file (default: those of the demonstration)")
    parser.add_argument("--audit-dir", type=Path, metavar="DIR", help="make the audit folder below DIR (the home's)")
    parser.add_argument("--format", help="the recording's format (default: recognised from its content)")
    parser.add_argument("--skip-damaged", action="store_true", help="pass over damaged units, and count them")


def run(args: argparse.Namespace) -> int:
    """Trades, prints the figures, and fails where the run ended early."""
    from terminal.bridge.trade_run import TradeRun
    from terminal.plugin_host.loading import content_hash, load
    from terminal.plugin_host.lockstep import trade

    manifest = strategy_named(args.strategy, args.plugin)
    chosen = settings_of(manifest, args.set)
    request = request_of(args, manifest, content_hash(manifest))
    create = load(manifest)
    core = TradeRun(request)
    try:
        with progress_line(args.replay.name, "messages") as progress:
            fault = trade(manifest, create, core, chosen, progress)
    finally:
        summary = core.finish()
    summary = {name: summary[name] for name in LAST_LINE}
    print(json.dumps(summary) if args.json else readable(args.replay, manifest.id, summary))
    return verdict(args.replay, manifest.id, summary, fault, core.failure)


def strategy_named(name: str, named: list[Path]) -> PluginManifest:
    """The manifest of a strategy, by its id; hyphens stand for underscores. Folders in `named` are looked at too.

    Raises:
        UserError: there is none of this id, it is no strategy, or it hands on no orders.
    """
    from terminal.app.plugins.installed import find_plugins

    wanted = name.replace("-", "_")
    found = find_plugins(user_folders(), named)
    strategies = {one.id: one for one in found.manifests if one.kind is PluginKind.STRATEGY}
    if wanted in strategies:
        if not strategies[wanted].capabilities.orders:
            raise UserError(f'strategy {wanted} hands on no orders: its plugin.toml needs orders = ["child"]')
        return strategies[wanted]
    refused = next((one for one in found.refused if one.id == wanted), None)
    if refused is not None:
        raise UserError(f"strategy {wanted} is refused: {refused.reason}")
    known = ", ".join(sorted(strategies))
    raise UserError(f"there is no strategy {name!r}; there are {known}. `plimsoll plugin list` names every plugin")


def settings_of(manifest: PluginManifest, given: list[str]) -> dict[str, object]:
    """What `--set` gave, checked against the manifest; a setting `trade` is on, since that is what was asked for.

    Raises:
        UserError: no such setting, or a value that is none of its kind.
    """
    from terminal.sdk.setting_text import from_text

    chosen: dict[str, object] = {"trade": True} if "trade" in manifest.settings else {}
    for word in given:
        name, equals, value = word.partition("=")
        if not equals or name not in manifest.settings:
            known = ", ".join(manifest.settings) or "none"
            raise UserError(f"--set {word}: write NAME=VALUE with a setting of {manifest.id}; it has {known}")
        chosen[name] = from_text(manifest.settings[name], value)
    return chosen


def request_of(args: argparse.Namespace, manifest: PluginManifest, digest: str) -> TradeRequest:
    """What the core is asked for.

    Raises:
        UserError: the features that the strategy asks for are wrong.
    """
    from terminal.bridge.features import CoreFeatures
    from terminal.bridge.plugin_core import TapRequest
    from terminal.bridge.trade_run import TradeRequest

    folders = user_folders()
    given = manifest.capabilities
    wanted = TapRequest(
        name=manifest.id,
        quotes="quotes" in given.market_data,
        trades="trades" in given.market_data,
        phases="phases" in given.market_data,
        features=given.features,
        every_ns=CoreFeatures().interval_ns(given.every) if given.features else 0,
    )
    return TradeRequest(
        path=args.replay,
        wanted=wanted,
        strategy=manifest.id,
        version=manifest.version,
        digest=digest,
        audit_root=args.audit_dir or folders.audit,
        key=folders.settings / KEY_FILE,
        limits=args.limits,
        seed=args.seed,
        format=args.format,
        skip_damaged=args.skip_damaged,
    )


def readable(path: Path, strategy: str, summary: dict[str, Any]) -> str:
    """The figures for a person."""
    return "\n".join(
        (
            f"{strategy} on {path.name}: {summary['orders']:,} orders, {summary['fills']:,} fills, "
            f"{summary['refused']:,} refused; pnl {summary['pnl']} {summary['currency']}",
            f"state {summary['state_hash']}",
            f"audit {summary['audit_dir']}, {summary['records']:,} records, head {summary['audit_head']}",
        )
    )


def verdict(path: Path, strategy: str, summary: dict[str, Any], fault: Fault | None, failure: str | None) -> int:
    """The exit code, with the reason as the last line of standard error."""
    sys.stdout.flush()
    kept = f"the audit log of what was traded is whole: {summary['audit_dir']}"
    if fault is not None:
        complain(f"strategy {strategy} was quarantined and its orders cancelled: {fault.words}; {kept}")
        return FAILED
    if failure == CANCELLED:
        complain(f"interrupted after {summary['messages']:,} messages; {kept}")
        return INTERRUPTED
    if failure is not None:
        complain(f"{failure if path.name in failure else f'{path.name}: {failure}'}; {kept}")
        return FAILED
    if not summary["messages"]:
        complain(f"{path.name}: holds no message of its format; is it complete?")
        return FAILED
    return DONE
