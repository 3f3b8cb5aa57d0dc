"""The parts of `plimsoll plugin` that change what may run: install, reload, sign, trust."""

from __future__ import annotations

import argparse
import json
import math
from dataclasses import asdict
from pathlib import Path

from terminal.app.commands.plugin import checked, refuse_failed
from terminal.app.commands.plugin_live import reload_live
from terminal.app.folders import user_folders
from terminal.app.main import DONE
from terminal.app.plugins.installed import find_plugins, plugin_folder
from terminal.domain.errors import UserError
from terminal.plugin_host.check import manifest_at
from terminal.plugin_host.discovery import Origin
from terminal.plugin_host.installing import Installed, install, kept_manifest, roll_back
from terminal.plugin_host.manifest_keys import FILE
from terminal.plugin_host.side_by_side import compare
from terminal.plugin_host.signatures import KEY_NAME, new_key, sign
from terminal.plugin_host.trial import SECONDS
from terminal.plugin_host.trust import Trust
from terminal.sdk.desk import ShadowReport
from terminal.sdk.manifest import PluginManifest


def install_one(args: argparse.Namespace) -> int:
    """Checks a plugin, copies it, and puts it on the allow-list.

    Raises:
        UserError: it is refused; what ran before still does.
    """
    folders = user_folders()
    trust = Trust(folders.settings)
    report = checked(source_of(args.path), as_json=args.json)
    refuse_failed(report)
    if is_distribution(report.manifest):
        refusal = trust.signature_refusal(report.manifest, report.content.sha256)
        if refusal:
            raise UserError(f"plugin {report.manifest.id} {refusal}")
        entry = trust.allow(report.manifest, report.content.sha256, report.look_ahead)
        done = Installed(report.manifest, entry, "")
    else:
        done = install(report, plugin_folder(folders), trust, downgrade=args.downgrade)
    tell(done, "installed", as_json=args.json)
    return DONE


def source_of(path: Path) -> Path:
    """The folder that is meant: a path, or the id of a plugin that a distribution brought."""
    if path.exists():
        return path
    found = find_plugins(user_folders())
    for one in found.refused:
        if one.origin is Origin.DISTRIBUTION and one.id == str(path):
            return one.path.parent
    return path


def is_distribution(manifest: PluginManifest) -> bool:
    """Whether a plugin lies where a distribution put it, and runs from there."""
    from terminal.plugin_host.discovery import distributions

    home = manifest.path.parent.absolute()
    return any(folder.absolute() == home for folder, _ in distributions())


def tell(done: Installed, what: str, *, as_json: bool) -> None:
    """Says what is in place now."""
    manifest = done.manifest
    if as_json:
        place = {"path": str(manifest.path.parent), "replaced": done.replaced}
        print(json.dumps({"id": manifest.id, "version": manifest.version, "state": what} | place | asdict(done.entry)))
        return
    before = f" in the place of {done.replaced}" if done.replaced else ""
    print(f"{what} {manifest.id} {manifest.version}{before}; a terminal finds it when it starts")


# Reload.


def reload_one(args: argparse.Namespace) -> int:
    """Compares a new version with the one before, promotes it, or goes back; in the running terminal where one runs.

    Raises:
        UserError: there is no such plugin, or nothing to compare with.
    """
    if reload_live(args):
        return DONE
    plugins, trust = plugin_folder(user_folders()), Trust(user_folders().settings)
    if args.rollback:
        tell(roll_back(args.id, plugins, trust), "rolled back to", as_json=args.json)
        return DONE
    if args.promote:
        if args.source is None:
            raise UserError(
                f"plugin {args.id}: without --from there is no new version to promote; name its folder with --from DIR"
            )
        report = checked(args.source, as_json=args.json)
        refuse_failed(report)
        check_same(args.id, report.manifest)
        tell(install(report, plugins, trust, downgrade=True), "promoted", as_json=args.json)
        return DONE
    old, new = versions(args.id, args.source)
    show_comparison(old, compare(old, new), as_json=args.json)
    return DONE


def versions(plugin_id: str, source: Path | None) -> tuple[PluginManifest, PluginManifest]:
    """The version that runs and the one that would: a named folder, else what is installed beside what was before."""
    found = find_plugins(user_folders())
    running = next((one for one in found.manifests if one.id == plugin_id), None)
    if running is None:
        refused = next((one.reason for one in found.refused if one.id == plugin_id), "")
        ids = ", ".join(one.id for one in found.manifests)
        raise UserError(refused or f"there is no plugin {plugin_id}; there are {ids}")
    if source is not None:
        new = manifest_at(source)
        check_same(plugin_id, new)
        return running, new
    return kept_manifest(plugin_folder(user_folders()), plugin_id) or running, running


def check_same(plugin_id: str, manifest: PluginManifest) -> None:
    """Refuses to put one plugin in another's place."""
    if manifest.id != plugin_id:
        raise UserError(f"{manifest.path}: is plugin {manifest.id}, not {plugin_id}")


def show_comparison(old: PluginManifest, report: ShadowReport, *, as_json: bool) -> None:
    """What the two versions said; fails where the new one did."""
    if as_json:
        figures = {name: None if is_nan(value) else value for name, value in asdict(report).items()}
        print(json.dumps({"id": old.id, "old_version": old.version} | figures | {"seconds": SECONDS}))
    else:
        print(f"{old.id}: {old.version} beside {report.version} on {SECONDS} s of market, {report.events:,} events")
        print(f"signals   {report.old_signals:,} and {report.new_signals:,}")
        print(f"orders    {report.old_orders:,} and {report.new_orders:,}")
        if not is_nan(report.agreeing):
            print(f"agreeing  {report.agreeing:.1%}, mean difference {report.mean_difference_bps:.3f} bps")
    if report.failure:
        raise UserError(
            f"plugin {old.id}: the new version {report.version} failed: {report.failure}; it was not promoted"
        )


def is_nan(value: object) -> bool:
    """Whether a figure is unknown."""
    return isinstance(value, float) and math.isnan(value)


# Signatures.


def sign_one(args: argparse.Namespace) -> int:
    """Signs a plugin, or makes a key.

    Raises:
        UserError: no key, no plugin, or a file that cannot be written.
    """
    if args.new_key is not None:
        public = new_key(args.new_key)
        print(json.dumps({"private": str(args.new_key), "public": str(public)}) if args.json else
              f"{args.new_key} signs: keep it to yourself; {public} is for those who trust it")  # fmt: skip
    if args.path is None:
        return DONE
    key = args.key or args.new_key
    if key is None or not KEY_NAME.fullmatch(args.name or ""):
        raise UserError("to sign, name the private key with --key FILE and its holder with --name NAME")
    manifest = manifest_at(args.path)
    target = sign(manifest, key, args.name)
    print(json.dumps({"id": manifest.id, "version": manifest.version, "signature": str(target)}) if args.json else
          f"{target}: {manifest.id} {manifest.version} signed as {args.name}")  # fmt: skip
    return DONE


def trust_one(args: argparse.Namespace) -> int:
    """Trusts a public key: from now on every third-party plugin must be signed by a trusted one.

    Raises:
        UserError: no Ed25519 public key, or no name for one.
    """
    trust = Trust(user_folders().settings)
    target = trust.keys.add(args.name, args.key)
    words = f"{target}: every third-party plugin must now be signed by a trusted key, {FILE} alone no longer does"
    print(json.dumps({"name": args.name, "path": str(target)}) if args.json else words)
    return DONE
