"""The chart's toolbar: periods, follow, studies, drawing tools, and the read-out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QInputDialog, QMenu, QPushButton, QToolButton, QWidget

from panels.chart.indicators import OFFERS
from panels.chart.view_model import PERIODS
from terminal.domain.drawings import DrawingKind
from terminal.sdk.theme import Tokens
from terminal.sdk.words import noop, tr
from terminal.widgets.buttons import ChoiceRow
from terminal.widgets.read_out import ReadOut

TOOLS = (
    (DrawingKind.LEVEL, noop("Price level"), "Alt+H"),
    (DrawingKind.MOMENT, noop("Moment"), "Alt+V"),
    (DrawingKind.TREND, noop("Trend line"), "Alt+T"),
    (DrawingKind.RAY, noop("Ray"), "Alt+R"),
    (DrawingKind.BOX, noop("Box"), "Alt+B"),
    (DrawingKind.FIBONACCI, noop("Fibonacci retracement"), "Alt+F"),
    (DrawingKind.MEASURE, noop("Measure"), "Alt+M"),
    (DrawingKind.NOTE, noop("Note"), "Alt+N"),
)


@dataclass(frozen=True, slots=True)
class Commands:
    """What the toolbar can have done."""

    choose_period: Callable[[int], None]
    follow: Callable[[], None]
    draw: Callable[[DrawingKind | None], None]
    remove_drawing: Callable[[], None]
    clear_drawings: Callable[[], None]
    undo_drawing: Callable[[], None]
    toggle_indicator: Callable[[str], None]
    add_indicator: Callable[[], None]
    toggle_compared: Callable[[str], None]
    toggle_signals: Callable[[], None]
    toggle_profile: Callable[[], None]
    toggle_footprint: Callable[[], None]
    shown: Callable[[str], bool]
    """Whether a study is shown: a specification, ``compare:SYMBOL``, ``signals``, ``profile`` or ``footprint``."""
    symbols: Callable[[], list[str]]
    """Instruments that can be compared with."""


class Toolbar(QHBoxLayout):
    """The row above the panes."""

    def __init__(self, tokens: Tokens, commands: Commands, parent: QWidget) -> None:
        super().__init__()
        self.commands = commands
        self.host = parent
        self.periods = ChoiceRow(tokens, [period.name for period in PERIODS], tr("Period"))
        self.periods.chosen.connect(commands.choose_period)
        self.now = QPushButton(tr("Follow now"))
        self.now.setCheckable(True)
        self.now.setChecked(True)
        self.now.setToolTip(tr("Keep the newest bars in view (N)"))
        self.now.clicked.connect(commands.follow)
        self.studies = menu_button(tr("Studies"), tr("Indicators, comparison, signals, volume at price (I)"))
        self.studies.setMenu(QMenu(self.studies))
        self.studies.menu().aboutToShow.connect(self.fill_studies)
        self.tools = menu_button(tr("Draw"), tr("Drawing tools (D); Esc puts a tool down, Delete removes"))
        self.tools.setMenu(QMenu(self.tools))
        self.fill_tools()
        self.read_out = ReadOut(tokens, tr("Bar under the mouse"))
        self.setContentsMargins(8, 0, 8, 0)
        self.setSpacing(8)
        for widget in (self.periods, self.now, self.studies, self.tools):
            self.addWidget(widget)
        self.addWidget(self.read_out, 1)

    def fill_tools(self) -> None:
        """The drawing tools with their keys."""
        menu = self.tools.menu()
        for kind, title, keys in TOOLS:
            menu.addAction(f"{tr(title)}\t{keys}", partial(self.commands.draw, kind))
        menu.addSeparator()
        menu.addAction(tr("Remove the selected") + "\tDelete", self.commands.remove_drawing)
        menu.addAction(tr("Undo the last change") + "\tAlt+Z", self.commands.undo_drawing)
        menu.addAction(tr("Remove all of this instrument"), self.commands.clear_drawings)

    def fill_studies(self) -> None:
        """What can be shown, those shown ticked."""
        menu = self.studies.menu()
        menu.clear()
        for one in OFFERS:
            self.entry(menu, tr(one.title), one.spec, partial(self.commands.toggle_indicator, one.spec))
        menu.addAction(tr("Another of the feature library…"), self.commands.add_indicator)
        menu.addSeparator()
        self.entry(menu, tr("Signals"), "signals", self.commands.toggle_signals)
        self.entry(menu, tr("Volume profile of what is in view"), "profile", self.commands.toggle_profile)
        self.entry(menu, tr("Footprint"), "footprint", self.commands.toggle_footprint)
        compare = menu.addMenu(tr("Compare with"))
        for symbol in self.commands.symbols():
            self.entry(compare, symbol, f"compare:{symbol}", partial(self.commands.toggle_compared, symbol))

    def entry(self, menu: QMenu, words: str, study: str, act: Callable[[], None]) -> None:
        """One study that can be ticked."""
        action = menu.addAction(words)
        action.setCheckable(True)
        action.setChecked(self.commands.shown(study))
        action.triggered.connect(lambda _checked=False: act())


def menu_button(words: str, hint: str) -> QToolButton:
    """A button that opens a menu."""
    button = QToolButton()
    button.setText(f"{words} ▾")
    button.setToolTip(hint)
    button.setAccessibleName(words)
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    return button


def asked_text(parent: QWidget, title: str, label: str) -> str:
    """Words that the user types; empty where they do not."""
    words, given = QInputDialog.getText(parent, title, label)
    return words.strip() if given else ""
