"""What a dockable panel is: its manifest, the context it is given, and what the window asks of it.

A panel folder holds ``plugin.toml`` of kind ``panel``, ``view_model.py`` (no Qt) and ``view.py`` with
``create(context) -> Panel``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from terminal.domain.market import FeedHealth, SessionStatus
from terminal.sdk.desk import Action, Desk, PanelState
from terminal.sdk.market import InstrumentView, MarketSession
from terminal.sdk.theme import Tokens

if TYPE_CHECKING:
    import pyarrow as pa

API = "1"
"""The sdk major version a manifest must name."""


class Area(StrEnum):
    """Where the default layout docks a panel."""

    CENTRE = "centre"
    CENTRE_RIGHT = "centre-right"
    RIGHT = "right"
    BOTTOM = "bottom"
    FOOT = "foot"
    """A strip of fixed height over the status bar, without a dock title."""


@dataclass(frozen=True, slots=True)
class PanelManifest:
    """What the window needs of a validated ``plugin.toml`` of kind ``panel``; nothing of it has been imported."""

    id: str
    title: str
    entry: str
    """``package.module:callable`` of the factory."""
    default_area: Area
    path: Path
    """The ``plugin.toml`` itself."""
    order: int = 100
    """Place among the panels: in menus, and for ``F6``."""
    api: str = API
    doc: str = ""
    icon: str = "ph.squares-four"
    settings: Mapping[str, object] = field(default_factory=dict)
    """Defaults of the panel's settings by name."""


class Panel(Protocol):
    """One open panel. The window calls everything on the GUI thread."""

    @property
    def widget(self) -> Any:
        """The ``QWidget`` to dock."""

    def title_detail(self) -> str:
        """What stands beside the title: ``AMZN · tick 0.01``."""

    def on_frame(self, now_ns: int) -> None:
        """One frame: redraw if anything changed. ``now_ns`` is monotonic; ``context.status`` is this frame's."""

    def on_instrument(self, view: InstrumentView) -> None:
        """The linked instrument is now another one."""

    def health(self) -> FeedHealth | None:
        """State of the panel's own data where it differs from the feed's, else ``None``."""

    def save_state(self) -> PanelState:
        """What a workspace keeps, and what survives being opened anew for a theme, a language or another day."""

    def restore_state(self, state: PanelState) -> None:
        """Takes a kept state up; keys that are missing or make no sense are passed over."""

    def actions(self) -> Sequence[Action]:
        """What can be done here, for palette, menus and shortcuts."""

    def table(self) -> pa.Table | None:
        """What the panel shows as a table, for CSV; ``None`` where it is no table."""

    def close(self) -> None:
        """Let timers and caches go; idempotent."""


class PanelDefaults:
    """What most panels answer; derive from it and say only what differs."""

    def title_detail(self) -> str:
        """Nothing beside the title."""
        return ""

    def health(self) -> FeedHealth | None:
        """The feed's."""
        return None

    def on_instrument(self, _view: InstrumentView) -> None:
        """Nothing follows the linked instrument."""

    def save_state(self) -> PanelState:
        """Nothing to keep."""
        return {}

    def restore_state(self, _state: PanelState) -> None:
        """Nothing was kept."""

    def actions(self) -> Sequence[Action]:
        """Nothing of its own."""
        return ()

    def table(self) -> pa.Table | None:
        """No table."""
        return None

    def close(self) -> None:
        """Nothing to let go of."""


class PanelContext(Protocol):
    """What the window hands to a panel."""

    @property
    def session(self) -> MarketSession:
        """The running session."""

    @property
    def status(self) -> SessionStatus:
        """The session as of this frame; the same for every panel."""

    @property
    def settings(self) -> Mapping[str, object]:
        """The panel's settings: the manifest's defaults under the user's choices."""

    @property
    def tokens(self) -> Tokens:
        """The theme in force."""

    @property
    def desk(self) -> Desk:
        """What the desk offers beside the session."""

    def view(self) -> InstrumentView:
        """The linked instrument's view, refreshed once before each frame."""

    def select_instrument(self, instrument_id: int) -> None:
        """Link every panel of the same group to another instrument."""
