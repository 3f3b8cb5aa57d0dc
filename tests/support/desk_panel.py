"""Opens a panel over a session and a desk in memory, with a frame clock of the test's own.

``python -m tests.support.desk_panel FOLDER [THEME] [TEXT_SCALE] [PANEL…]`` draws the panels of the desk for looking at.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from terminal.domain.market import SessionStatus
from terminal.sdk.theme import Tokens
from terminal.widgets.table import VirtualTable
from terminal.widgets.theme import theme
from tests.support.memory_desk import MemoryDesk
from tests.support.memory_session import MemorySession, MemoryView

SECOND = 1_000_000_000
SIZES = {
    "signals": (960, 620), "watchlist": (760, 300), "plugins": (1100, 640), "alerts": (860, 420), "log": (860, 360),
    "catalogue": (960, 420), "sql_console": (960, 560),
}  # fmt: skip


@dataclass
class DeskContext:
    """The :class:`~terminal.sdk.panel.PanelContext` over what is in memory."""

    session: MemorySession
    desk: MemoryDesk
    tokens: Tokens
    settings: dict[str, object] = field(default_factory=dict)
    linked: list[int] = field(default_factory=list)
    instrument_id: int = 1

    @property
    def status(self) -> SessionStatus:
        return self.session.status()

    def view(self) -> MemoryView:
        return self.session.view(self.instrument_id)

    def select_instrument(self, instrument_id: int) -> None:
        self.linked.append(instrument_id)


class DeskPanel:
    """An open panel. `linked` lists the instruments that it asked the window to show."""

    def __init__(
        self,
        create: Callable[[Any], Any],
        size: tuple[int, int] = (900, 560),
        desk: MemoryDesk | None = None,
        session: MemorySession | None = None,
        tokens: Any = None,
    ) -> None:
        self.session = session or (desk.session if desk is not None else MemorySession())
        self.desk = desk or MemoryDesk(self.session)
        self.context = DeskContext(self.session, self.desk, tokens or theme("dark"))
        self.linked = self.context.linked
        self.panel = create(self.context)
        self.panel.on_instrument(self.context.view())
        self.now_ns = 10 * SECOND
        self.panel.widget.resize(*size)
        self.panel.widget.show()
        self.frame()

    def frame(self, seconds: float = 1.1) -> None:
        """One frame of the host, this much later; the session's clock is the test's."""
        self.now_ns += round(seconds * SECOND)
        self.panel.on_frame(self.now_ns)
        QApplication.processEvents()

    def close(self) -> None:
        """As the window closes a panel."""
        self.panel.close()
        self.panel.widget.close()
        self.panel.widget.deleteLater()


def keys_of(table: VirtualTable) -> list[Any]:
    """Keys of the rows as shown."""
    return [table.order.key_at(place) for place in range(len(table.order.rows))]


def cell(table: VirtualTable, key: object, column: str) -> str:
    """The words of a cell."""
    at = next(place for place, one in enumerate(table.source.columns) if one.id == column)
    return table.source.row(table.order.rows[table.order.place_of(key)]).cells[at].text


def click_row(table: VirtualTable, key: object, *, double: bool = False) -> None:
    """A click on a row."""
    at = QPoint(12, (table.order.place_of(key) - table.verticalScrollBar().value()) * table.row_height() + 6)
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=at)
    if double:
        QTest.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=at)


def press(widget: QWidget, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """A key on a widget that has the focus: shortcuts hold in the active window only."""
    widget.window().activateWindow()
    widget.setFocus()
    QTest.keyClick(widget, key, modifier)
    QApplication.processEvents()


def pose(panel: str, view: Any) -> None:
    """What a picture shows of a panel."""
    match panel:
        case "signals":
            view.table_view.choose_place(0)
        case "plugins":
            view.table_view.choose("ofi_forecaster")
        case "watchlist":
            view.table_view.choose_place(1)
        case "alerts":
            view.begin()
        case "catalogue":
            view.sessions.choose_place(0)
        case "sql_console":
            view.sample(
                "SELECT symbol, ts_open_ns, open, high, low, close, volume, trades\nFROM bars ORDER BY volume DESC"
            )
        case _:
            return


def main(folder: Path, name: str = "dark", scale: str = "1", *wanted: str) -> None:
    """Draws the panels into PNG files."""
    from terminal.widgets import fonts
    from terminal.widgets.theme import stylesheet

    app = QApplication([])
    tokens = theme(name).with_text_scale(float(scale))
    app.setFont(fonts.words(tokens.type.body))
    app.setStyleSheet(stylesheet(tokens))
    folder.mkdir(parents=True, exist_ok=True)
    for panel, size in SIZES.items():
        if wanted and panel not in wanted:
            continue
        session = MemorySession()
        opened = DeskPanel(import_module(f"panels.{panel}.view").create, size, MemoryDesk(session), session, tokens)
        pose(panel, opened.panel)
        for _ in range(4):
            opened.frame()
        opened.panel.widget.grab().save(str(folder / f"{panel}-{name}-{scale}.png"))
        print(panel, opened.panel.title_detail())
        opened.close()


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    main(Path(sys.argv[1]), *sys.argv[2:])
