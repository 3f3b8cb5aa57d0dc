"""The plugins of a run: started, watched, stopped, loaded anew. The window calls :meth:`PluginHost.frame`."""

from __future__ import annotations

import logging
import time
from collections import Counter, deque
from collections.abc import Callable
from functools import partial

from terminal.domain.errors import TerminalError, UserError
from terminal.domain.plugins import PluginKind, PluginState
from terminal.plugin_host.context import Context
from terminal.plugin_host.core_ports import Core, Finding
from terminal.plugin_host.discovery import Discovery
from terminal.plugin_host.host_ports import KeptChoices, KeptSettings, Loader, PanelSwitch, RunChoices, RunSettings
from terminal.plugin_host.hosted import RUNS, DeskOutputs, Hosted, Shadow, Version, refused_report
from terminal.plugin_host.runtime import PluginRuntime, Seams
from terminal.plugin_host.shadow import Compared, Comparison, ShadowOutputs
from terminal.plugin_host.signal_board import SessionSignals
from terminal.sdk.data import DataLibrary
from terminal.sdk.desk import DeskNotice, PluginReport
from terminal.sdk.manifest import PluginManifest, SettingDeclaration
from terminal.sdk.setting_values import checked, did_you_mean
from terminal.sdk.words import tr

log = logging.getLogger(__name__)
LOOK_NS = 50_000_000
REPORT_NS = 250_000_000
JOIN_S = 1.0


