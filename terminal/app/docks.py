"""Docks: where panels lie, and the title over each with its details and age."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import PySide6QtAds as QtAds
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QFontMetricsF, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMainWindow, QMenu, QSizePolicy, QWidget

from terminal.app.panels import PanelSlot
from terminal.sdk.panel import Area
from terminal.sdk.theme import Tokens
from terminal.widgets import fonts
from terminal.widgets.badge import AgeBadge
from terminal.widgets.buttons import icon_button

FLAGS = (
    (QtAds.CDockManager.DockAreaHasCloseButton, False),
    (QtAds.CDockManager.DockAreaHasUndockButton, False),
    (QtAds.CDockManager.DockAreaHasTabsMenuButton, False),
    (QtAds.CDockManager.ActiveTabHasCloseButton, False),
    (QtAds.CDockManager.AllTabsHaveCloseButton, False),
    (QtAds.CDockManager.OpaqueSplitterResize, True),
    (QtAds.CDockManager.FocusHighlighting, False),
    (QtAds.CDockManager.EqualSplitOnInsertion, False),
)
SIDE_WIDTH = 0.185
"""Share of the window's width for the column at the right."""
LADDER_WIDTH = 0.30
"""Share of what is left of it for the ladder."""
BOTTOM_HEIGHT, BOTTOM_LEAST = 0.30, 250
"""Share of the height for the chart, and the pixels below which its panes are too flat to read."""


class TitleExtras(QWidget):
    """What stands in a dock area's title right of its tabs: details, age badge, menu; all of the panel on top."""

    def __init__(self, tokens: Tokens, on_menu: Callable[[QPoint], object]) -> None:
        super().__init__()
        self.full = ""
        self.detail = QLabel()
        self.detail.setProperty("role", "label")
        self.detail.setFont(fonts.words(tokens.type.body))
        self.detail.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.detail.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.badge = AgeBadge(tokens)
        menu = icon_button(tokens, "ph.dots-three-vertical", "Panel menu", plain=True)
        menu.setFixedSize(20, tokens.metrics.dock_title - 4)
        menu.clicked.connect(lambda: on_menu(menu.mapToGlobal(QPoint(0, menu.height()))))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 2, 0)
        row.setSpacing(2)
        row.addWidget(self.detail, 1)
        row.addWidget(self.badge)
        row.addWidget(menu)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def set_detail(self, words: str) -> None:
        """Shows details, cut with an ellipsis where they do not fit; the title's tooltip has them whole."""
        if words != self.full:
            self.full = words
            self.setToolTip(words)
            self.fit()

    def fit(self) -> None:
        """Cuts the details to the room there is."""
        room = max(self.detail.width() - 2, 0)
        self.detail.setText(self.detail.fontMetrics().elidedText(self.full, Qt.TextElideMode.ElideRight, room))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()


