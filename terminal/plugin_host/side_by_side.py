"""Two versions of a plugin on the same generated market, without a terminal: how alike is what they say?"""

from __future__ import annotations

from collections.abc import Mapping

from terminal.domain.errors import UserError
from terminal.plugin_host.dry_run import defaults, dry_run
from terminal.plugin_host.kinds import RUNS
from terminal.plugin_host.loading import load, unload
from terminal.plugin_host.shadow import compare_runs
from terminal.plugin_host.trial import events
from terminal.sdk.desk import ShadowReport
from terminal.sdk.manifest import PluginManifest
from terminal.sdk.rehearsal import INSTRUMENT


def compare(old: PluginManifest, new: PluginManifest, settings: Mapping[str, object] | None = None) -> ShadowReport:
    """Both versions from the start over the same events; `settings` go over each one's defaults.

    Raises:
        UserError: the kind says nothing that could be compared, or the old version failed.
    """
    if new.panel is not None or new.kind not in RUNS:
        raise UserError(f"plugin {new.id}: a {new.kind} says nothing that could be compared; open it instead")
    runs = []
    for manifest in (old, new):
        loaded = load(manifest, fresh=True)
        chosen = {name: value for name, value in (settings or {}).items() if name in manifest.settings}
        given = events(new)
        runs.append(dry_run(manifest, loaded, given, lambda: (INSTRUMENT,), defaults(manifest) | chosen))
        unload(loaded)
    if runs[0].fault is not None:
        raise UserError(f"plugin {old.id}: the version before, {old.version}, failed: {runs[0].fault.words}")
    return compare_runs(new.version, *runs)
