"""Every key that a ``plugin.toml`` may have, declared once: for the reader, and for the reference page."""

from __future__ import annotations

from dataclasses import dataclass, field

from terminal.domain.plugins import PluginKind
from terminal.sdk.manifest import Budget, Capabilities
from terminal.sdk.panel import Area
from terminal.sdk.setting_values import TYPES

FILE = "plugin.toml"

DENIED, BUDGETED = Capabilities(), Budget()
REQUIRED = object()
"""Default of a key that must be there."""


@dataclass(frozen=True, slots=True)
class Key:
    """One key of one table."""

    name: str
    type: str
    """``text``, ``whole``, ``number``, ``flag``, ``texts`` or ``any``."""
    doc: str
    default: object = REQUIRED
    choices: tuple[str, ...] = ()
    least: float | None = None
    most: float | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """One table of a manifest."""

    name: str
    doc: str
    keys: tuple[Key, ...]
    kinds: frozenset[PluginKind] = field(default_factory=lambda: frozenset(PluginKind))
    """The kinds that may have it."""

    def names(self) -> tuple[str, ...]:
        """The keys' names."""
        return tuple(key.name for key in self.keys)


EVENT_KINDS = frozenset(PluginKind) - {PluginKind.PANEL, PluginKind.THEME}
"""Kinds whose context is shaped by capabilities; a panel has the desk, a theme needs nothing."""

PLUGIN = Section(
    "plugin",
    "What the plugin is.",
    (
        Key("id", "text", "Its name everywhere: lower-case letters, digits and underscores, a letter first."),
        Key("kind", "text", "What it offers.", choices=tuple(PluginKind)),
        Key("api", "text", "Major version of the sdk it was written for; this terminal offers `1`."),
        Key("entry", "text", "`package.module:callable` of the factory; the package is the folder of this file."),
        Key("version", "text", "Its own version, as Python packages write them.", "0"),
        Key("doc", "text", "One or two sentences for the plugins panel.", ""),
        Key("requires", "texts", "Distributions it imports, such as `scipy>=1.11`; refused where one is missing.", ()),
    ),
)
CAPABILITIES = Section(
    "capabilities",
    "What it may have. Absent means denied: touching a port it was not given stops the plugin.",
    (
        Key("market_data", "texts", "Events it receives.", (), choices=("quotes", "trades", "phases")),
        Key("instruments", "texts", "Symbols, or `*` for all.", DENIED.instruments),
        Key("features", "text", "Of the feature library, such as `ofi,mid`; empty for none.", ""),
        Key("every", "text", "Interval at which features are sampled.", DENIED.every),
        Key("signals", "flag", "Whether it may say signals.", False),
        Key("orders", "texts", "Orders it may hand on; empty for none.", (), choices=("parent", "child")),
        Key("history", "flag", "Whether it may read recorded data, never beyond the event in hand.", False),
    ),
    EVENT_KINDS,
)
BUDGET = Section(
    "budget",
    "What it may use. More of it quarantines the plugin and cancels its orders.",
    (
        Key("callback_ms", "number", "99 of 100 calls end within this.", BUDGETED.callback_ms, least=0.01, most=10_000),
        Key("hang_ms", "number", "A call that lasts longer is a hang.", BUDGETED.hang_ms, least=1, most=60_000),
        Key("memory_mb", "number", "Growth of memory while it runs.", BUDGETED.memory_mb, least=1, most=1_000_000),
        Key(
            "signals_per_second",
            "number",
            "Signals it may say.",
            BUDGETED.signals_per_second,
            least=0.001,
            most=100_000,
        ),
        Key("orders_per_second", "number", "Orders it may hand on.", BUDGETED.orders_per_second, least=0, most=10_000),
    ),
    EVENT_KINDS,
)
SETTING = Section(
    "settings.NAME",
    "One setting; the form of the plugins panel is made of these.",
    (
        Key("type", "text", "What it holds.", choices=TYPES),
        Key("default", "any", "Its value until the user chooses another."),
        Key("doc", "text", "One sentence for the form.", ""),
        Key("min", "number", "Least value of an int, a float, or a duration in seconds.", None),
        Key("max", "number", "Greatest value, likewise.", None),
        Key("unit", "text", "Unit shown beside it.", ""),
        Key("choices", "texts", "What a `choice` chooses from.", ()),
        Key("title", "text", "Words of the form; empty takes the name.", ""),
        Key("restart", "flag", "Whether a change holds only from the next start.", False),
    ),
)
PANEL = Section(
    "panel",
    "A panel's place on the desk.",
    (
        Key("title", "text", "Its title."),
        Key("default_area", "text", "Where the default layout docks it.", choices=tuple(Area)),
        Key("order", "whole", "Place among the panels, in menus and for F6.", 100, least=-1_000_000, most=1_000_000),
        Key("icon", "text", "An icon's name.", "ph.squares-four"),
    ),
    frozenset({PluginKind.PANEL}),
)
SECTIONS = (PLUGIN, CAPABILITIES, BUDGET, PANEL)
"""The tables with fixed keys; ``[settings.NAME]`` is one a setting."""
TABLES = (*(section.name for section in SECTIONS), "settings")