class PluginHost:
    """The :class:`~terminal.sdk.desk.PluginBoard` of a run. Its methods are called on the GUI thread."""

    def __init__(
        self,
        core: Core,
        found: Discovery,
        loader: Loader,
        board: SessionSignals,
        notify: Callable[[DeskNotice], object],
        settings: KeptSettings | None = None,
        library: Callable[[], DataLibrary] | None = None,
        choices: KeptChoices | None = None,
    ) -> None:
        self.core = core
        self.loader = loader
        self.board = board
        self.notify = notify
        self.kept = settings or RunSettings()
        self.library = library
        self.choices = choices or RunChoices()
        self.panels = PanelSwitch()
        self.refused = tuple(refused_report(refusal) for refusal in found.refused)
        off = self.choices.off()
        self.hosted = {one.id: Hosted(one, ready(one, off)) for one in found.manifests}
        self.news: deque[PluginRuntime] = deque()
        """Runtimes that were quarantined, on whatever thread."""
        self.generations: Counter[str] = Counter()
        self.stopping: list[PluginRuntime] = []
        self.looked_ns = 0
        self.reported: tuple[PluginReport, ...] = ()
        self.reported_ns = -REPORT_NS

    # The life of the run.

    def start(self) -> None:
        """Runs every plugin that is to run; the window is painted by now."""
        for one in self.hosted.values():
            if one.manifest.kind in RUNS and one.state is PluginState.ENABLED:
                self.run(one)

    def frame(self, now_ns: int) -> None:
        """Once a frame: the watchdog hears that Python runs, and what it found is acted on."""
        self.core.breathe()
        if now_ns - self.looked_ns < LOOK_NS:
            return
        self.looked_ns = now_ns
        for finding in self.core.findings():
            log.info("plugin watch: %s", finding.text)
            self.heed(finding)
        for runtime in self.runtimes():
            runtime.look(now_ns)
        self.look_at_panels()
        while self.news:
            self.tell(self.news.popleft())

    def runtimes(self) -> list[PluginRuntime]:
        """Every thread that is looked after, those included that were told to end."""
        self.stopping = [runtime for runtime in self.stopping if runtime.thread.is_alive() and not runtime.abandoned]
        running = [one.runtime for one in self.hosted.values() if one.runtime is not None]
        beside = [one.shadow.runtime for one in self.hosted.values() if one.shadow and one.shadow.runtime]
        return [*running, *beside, *self.stopping]

    def close(self) -> None:
        """Ends every plugin and waits a little for their threads; idempotent."""
        every = self.runtimes()
        for runtime in every:
            runtime.stop(PluginState.ENABLED)
        until = time.monotonic() + JOIN_S
        for runtime in every:
            if runtime.thread.ident is not None:
                runtime.thread.join(max(until - time.monotonic(), 0.0))
        for runtime in every:
            runtime.look(time.monotonic_ns())
            if runtime.thread.is_alive():
                log.warning("plugin %s is still in %s; it ends with the process", runtime.manifest.id, runtime.doing)

    # Findings.

    def heed(self, finding: Finding) -> None:
        """The watchdog's word is final: its slot is stopped already, the orders are cancelled."""
        for runtime in self.runtimes():
            if runtime.name == finding.plugin_id:
                runtime.times.add(finding.elapsed_ns)  # a call that does not come back is a call
                runtime.quarantine(finding_words(runtime, finding))

    def tell(self, runtime: PluginRuntime) -> None:
        """Says on the desk what happened."""
        self.forget_reports()
        one = self.hosted[runtime.manifest.id]
        if one.shadow is not None and one.shadow.runtime is runtime:
            self.restore_outputs(one)
            title, severity = tr("The new version of {plugin} was stopped"), "warn"
        else:
            title, severity = tr("Plugin {plugin} is quarantined"), "danger"
        words = title.format(plugin=runtime.manifest.id)
        self.notify(DeskNotice(severity, words, runtime.reason, f"plugin {runtime.manifest.id}"))

    # Running one.

    def run(self, one: Hosted, version: Version | None = None, *, fresh: bool = False) -> None:
        """Runs a plugin from the start, with code that is already loaded where a version is given."""
        one.runtime, one.outputs = self.prepared(one.manifest, fresh=fresh)
        one.runtime.factory = version.factory if version is not None else None
        one.runtime.start()

    def prepared(self, manifest: PluginManifest, *, fresh: bool) -> tuple[PluginRuntime, DeskOutputs]:
        """A run of a plugin with its own names in the watchdog and the ledger, and the outputs that count."""
        self.generations[manifest.id] += 1
        generation = self.generations[manifest.id]
        name = manifest.id if generation == 1 else f"{manifest.id}@{generation}"
        slot, orders = self.core.register(manifest, name)
        outputs = DeskOutputs(manifest.id, self.board, orders)
        context = Context(manifest, self.kept.values(manifest), outputs, self.core.instruments, self.library)
        seams = Seams(partial(self.loader.load, fresh=fresh), self.core.open_tap, slot, self.ended)
        return PluginRuntime(manifest, context, seams, name), outputs

    def ended(self, runtime: PluginRuntime) -> None:
        """A runtime was told to end, on whatever thread; the next frame says so."""
        if runtime.state is PluginState.QUARANTINED:
            self.news.append(runtime)

    def stop(self, one: Hosted, state: PluginState, reason: str = "") -> None:
        """Ends the running version; its thread is looked after until it is gone."""
        one.state, one.reason = state, reason
        runtime, one.runtime = one.runtime, None
        one.outputs = None
        if runtime is not None:
            runtime.stop(state, reason)
            self.stopping.append(runtime)

    # What the board offers.

    def reports(self) -> tuple[PluginReport, ...]:
        """Every plugin found, in order of kind and id; at most four times a second anew."""
        now_ns = time.monotonic_ns()
        if now_ns - self.reported_ns >= REPORT_NS:
            self.reported_ns = now_ns
            every = [one.report() for one in self.hosted.values()]
            self.reported = tuple(sorted([*every, *self.refused], key=lambda report: (report.kind, report.id)))
        return self.reported

    def forget_reports(self) -> None:
        """The next look makes them anew."""
        self.reported_ns = -REPORT_NS

    def states(self) -> dict[str, str]:
        """State by id, for the summary of a run."""
        refused = {report.id: report.state.value for report in self.refused}
        return refused | {name: one.stands[0].value for name, one in self.hosted.items()}

    def enable(self, plugin_id: str) -> None:
        """Runs a plugin that was disabled or quarantined, from the start and with its code as it is now."""
        one = self.one(plugin_id)
        if one.stands[0] in (PluginState.ACTIVE, PluginState.ENABLED):
            return
        self.choices.put(plugin_id, off=False)
        if one.manifest.kind is PluginKind.PANEL:
            one.state, one.reason = PluginState.ENABLED, ""
            self.panels.open(plugin_id)
            return
        self.drop_shadow(one)
        self.stop(one, PluginState.ENABLED)
        try:
            one.manifest = self.loader.read(one.manifest)
        except TerminalError as error:
            one.state, one.reason = PluginState.REFUSED, str(error)
            return
        if one.manifest.kind in RUNS:
            self.run(one, fresh=True)

    def disable(self, plugin_id: str) -> None:
        """Stops a plugin; its orders are cancelled."""
        one = self.one(plugin_id)
        self.choices.put(plugin_id, off=True)
        if one.manifest.kind is PluginKind.PANEL:
            self.panels.close(plugin_id)
        self.drop_shadow(one)
        self.stop(one, PluginState.DISABLED)
        self.forget_reports()

    def reload(self, plugin_id: str) -> None:
        """Loads the plugin's folder anew and lets it shadow-run beside the running version, if one runs.

        Raises:
            UserError: it is no plugin with a thread of its own.
        """
        one = self.one(plugin_id)
        if one.manifest.kind not in RUNS:
            raise UserError(tr("plugin {id}: only strategies and models reload while they run").format(id=plugin_id))
        if one.runtime is None or one.stands[0] is not PluginState.ACTIVE:
            self.enable(plugin_id)
            return
        self.drop_shadow(one)
        one.shadow = self.begin_shadow(one, one.runtime)
        self.forget_reports()

    def begin_shadow(self, one: Hosted, running: PluginRuntime) -> Shadow:
        """The new version on a tap of its own; what it says is only compared."""
        try:
            manifest = self.loader.read(one.manifest)
        except TerminalError as error:
            return Shadow(one.manifest, Comparison(one.manifest.version), failure=str(error))
        comparison = Comparison(manifest.version)
        runtime, outputs = self.prepared(manifest, fresh=True)
        runtime.context.outputs = ShadowOutputs(comparison)
        running.context.outputs = Compared(running.context.outputs, comparison)
        runtime.start()
        return Shadow(manifest, comparison, runtime, outputs)

    def promote(self, plugin_id: str) -> None:
        """The shadow takes over.

        Raises:
            UserError: there is none, or it does not run.
        """
        one = self.one(plugin_id)
        shadow = one.shadow
        if shadow is None or shadow.runtime is None or not shadow.outputs or not shadow.runs:
            raise UserError(tr("plugin {id}: no new version runs beside it; reload it first").format(id=plugin_id))
        old = one.runtime
        self.restore_outputs(one)
        self.stop(one, PluginState.ENABLED)
        if old is not None and old.factory is not None:
            one.previous = Version(one.manifest, old.factory)
        shadow.runtime.context.outputs = shadow.outputs
        one.manifest, one.runtime, one.outputs, one.shadow = shadow.manifest, shadow.runtime, shadow.outputs, None
        self.forget_reports()

    def roll_back(self, plugin_id: str) -> None:
        """The shadow is dropped; after a promotion, the version before it runs again, from its start.

        Raises:
            UserError: there is neither.
        """
        one = self.one(plugin_id)
        if one.shadow is not None:
            self.drop_shadow(one)
        elif one.previous is not None:
            version, one.previous = one.previous, None
            self.stop(one, PluginState.ENABLED)
            one.manifest = version.manifest
            self.run(one, version)
        else:
            raise UserError(tr("plugin {id}: there is no version to go back to").format(id=plugin_id))
        self.forget_reports()

    def drop_shadow(self, one: Hosted) -> None:
        """Ends the new version, if there is one."""
        self.restore_outputs(one)
        shadow, one.shadow = one.shadow, None
        if shadow is not None and shadow.runtime is not None:
            shadow.runtime.stop()
            self.stopping.append(shadow.runtime)

    def restore_outputs(self, one: Hosted) -> None:
        """What the running version says is not compared any more."""
        if one.runtime is not None and one.outputs is not None:
            one.runtime.context.outputs = one.outputs

    # Settings.

    def settings(self, plugin_id: str) -> tuple[tuple[SettingDeclaration, object], ...]:
        """What can be set, and its value in force."""
        manifest = self.one(plugin_id).manifest
        values = self.kept.values(manifest)
        return tuple((declared, values[name]) for name, declared in manifest.settings.items())

    def set_setting(self, plugin_id: str, name: str, value: object) -> None:
        """Sets and keeps one setting; the plugin starts anew with it."""
        one = self.one(plugin_id)
        declared = one.manifest.settings.get(name)
        if declared is None:
            meant = did_you_mean(name, one.manifest.settings)
            raise UserError(f"plugin {plugin_id}: {name} is no setting of it{meant}")
        self.kept.put(one.manifest, name, checked(declared, value))
        if one.runtime is not None and one.stands[0] is PluginState.ACTIVE:
            factory = one.runtime.factory
            self.drop_shadow(one)
            self.stop(one, PluginState.ENABLED)
            self.run(one, Version(one.manifest, factory) if factory is not None else None)

    # Panels, which the window opens and draws.

    def look_at_panels(self) -> None:
        """Takes over how the panels stand, and says so where one has failed."""
        for plugin_id, (state, reason) in self.panels.stand().items():
            one = self.hosted.get(plugin_id)
            if one is None or one.stands == (state, reason) or one.state is PluginState.DISABLED:
                continue
            one.state, one.reason = state, reason
            self.forget_reports()
            if state is PluginState.QUARANTINED:
                words = tr("Panel {plugin} is quarantined").format(plugin=plugin_id)
                self.notify(DeskNotice("danger", words, reason, f"plugin {plugin_id}"))

    def one(self, plugin_id: str) -> Hosted:
        """The plugin of an id.

        Raises:
            UserError: there is none, or it was refused.
        """
        found = self.hosted.get(plugin_id)
        if found is not None:
            return found
        for report in self.refused:
            if report.id == plugin_id:
                raise UserError(f"plugin {plugin_id} was refused: {report.reason}")
        raise UserError(f"plugin {plugin_id}: there is none of that name{did_you_mean(plugin_id, self.hosted)}")


def ready(manifest: PluginManifest, off: frozenset[str]) -> PluginState:
    """How a plugin whose manifest holds begins. Panels are switched off by closing them."""
    if manifest.kind is PluginKind.PANEL:
        return PluginState.VALIDATED
    return PluginState.DISABLED if manifest.id in off else PluginState.ENABLED


def finding_words(runtime: PluginRuntime, finding: Finding) -> str:
    """What the watchdog found, in words."""
    if finding.kind == "memory":
        return runtime.memory_words(finding.grown_bytes / 2**20)
    call, ms = runtime.call or tr("a call"), finding.elapsed_ns / 1e6
    if finding.holds_interpreter:
        words = tr(
            "{call} kept the interpreter to itself, in native code, for more than {ms} ms: the window stood still"
        )
        return words.format(call=call, ms=f"{ms:,.0f}")
    return runtime.hang_words(call, ms, runtime.manifest.budget.hang_ms)
