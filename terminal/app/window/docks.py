"""Docks: where panels lie, and the title over each with its group, details and age."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import PySide6QtAds as QtAds
from PySide6.QtCore import QByteArray, QPoint, QRectF, Qt
from PySide6.QtGui import QAction, QColor, QFontMetricsF, QGuiApplication, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMainWindow, QMenu, QSizePolicy, QToolButton, QWidget

from terminal.app.window.panels import PanelSlot
from terminal.app.workspace.layout_tree import Layout, layout_of_xml, xml_of
from terminal.app.workspace.workspaces import GROUPS
from terminal.sdk.theme import Tokens
from terminal.sdk.words import tr
from terminal.widgets import fonts, icons
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
    (QtAds.CDockManager.XmlCompressionEnabled, False),
)
Ask = Callable[[PanelSlot, QPoint], object]


class GroupChip(QToolButton):
    """The group that a panel follows: a letter on the group's colour, or a pin."""

    def __init__(self, tokens: Tokens, on_ask: Callable[[QPoint], object]) -> None:
        super().__init__()
        self.tokens = tokens
        self.letter = GROUPS[0]
        self.setProperty("role", "plain")
        side = tokens.metrics.dock_title - 8
        self.setStyleSheet("QToolButton { min-height: 0; padding: 0; }")
        self.setFixedSize(side + 4, side)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.clicked.connect(lambda: on_ask(self.mapToGlobal(QPoint(0, self.height()))))
        self.name_it()

    def set_group(self, group: str) -> None:
        """Shows a group, empty for a panel of its own."""
        if group != self.letter:
            self.letter = group
            self.name_it()
            self.update()

    def name_it(self) -> None:
        """What screen readers and the tooltip say."""
        name = tr("Group {letter}").format(letter=self.letter) if self.letter else tr("Pinned to its instrument")
        self.setAccessibleName(name)
        self.setToolTip(tr("{name}: panels of a group follow one instrument. Click to choose.").format(name=name))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(2.5, 0.5, self.width() - 5, self.height() - 1)
        painter.setPen(QColor(self.tokens.accent if self.hasFocus() else self.tokens.line2))
        if not self.letter:
            painter.setBrush(QColor(self.tokens.s3))
            painter.drawRoundedRect(box, self.tokens.metrics.radius, self.tokens.metrics.radius)
            icons.draw(painter, box.adjusted(3, 3, -3, -3), "ph.push-pin", self.tokens.t2)
            return
        if not self.hasFocus():
            painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self.tokens.groups[GROUPS.index(self.letter)]))
        painter.drawRoundedRect(box, self.tokens.metrics.radius, self.tokens.metrics.radius)
        painter.setFont(fonts.words(self.tokens.type.hint, 700))
        painter.setPen(QColor(self.tokens.s1))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self.letter)


