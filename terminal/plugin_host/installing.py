"""Puts a plugin into the user's plugin folder whole or not at all, and keeps the version before it for a way back.

``plugins/ID/PACKAGE`` in the data folder is what runs; ``plugins/.previous/ID/NUMBER/PACKAGE`` are those before it.
"""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from terminal.domain.errors import UserError
from terminal.plugin_host.check import Report
from terminal.plugin_host.manifest import read
from terminal.plugin_host.manifest_keys import FILE
from terminal.plugin_host.packages import PASSED_OVER, content_of
from terminal.plugin_host.trust import Allowed, Trust, older
from terminal.sdk.manifest import PluginManifest

PREVIOUS = ".previous"
KEPT = 5
"""Versions before the running one that are kept."""


@dataclass(frozen=True, slots=True)
class Installed:
    """What was put in place."""

    manifest: PluginManifest
    entry: Allowed
    replaced: str
    """Version that ran before; empty where none did."""


def home_of(plugins: Path, plugin_id: str) -> Path:
    """The folder that holds an installed plugin's package."""
    return plugins / plugin_id


def installed(plugins: Path, plugin_id: str) -> PluginManifest | None:
    """The manifest of an installed plugin, ``None`` where there is none."""
    found = sorted(home_of(plugins, plugin_id).glob(f"*/{FILE}"))
    return read(found[0]) if found else None


def install(report: Report, plugins: Path, trust: Trust, *, downgrade: bool = False) -> Installed:
    """Copies a plugin that passed its check into the folder `plugins`, pinned to what was checked.

    Raises:
        UserError: it would go back to an older version, changed since the check, or cannot be copied. What ran before
            still does.
    """
    manifest = report.manifest
    assert not report.failure, "only what passed is installed"
    before = trust.allowed.get(manifest.id)
    if before and older(manifest.version, before.version) and not downgrade:
        raise UserError(
            f"plugin {manifest.id}: version {manifest.version} is older than {before.version} which is allowed; "
            "install it with --downgrade if you mean it"
        )
    refusal = trust.signature_refusal(manifest, report.content.sha256)
    if refusal:
        raise UserError(f"plugin {manifest.id} {refusal}")
    try:
        replaced = put(manifest, report.content.sha256, plugins)
    except OSError as error:
        raise UserError(f"plugin {manifest.id}: cannot be copied to {plugins} ({error}); nothing was changed") from None
    entry = trust.allow(manifest, report.content.sha256, report.look_ahead)
    found = installed(plugins, manifest.id)
    assert found is not None, "it was just put there"
    return Installed(found, entry, replaced)


def put(manifest: PluginManifest, sha256: str, plugins: Path) -> str:
    """Copies, compares, and swaps; returns the version that was there."""
    plugins.mkdir(parents=True, exist_ok=True)
    home = home_of(plugins, manifest.id)
    with tempfile.TemporaryDirectory(prefix=".incoming-", dir=plugins) as draft:
        copy = Path(draft) / manifest.id / manifest.path.parent.absolute().name
        shutil.copytree(manifest.path.parent, copy, ignore=shutil.ignore_patterns(*PASSED_OVER, "*.pyc"))
        if content_of(copy).sha256 != sha256:
            raise UserError(f"plugin {manifest.id}: its folder changed since the check; install it again")
        replaced = set_aside(plugins, manifest.id)
        copy.parent.rename(home)
    return replaced


def set_aside(plugins: Path, plugin_id: str) -> str:
    """Moves what is installed to the versions kept; returns its version, empty where nothing is installed."""
    home = home_of(plugins, plugin_id)
    if not home.exists():
        return ""
    before = version_of(plugins, plugin_id)
    kept = kept_versions(plugins, plugin_id)
    number = int(kept[-1].name) + 1 if kept else 1
    target = plugins / PREVIOUS / plugin_id / str(number)
    target.parent.mkdir(parents=True, exist_ok=True)
    home.rename(target)
    for old in kept[: max(len(kept) + 1 - KEPT, 0)]:
        shutil.rmtree(old)
    return before


def version_of(plugins: Path, plugin_id: str) -> str:
    """The version of what is installed; empty where nothing is, or where it cannot be read."""
    try:
        found = installed(plugins, plugin_id)
    except UserError:
        return ""
    return found.version if found is not None else ""


def kept_versions(plugins: Path, plugin_id: str) -> list[Path]:
    """Folders of the versions kept, oldest first."""
    try:
        found = [path for path in (plugins / PREVIOUS / plugin_id).iterdir() if path.name.isdigit()]
    except OSError:
        return []
    return sorted(found, key=lambda path: int(path.name))


def kept_manifest(plugins: Path, plugin_id: str) -> PluginManifest | None:
    """The newest version kept, ``None`` where there is none."""
    for folder in reversed(kept_versions(plugins, plugin_id)):
        for path in sorted(folder.glob(f"*/{FILE}")):
            return read(path)
    return None


def roll_back(plugin_id: str, plugins: Path, trust: Trust) -> Installed:
    """The version before takes the place of the installed one, which is dropped to the versions kept.

    Raises:
        UserError: nothing to go back to.
    """
    kept = kept_versions(plugins, plugin_id)
    if not kept:
        raise UserError(f"plugin {plugin_id}: no version before it is kept in {plugins / PREVIOUS}")
    newest = kept[-1]
    try:
        path = next(iter(sorted(newest.glob(f"*/{FILE}"))))
        manifest = read(path)
        entry = trust.allow_again(manifest, content_of(path.parent).sha256)
        swap = newest.with_name("leaving")
        home = home_of(plugins, plugin_id)
        replaced = version_of(plugins, plugin_id)
        if home.exists():
            home.rename(swap)
        newest.rename(home)
        if swap.exists():
            swap.rename(newest)
    except (OSError, StopIteration) as error:
        raise UserError(f"plugin {plugin_id}: cannot go back ({error}); install the version you want") from None
    found = installed(plugins, plugin_id)
    assert found is not None, "it was just put there"
    return Installed(found, entry, replaced)
