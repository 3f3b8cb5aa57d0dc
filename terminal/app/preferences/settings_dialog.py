"""The settings dialog, made from the declarations: sections at the left, a field that finds, one row a setting."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from terminal.app.preferences.book import SettingsFile, Source
from terminal.app.preferences.declared import Section, sections
from terminal.sdk.manifest import SettingDeclaration
from terminal.sdk.theme import Tokens
from terminal.sdk.words import tr
from terminal.widgets import fonts
from terminal.widgets.setting_form import SettingEntry, SettingForm

if TYPE_CHECKING:
    from terminal.app.window.window import TerminalWindow

NAME = "settings dialog"
LOOKS = frozenset(f"appearance.{name}" for name in ("theme", "language", "text_scale", "density", "up_colour"))
"""Settings after which everything on screen is made anew."""


class SettingsDialog(QDialog):
    """Not modal: the market goes on behind it, and a change of looks is seen at once."""

    def __init__(self, tokens: Tokens, settings: SettingsFile, parent: QWidget) -> None:
        super().__init__(parent)
        self.tokens = tokens
        self.settings = settings
        self.on_looks: Callable[[str], object] = lambda _key: None
        """The window wears something else now: the dialog must be made anew."""
        self.forms: dict[str, SettingForm] = {}
        self.blocks: dict[str, QWidget] = {}
        self.setObjectName(NAME)
        self.setWindowTitle(tr("Settings"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        scale = tokens.type.body / 12
        self.resize(QSize(round(780 * scale), round(600 * scale)))
        self.field = QLineEdit()
        self.field.setPlaceholderText(tr("Find a setting"))
        self.field.setAccessibleName(tr("Find a setting"))
        self.field.setClearButtonEnabled(True)
        self.field.textChanged.connect(self.filter)
        self.names = QListWidget()
        self.names.setAccessibleName(tr("Sections"))
        self.names.setFixedWidth(round(150 * scale))
        self.names.currentRowChanged.connect(self.go_to)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFrameShape(QScrollArea.Shape.NoFrame)
        self.nothing = QLabel()
        self.nothing.setProperty("role", "label")
        self.nothing.hide()
        self.build()
        self.stop = settings.on_change(self.changed)
        self.destroyed.connect(lambda *_, stop=self.stop: stop())

    def build(self) -> None:
        """Field over sections and rows, the file's name below."""
        inner = QWidget()
        self.column = QVBoxLayout(inner)
        self.column.setContentsMargins(16, 4, 16, 16)
        self.column.setSpacing(0)
        self.column.addWidget(self.nothing)
        for section in sections():
            if section.settings:
                self.add(section)
        self.column.addStretch(1)
        self.area.setWidget(inner)
        middle = QHBoxLayout()
        middle.setSpacing(8)
        middle.addWidget(self.names)
        middle.addWidget(self.area, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 10)
        column.setSpacing(10)
        column.addWidget(self.field)
        column.addLayout(middle, 1)
        column.addLayout(self.foot())

    def foot(self) -> QHBoxLayout:
        """Where it is kept, and the way out."""
        row = QHBoxLayout()
        self.path = QLabel()
        self.path.setProperty("role", "hint")
        self.path.setText(tr("Kept in {path}; you may edit it, comments stay.").format(path=self.settings.path))
        self.path.setToolTip(str(self.settings.path))
        self.path.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.path.setMinimumWidth(100)
        close = QPushButton(tr("Close"))
        close.setAutoDefault(False)
        close.clicked.connect(self.close)
        row.addWidget(self.path, 1)
        row.addWidget(close)
        return row

    def add(self, section: Section) -> None:
        """One section: heading, words, rows."""
        block = QWidget()
        column = QVBoxLayout(block)
        column.setContentsMargins(0, 12, 0, 8)
        column.setSpacing(2)
        heading = QLabel(tr(section.title))
        heading.setFont(fonts.words(self.tokens.type.banner, 600))
        words = QLabel(tr(section.doc).replace("`", ""))
        words.setProperty("role", "label")
        words.setWordWrap(True)
        entries = [self.entry(declaration) for declaration in section.settings.values()]
        form = SettingForm(self.tokens, entries, self.settings.put, self.settings.reset)
        for widget in (heading, words, form):
            column.addWidget(widget)
        self.forms[section.name], self.blocks[section.name] = form, block
        item = QListWidgetItem(tr(section.title))
        item.setSizeHint(QSize(0, self.tokens.metrics.control))
        self.names.addItem(item)
        self.column.addWidget(block)

    def entry(self, declaration: SettingDeclaration) -> SettingEntry:
        """A setting with what is worth saying of its origin."""
        held = self.settings.setting(declaration.name)
        locked = origin = ""
        if variable := self.settings.locked(declaration.name):
            locked = tr("Locked: the environment variable {name} holds it.").format(name=variable)
        elif held.source is Source.SITE:
            origin = tr("Set for everyone on this machine in {where}.").format(where=held.where)
        elif held.source is Source.COMMAND_LINE:
            origin = tr("From the command line of this run, until you change it.")
        return SettingEntry(declaration, held.value, locked, origin)

    def changed(self, key: str, value: object) -> None:
        """A setting was changed, here or elsewhere."""
        form = self.forms.get(key.partition(".")[0])
        if form is not None:
            form.show_value(key, value)
        if key in LOOKS:
            QTimer.singleShot(0, self, lambda: self.on_looks(key))

    def filter(self, typed: str) -> None:
        """Shows what holds the words typed."""
        total = 0
        for at, (name, form) in enumerate(self.forms.items()):
            count = form.filter(typed)
            self.blocks[name].setVisible(count > 0)
            self.names.item(at).setHidden(count == 0)
            total += count
        self.nothing.setText(tr("No setting holds {typed!r}: try fewer words.").format(typed=typed))
        self.nothing.setVisible(total == 0)

    def go_to(self, row: int) -> None:
        """Scrolls to a section."""
        names = list(self.blocks)
        if 0 <= row < len(names):
            self.area.verticalScrollBar().setValue(self.blocks[names[row]].y())

    def show_setting(self, key: str) -> None:
        """Scrolls to one setting and gives its editor the focus."""
        form = self.forms.get(key.partition(".")[0])
        row = form.rows.get(key) if form is not None else None
        if row is None:
            self.field.setFocus()
            return
        self.names.setCurrentRow(list(self.forms).index(key.partition(".")[0]))
        self.area.ensureWidgetVisible(row, 0, 60)
        row.editor.widget.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        words = self.path.fontMetrics().elidedText(
            tr("Kept in {path}; you may edit it, comments stay.").format(path=self.settings.path),
            Qt.TextElideMode.ElideMiddle,
            max(self.width() - 150, 100),
        )
        self.path.setText(words)


def show_settings(window: TerminalWindow, settings: SettingsFile, key: str = "") -> SettingsDialog:
    """Opens the dialog, or brings the open one forward."""
    dialog = window.findChild(SettingsDialog, NAME)
    if dialog is None:
        dialog = SettingsDialog(window.tokens, settings, window)
        dialog.on_looks = partial(show_anew, window, settings, dialog)
    dialog.show()
    dialog.raise_()
    dialog.activateWindow()
    dialog.show_setting(key)
    return dialog


def show_anew(window: TerminalWindow, settings: SettingsFile, old: SettingsDialog, key: str) -> None:
    """The dialog in the theme, language and size of text in force, where it stood."""
    if not old.isVisible():
        return
    place, typed = old.geometry(), old.field.text()
    old.setObjectName("")
    old.close()
    dialog = show_settings(window, settings)
    dialog.setGeometry(place)
    dialog.field.setText(typed)
    dialog.show_setting(key)


__all__ = ["SettingsDialog", "show_settings"]