class TitleExtras(QWidget):
    """What stands in a dock area's title right of its tabs: details, age badge, menu; all of the panel on top."""

    def __init__(
        self, tokens: Tokens, on_group: Callable[[QPoint], object], on_menu: Callable[[QPoint], object]
    ) -> None:
        super().__init__()
        self.full = ""
        self.chip = GroupChip(tokens, on_group)
        self.detail = QLabel()
        self.detail.setProperty("role", "label")
        self.detail.setFont(fonts.words(tokens.type.body))
        self.detail.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.detail.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.badge = AgeBadge(tokens)
        menu = icon_button(tokens, "ph.dots-three-vertical", tr("Panel menu"), plain=True)
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

    def __init__(self, window: QMainWindow, tokens: Tokens, on_group: Ask, on_menu: Ask) -> None:
        for flag, on in FLAGS:
            QtAds.CDockManager.setConfigFlag(flag, on)
        self.tokens = tokens
        self.on_group = on_group
        self.on_menu = on_menu
        self.manager = QtAds.CDockManager(window)
        self.manager.setStyleSheet("")  # its own would win over the theme's
        if QGuiApplication.platformName() != "xcb":
            # Elsewhere it keeps floating windows on top by hiding them without showing them again; their parent does.
            window.removeEventFilter(self.manager)
        self.manager.dockAreaCreated.connect(self.dress)
        self.docks: dict[str, QtAds.CDockWidget] = {}
        self.slots: dict[str, PanelSlot] = {}
        self.widths: dict[str, int] = {}
        """Room that each panel's title wants."""
        self.extras: dict[QtAds.CDockAreaWidget, TitleExtras] = {}

    # Docks come and go.

    def add(self, slot: PanelSlot) -> None:
        """Makes the dock of one slot; a layout says where it lies."""
        dock = QtAds.CDockWidget(self.manager, slot.title)
        dock.setObjectName(slot.key)
        dock.setWidget(slot.widget, QtAds.CDockWidget.ForceNoScrollArea)
        # A panel opens only once it is seen: were its least size to count, the same layout would come out differently.
        dock.setMinimumSizeHintMode(QtAds.CDockWidget.MinimumSizeHintFromDockWidget)
        dock.setFocusProxy(slot.widget)
        self.docks[slot.key] = dock
        self.slots[slot.key] = slot
        self.name(slot)
        self.manager.addDockWidgetTab(QtAds.CenterDockWidgetArea, dock)

    def name(self, slot: PanelSlot) -> None:
        """The dock's title, with room for it."""
        dock = self.docks[slot.key]
        dock.setWindowTitle(slot.title)
        width = QFontMetricsF(fonts.words(self.tokens.type.body, 600)).horizontalAdvance(slot.title)
        self.widths[slot.key] = round(width) + 2 * self.tokens.metrics.cell_padding
        dock.tabWidget().setMinimumWidth(self.widths[slot.key])

    def drop(self, key: str) -> None:
        """Takes a dock away for good."""
        dock = self.docks.pop(key)
        self.slots.pop(key)
        self.manager.removeDockWidget(dock)
        dock.deleteLater()

    # Layouts.

    def apply(self, layout: Layout) -> bool:
        """Lays every panel out; false where the dock manager would not, and nothing changed."""
        if any(not window.geometry for window in layout.floating):
            place = bytes(self.manager.window().saveGeometry().toHex().data()).decode("ascii")
            windows = (window if window.geometry else replace(window, geometry=place) for window in layout.floating)
            layout = replace(layout, floating=tuple(windows))
        with self.unseen():
            return bool(self.manager.restoreState(QByteArray(xml_of(layout))))

    @contextmanager
    def unseen(self) -> Iterator[None]:
        """Hides the docks while they are moved: in sight, each of them would be laid out again at every move."""
        shown = self.manager.isVisible()
        self.manager.hide()
        try:
            yield
        finally:
            if shown:
                self.manager.show()

    def state(self) -> bytes:
        """How the panels lie now, in the dock manager's words."""
        return bytes(self.manager.saveState().data())

    def layout(self) -> Layout:
        """How the panels lie now."""
        return layout_of_xml(self.state())

    # Titles.

    def dress(self, area: QtAds.CDockAreaWidget) -> None:
        """Puts group, details, badge and menu into the title of a new dock area."""
        extras = TitleExtras(
            self.tokens, lambda at: self.ask(self.on_group, area, at), lambda at: self.ask(self.on_menu, area, at)
        )
        title = area.titleBar()
        title.setFixedHeight(self.tokens.metrics.dock_title)
        title.insertWidget(1, extras)
        title.insertWidget(0, extras.chip)
        title.layout().setStretchFactor(extras, 1_000)  # over the spacer that the title brings along
        extras.show()
        extras.chip.show()
        known = area in self.extras
        self.extras[area] = extras
        if not known:
            area.destroyed.connect(lambda: self.extras.pop(area, None))

    def ask(self, what: Ask, area: QtAds.CDockAreaWidget, at: QPoint) -> None:
        """Passes a click in a title on, with the panel on top."""
        dock = area.currentDockWidget()
        slot = self.slots.get(dock.objectName()) if dock is not None else None
        if slot is not None:
            what(slot, at)

    def undress(self) -> None:
        """Takes what stands in the titles away."""
        for area, extras in self.extras.items():
            for widget in (extras, extras.chip):
                area.titleBar().layout().removeWidget(widget)
                widget.hide()
                widget.deleteLater()

    def redress(self, tokens: Tokens) -> None:
        """Makes every title anew, for another theme or language."""
        self.tokens = tokens
        for area in tuple(self.extras):
            self.dress(area)
        for slot in self.slots.values():
            self.name(slot)

    def frame(self, show: Callable[[PanelSlot, TitleExtras], None]) -> None:
        """Lets `show` bring the title of every visible area up to date."""
        for area, extras in self.extras.items():
            dock = area.currentDockWidget() if area.isVisible() else None
            slot = self.slots.get(dock.objectName()) if dock is not None else None
            if slot is not None:
                if area.titleBar().isHidden():  # the dock manager hides it where one panel has a window of its own
                    area.titleBar().show()
                self.keep_tabs(area, extras)
                show(slot, extras)

    def keep_tabs(self, area: QtAds.CDockAreaWidget, extras: TitleExtras) -> None:
        """Tabs go before details and age where a title is too narrow for all."""
        tabs, shown = area.titleBar().tabBar(), area.openedDockWidgets()
        wanted = sum(self.widths.get(dock.objectName(), 0) for dock in shown)
        room = area.width() - extras.chip.width() - extras.minimumSizeHint().width() - self.tokens.metrics.grid
        width = max(min(wanted, room), 0)
        if tabs.minimumWidth() != width:
            tabs.setMinimumWidth(width)
            for dock in shown:
                share = width * self.widths.get(dock.objectName(), 0) // max(wanted, 1)
                dock.tabWidget().setMinimumWidth(share)

    # Single panels.

    def toggles(self) -> list[QAction]:
        """One checkable action for each panel, in order."""
        return [dock.toggleViewAction() for dock in self.docks.values()]

    def shown(self) -> Iterable[PanelSlot]:
        """The panels whose docks are not closed, in order."""
        return [slot for key, slot in self.slots.items() if not self.docks[key].isClosed()]

    def show_panel(self, key: str) -> None:
        """Opens a panel, brings it to the front and gives it the focus."""
        dock = self.docks[key]
        dock.toggleView(True)
        dock.setAsCurrentTab()
        dock.window().raise_()
        self.slots[key].widget.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def close_panel(self, key: str) -> None:
        """Closes a panel's dock; the View menu opens it again."""
        self.docks[key].toggleView(False)

    def float_panel(self, key: str) -> None:
        """Gives a panel a window of its own."""
        self.docks[key].setFloating()

    def add_beside(self, key: str, other: str) -> None:
        """Lays a panel as a tab on top of another one."""
        self.manager.addDockWidgetTabToArea(self.docks[key], self.docks[other].dockAreaWidget())
        self.docks[key].setAsCurrentTab()

    def floating(self) -> list[QWidget]:
        """Windows of docks that float."""
        return list(self.manager.floatingWidgets())


def group_menu(tokens: Tokens, parent: QWidget, chosen: str, choose: Callable[[str], object]) -> QMenu:
    """The groups with their colours, and the pin."""
    menu = QMenu(tr("Group"), parent)
    for group in GROUPS:
        icon = icons.icon("ph.square-fill", tokens.groups[GROUPS.index(group)], tokens.metrics.icon)
        action = menu.addAction(icon, tr("Group {letter}").format(letter=group))
        action.setCheckable(True)
        action.setChecked(group == chosen)
        action.triggered.connect(lambda _=False, group=group: choose(group))
    menu.addSeparator()
    pin = menu.addAction(icons.icon("ph.push-pin", tokens.t2, tokens.metrics.icon), tr("Pin to its instrument"))
    pin.setCheckable(True)
    pin.setChecked(not chosen)
    pin.triggered.connect(lambda: choose(""))
    return menu
