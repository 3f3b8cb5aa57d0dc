"""Everything that a plugin must pass before it is installed, in the order in which one rests on the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from terminal.domain.errors import UserError
from terminal.domain.plugins import PluginKind
from terminal.plugin_host import trial
from terminal.plugin_host.kinds import HOST, RUNS
from terminal.plugin_host.loading import in_bundled_tree
from terminal.plugin_host.manifest import read
from terminal.plugin_host.manifest_keys import FILE
from terminal.plugin_host.packages import Content, content_of, place_of
from terminal.plugin_host.requirements import missing
from terminal.plugin_host.rules import findings
from terminal.sdk.manifest import PluginManifest

OpenPanel = Callable[[Path], str]
"""Opens a panel in a terminal and says why it failed, empty where it did not."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was looked at."""

    name: str
    words: str
    passed: bool = True
    warning: bool = False


@dataclass(slots=True)
class Report:
    """What a check found."""

    manifest: PluginManifest
    content: Content
    steps: list[Step] = field(default_factory=list)

    @property
    def failure(self) -> str:
        """The first step that failed, in words; empty where all passed."""
        return next((f"{step.name}: {step.words}" for step in self.steps if not step.passed), "")

    @property
    def look_ahead(self) -> str:
        """What the look-ahead check said, for the allow-list."""
        return next((step.words for step in self.steps if step.name == "look-ahead"), "not checked")


def manifest_at(path: Path) -> PluginManifest:
    """The manifest of a plugin's folder, or of the ``plugin.toml`` itself.

    Raises:
        UserError: no plugin is there, or its manifest is refused.
    """
    file = path / FILE if path.is_dir() else path
    if file.name != FILE or not file.is_file():
        raise UserError(f"{path}: holds no {FILE}; name a plugin's folder, or make one with `plimsoll plugin new NAME`")
    return read(file)


def check(path: Path, open_panel: OpenPanel) -> Report:
    """Checks the plugin in `path`; stops at the first step that fails, since the next would rest on it.

    Raises:
        UserError: the manifest is refused; nothing was imported then.
    """
    manifest = manifest_at(path)
    try:
        report = Report(manifest, content_of(manifest.path.parent))
    except OSError as error:
        raise UserError(f"plugin {manifest.id}: cannot be read whole: {error}") from None
    report.steps.append(Step("manifest", f"{manifest.kind} {manifest.id} {manifest.version}"))
    for step in steps(report, open_panel):
        report.steps.append(step)
        if not step.passed:
            break
    return report


def steps(report: Report, open_panel: OpenPanel) -> Iterator[Step]:
    """The steps after the manifest, one after the other."""
    manifest = report.manifest
    lacking = missing(manifest)
    yield Step("dependencies", lacking or f"{len(manifest.requires)} needed, all there", not lacking)
    yield from ruled(report)
    yield from noticed(manifest)
    tried = trial.outside(manifest.path)
    yield Step("create", tried.failure or tried_words(manifest, tried), not tried.failure)
    if tried.look_ahead:
        yield Step("look-ahead", tried.look_ahead, not tried.looks_ahead)
    if manifest.kind is PluginKind.PANEL:
        failure = open_panel(manifest.path.parent)
        yield Step("open", failure or "opened and drawn", not failure)
    yield Step("host", HOST[manifest.kind], warning=manifest.kind not in RUNS)


def ruled(report: Report) -> Iterator[Step]:
    """The static rules: refusals first, so that one is the reason."""
    place = place_of(report.manifest.path.parent, report.manifest.entry)
    bundled = in_bundled_tree(place.folder)
    found = findings(report.manifest.kind, place, report.content, bundled=bundled)
    refused = [one for one in found if one.refused]
    if refused:
        more = f" (and {len(refused) - 1} more)" if len(refused) > 1 else ""
        yield Step("rules", f"{refused[0]}{more}", passed=False)
        return
    yield Step("rules", f"{len(report.content.sources)} files read")
    yield from (Step("rules", str(one), warning=True) for one in found)


def noticed(manifest: PluginManifest) -> Iterator[Step]:
    """What a manifest allows and its author hardly means."""
    wants = manifest.capabilities
    if manifest.kind in (PluginKind.STRATEGY, PluginKind.MODEL) and not (wants.market_data or wants.features):
        yield Step("manifest", "asks for neither market_data nor features: it would never be called", warning=True)
    if manifest.kind in (PluginKind.STRATEGY, PluginKind.MODEL) and not (wants.signals or wants.orders):
        yield Step("manifest", "asks for neither signals nor orders: it could never say anything", warning=True)


def tried_words(manifest: PluginManifest, tried: trial.Trial) -> str:
    """What a trial showed."""
    if manifest.kind is PluginKind.PANEL:
        return "imported"
    if manifest.kind in (PluginKind.STRATEGY, PluginKind.MODEL):
        return f"created, {tried.events:,} events played, {tried.signals:,} signals and {tried.orders:,} orders"
    return "created"
