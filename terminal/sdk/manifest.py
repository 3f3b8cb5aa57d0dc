"""What a ``plugin.toml`` declares, validated before any of the plugin's code is imported."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from terminal.domain.plugins import PluginKind

API = "1"
"""The sdk major version that a manifest must name."""

SettingType = Literal["int", "float", "bool", "str", "choice", "duration", "path", "colour", "keys"]


@dataclass(frozen=True, slots=True)
class SettingDeclaration:
    """One setting, of a plugin or of the terminal itself: enough for a form, a check and a reference page."""

    name: str
    type: SettingType
    default: object
    doc: str
    min: float | None = None
    max: float | None = None
    unit: str = ""
    choices: tuple[str, ...] = ()
    title: str = ""
    """Words for a form; empty takes the name."""
    restart: bool = False
    """Whether a change holds only from the next start."""


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a plugin may have; absent means denied."""

    market_data: tuple[str, ...] = ()
    """Of ``quotes``, ``trades``, ``phases``."""
    instruments: tuple[str, ...] = ("*",)
    """Symbols, or ``*`` for all."""
    features: str = ""
    """A specification of the feature library, ``ofi,mid``; empty for none."""
    every: str = "1s"
    """Interval at which features are sampled."""
    signals: bool = False
    orders: tuple[str, ...] = ()
    """Of ``parent``, ``child``; empty for none."""
    history: bool = False
    """Whether the data library may be read, never beyond the event in hand."""


@dataclass(frozen=True, slots=True)
class Budget:
    """What a plugin may use; more of it quarantines it."""

    callback_ms: float = 5.0
    """99 of 100 callbacks end within this; one may take ``hang_ms``."""
    hang_ms: float = 200.0
    """A callback that lasts longer is a hang: the watchdog names the plugin and stops it."""
    memory_mb: float = 512.0
    """Growth of the process while the plugin's own callback runs."""
    signals_per_second: float = 200.0
    orders_per_second: float = 5.0


@dataclass(frozen=True, slots=True)
class PanelDeclaration:
    """What a plugin of kind ``panel`` adds: its place on the desk."""

    title: str
    default_area: str
    order: int = 100
    icon: str = "ph.squares-four"


@dataclass(frozen=True, slots=True)
class PluginManifest:
    """A validated ``plugin.toml``; nothing of the plugin has been imported."""

    id: str
    kind: PluginKind
    entry: str
    """``package.module:callable`` of the factory."""
    path: Path
    """The ``plugin.toml`` itself."""
    version: str = "0"
    api: str = API
    doc: str = ""
    requires: tuple[str, ...] = ()
    """Distributions that must be installed, as requirement specifiers."""
    capabilities: Capabilities = field(default_factory=Capabilities)
    budget: Budget = field(default_factory=Budget)
    settings: Mapping[str, SettingDeclaration] = field(default_factory=dict)
    panel: PanelDeclaration | None = None
    bundled: bool = False