class Docks:
    """The dock manager with one dock for each panel slot."""

    def __init__(self, window: QMainWindow, tokens: Tokens) -> None:
        for flag, on in FLAGS:
            QtAds.CDockManager.setConfigFlag(flag, on)
        self.tokens = tokens
        self.manager = QtAds.CDockManager(window)
        self.manager.setStyleSheet("")  # its own would win over the theme's
        self.manager.dockAreaCreated.connect(self.dress)
        self.docks: dict[str, QtAds.CDockWidget] = {}
        self.slots: dict[str, PanelSlot] = {}
        self.extras: dict[QtAds.CDockAreaWidget, TitleExtras] = {}

    def fill(self, slots: Sequence[PanelSlot]) -> None:
        """Docks every slot in the default layout."""
        for slot in slots:
            self.add(slot)
        self.default_layout()

    def add(self, slot: PanelSlot) -> None:
        """Makes the dock of one slot."""
        dock = QtAds.CDockWidget(self.manager, slot.manifest.title)
        dock.setObjectName(slot.manifest.id)
        dock.setWidget(slot.widget, QtAds.CDockWidget.ForceNoScrollArea)
        dock.setMinimumSizeHintMode(QtAds.CDockWidget.MinimumSizeHintFromContent)
        dock.setFocusProxy(slot.widget)
        title = QFontMetricsF(fonts.words(self.tokens.type.body, 600)).horizontalAdvance(slot.manifest.title)
        dock.tabWidget().setMinimumWidth(round(title) + 2 * self.tokens.metrics.cell_padding)
        self.docks[slot.manifest.id] = dock
        self.slots[slot.manifest.id] = slot

    def default_layout(self) -> None:
        """Heat map large at the left, ladder right of it, chart below both, tape at the right over the full height."""
        places = (
            (Area.CENTRE, QtAds.LeftDockWidgetArea, None),
            (Area.BOTTOM, QtAds.BottomDockWidgetArea, Area.CENTRE),
            (Area.CENTRE_RIGHT, QtAds.RightDockWidgetArea, Area.CENTRE),
            (Area.RIGHT, QtAds.RightDockWidgetArea, None),
        )
        areas: dict[Area, QtAds.CDockAreaWidget] = {}
        for area, side, beside in places:
            for slot in self.slots.values():
                if slot.manifest.default_area is area:
                    self.place(slot, side, areas, areas.get(beside) if beside else None)
        self.share(areas)

    def place(
        self, slot: PanelSlot, side: int, areas: dict[Area, QtAds.CDockAreaWidget], beside: QtAds.CDockAreaWidget | None
    ) -> None:
        """Docks one panel: the first of its area at `side`, the others as tabs of the first."""
        dock, area = self.docks[slot.manifest.id], slot.manifest.default_area
        if area in areas:
            self.manager.addDockWidgetTabToArea(dock, areas[area])
            areas[area].setCurrentIndex(0)
        elif beside is not None:
            areas[area] = self.manager.addDockWidget(side, dock, beside)
        else:
            areas[area] = self.manager.addDockWidget(side, dock)

    def share(self, areas: dict[Area, QtAds.CDockAreaWidget]) -> None:
        """Gives each area its share of the window."""
        bottom = min(max(BOTTOM_HEIGHT, BOTTOM_LEAST / max(self.manager.height(), 1)), 0.5)
        for area, parts in (
            (Area.RIGHT, (1 - SIDE_WIDTH, SIDE_WIDTH)),
            (Area.CENTRE_RIGHT, (1 - LADDER_WIDTH, LADDER_WIDTH)),
            (Area.BOTTOM, (1 - bottom, bottom)),
        ):
            if area in areas and len(self.manager.splitterSizes(areas[area])) == len(parts):
                self.manager.setSplitterSizes(areas[area], [round(part * 10_000) for part in parts])

    def reset(self) -> None:
        """Back to the default layout, every panel open."""
        for dock in self.docks.values():
            self.manager.removeDockWidget(dock)
        self.default_layout()
        for dock in self.docks.values():
            dock.toggleView(True)

    def dress(self, area: QtAds.CDockAreaWidget) -> None:
        """Puts details, badge and menu into the title of a new dock area."""
        extras = TitleExtras(self.tokens, lambda at: self.menu_of(area).exec(at))
        title = area.titleBar()
        title.setFixedHeight(self.tokens.metrics.dock_title)
        title.insertWidget(1, extras)
        title.layout().setStretchFactor(extras, 1_000)  # over the spacer that the title brings along
        self.extras[area] = extras
        area.destroyed.connect(lambda: self.extras.pop(area, None))

    def menu_of(self, area: QtAds.CDockAreaWidget) -> QMenu:
        """What can be done with the panel on top of an area."""
        menu = QMenu(area)
        dock = area.currentDockWidget()
        menu.addAction("Float", dock.setFloating)
        menu.addAction("Close", lambda: dock.toggleView(False))
        return menu

    def frame(self, show: Callable[[PanelSlot, TitleExtras], None]) -> None:
        """Lets `show` bring the title of every visible area up to date."""
        for area, extras in self.extras.items():
            dock = area.currentDockWidget() if area.isVisible() else None
            slot = self.slots.get(dock.objectName()) if dock is not None else None
            if slot is not None:
                show(slot, extras)

    def toggles(self) -> list[QAction]:
        """One checkable action for each panel, in order."""
        return [dock.toggleViewAction() for dock in self.docks.values()]

    def show_panel(self, panel_id: str) -> None:
        """Opens a panel, brings it to the front and gives it the focus."""
        dock = self.docks[panel_id]
        dock.toggleView(True)
        dock.setAsCurrentTab()
        self.slots[panel_id].widget.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def floating(self) -> list[QWidget]:
        """Windows of docks that float."""
        return list(self.manager.floatingWidgets())
