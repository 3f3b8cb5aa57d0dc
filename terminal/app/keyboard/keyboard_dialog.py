"""Every action with its keys, made from the register: to look up, and to change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QKeySequenceEdit,
    QLabel,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from terminal.app.keyboard.key_bindings import WINDOW, Binding, KeyBindings
from terminal.domain.errors import UserError
from terminal.sdk.theme import Tokens
from terminal.sdk.words import tr
from terminal.widgets import fonts

if TYPE_CHECKING:
    from terminal.app.window.window import TerminalWindow

NAME = "keyboard dialog"
ROLE = Qt.ItemDataRole.UserRole


class KeyboardDialog(QDialog):
    """Find an action, press the keys it shall have. What had them before is named first."""

    def __init__(self, tokens: Tokens, bindings: KeyBindings, titles: dict[str, str], parent: QWidget) -> None:
        super().__init__(parent)
        self.tokens = tokens
        self.bindings = bindings
        self.titles = titles
        """Titles of panels, by owner."""
        self.groups: tuple[tuple[QTreeWidgetItem, list[QTreeWidgetItem]], ...] = ()
        """Headings with their rows."""
        self.setObjectName(NAME)
        self.setWindowTitle(tr("Keyboard"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        scale = tokens.type.body / 12
        self.resize(QSize(round(720 * scale), round(620 * scale)))
        self.field = QLineEdit()
        self.field.setPlaceholderText(tr("Find an action, or keys such as Ctrl+K"))
        self.field.setAccessibleName(tr("Find an action"))
        self.field.setClearButtonEnabled(True)
        self.field.textChanged.connect(self.filter)
        self.tree = QTreeWidget()
        self.tree.setAccessibleName(tr("Actions with their keys"))
        self.tree.setHeaderLabels([tr("Action"), tr("Keys"), tr("What it does")])
        self.tree.setRootIsDecorated(False)
        self.tree.setIndentation(round(12 * scale))
        self.tree.setUniformRowHeights(True)
        head = self.tree.header()
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Fixed)
        head.resizeSection(0, round(250 * scale))
        head.resizeSection(1, round(130 * scale))
        self.tree.currentItemChanged.connect(lambda *_: self.show_chosen())
        self.keys = QKeySequenceEdit()
        self.keys.setMaximumSequenceLength(1)
        self.keys.setAccessibleName(tr("Press the new keys"))
        self.keys.keySequenceChanged.connect(lambda _: self.show_clash())
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.words.setMinimumHeight(round(32 * scale))
        self.set_button, self.none_button = QPushButton(tr("Set")), QPushButton(tr("No keys"))
        self.default_button, self.all_button = QPushButton(tr("Default")), QPushButton(tr("All as they came"))
        self.build()
        self.fill()
        self.ends = [bindings.registry.on_change(self.fill)]
        self.destroyed.connect(lambda *_, ends=self.ends: [end() for end in ends])

    def build(self) -> None:
        """Field, list, and below what can be done with the chosen row."""
        row = QHBoxLayout()
        row.setSpacing(6)
        press = QLabel(tr("New keys"))
        press.setBuddy(self.keys)
        row.addWidget(press)
        row.addWidget(self.keys, 1)
        for button, run in (
            (self.set_button, self.set_keys),
            (self.none_button, self.take_keys),
            (self.default_button, self.reset),
            (self.all_button, self.reset_all),
        ):
            button.setAutoDefault(False)
            button.clicked.connect(run)
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 10)
        column.setSpacing(8)
        column.addWidget(self.field)
        column.addWidget(self.tree, 1)
        column.addLayout(row)
        column.addWidget(self.words)

    def fill(self) -> None:
        """Every action under its owner; what was chosen stays chosen."""
        chosen = self.chosen()
        self.tree.clear()
        groups: dict[str, tuple[QTreeWidgetItem, list[QTreeWidgetItem]]] = {}
        for binding in self.bindings.all():
            if binding.owner not in groups:
                groups[binding.owner] = (self.head(binding.owner), [])
            item = QTreeWidgetItem([binding.action.title, binding.keys, binding.action.detail])
            item.setData(0, ROLE, binding)
            item.setFont(1, fonts.numbers(self.tokens.type.hint, 700 if binding.changed else 400))
            item.setForeground(2, QColor(self.tokens.t2))
            item.setToolTip(0, binding.action.id)
            item.setToolTip(2, binding.action.detail)
            if binding.changed:
                default = binding.action.keys or tr("none")
                item.setToolTip(1, tr("Yours; the default is {keys}").format(keys=default))
            head, items = groups[binding.owner]
            head.addChild(item)
            items.append(item)
            if chosen is not None and chosen.action.id == binding.action.id:
                self.tree.setCurrentItem(item)
        self.groups = tuple(groups.values())
        self.tree.expandAll()
        self.filter(self.field.text())
        self.show_chosen()

    def head(self, owner: str) -> QTreeWidgetItem:
        """A heading: whose actions follow, and where their keys work."""
        title = tr("Everywhere") if owner == WINDOW else self.titles.get(owner, owner)
        item = QTreeWidgetItem([title, "", "" if owner == WINDOW else tr("Where this panel has the focus")])
        item.setFont(0, fonts.words(self.tokens.type.body, 700))
        item.setForeground(2, QColor(self.tokens.t3))
        item.setFlags(Qt.ItemFlag.ItemIsEnabled)
        self.tree.addTopLevelItem(item)
        return item

    def chosen(self) -> Binding | None:
        """The action of the chosen row."""
        item = self.tree.currentItem()
        found = item.data(0, ROLE) if item is not None else None
        return found if isinstance(found, Binding) else None

    def filter(self, typed: str) -> None:
        """Shows the rows that hold every word typed."""
        words = typed.casefold().split()
        for head, items in self.groups:
            for item in items:
                text = " ".join((head.text(0), item.text(0), item.text(1), item.text(2))).casefold()
                item.setHidden(not all(word in text for word in words))
            head.setHidden(all(item.isHidden() for item in items))

    def show_chosen(self) -> None:
        """The row below follows the list."""
        chosen = self.chosen()
        for widget in (self.keys, self.set_button, self.none_button):
            widget.setEnabled(chosen is not None)
        self.default_button.setEnabled(chosen is not None and chosen.changed)
        self.all_button.setEnabled(any(binding.changed for binding in self.bindings.all()))
        self.keys.setKeySequence(QKeySequence(chosen.keys if chosen is not None else ""))
        self.show_clash()

    def pressed(self) -> str:
        """The keys pressed, in the one spelling."""
        return self.keys.keySequence().toString(QKeySequence.SequenceFormat.PortableText)

    def show_clash(self) -> None:
        """Names what the keys pressed run now."""
        chosen, keys = self.chosen(), self.pressed()
        clashes = self.bindings.clashes(chosen, keys) if chosen is not None else ()
        if clashes:
            names = ", ".join(clash.action.title for clash in clashes)
            self.say(tr("▲ {keys} runs {names} now; Set takes it from there.").format(keys=keys, names=names), "warn")
        elif chosen is None:
            self.say(tr("Choose an action, press its new keys, then Set."), "t2")
        else:
            self.say("", "t2")

    def say(self, words: str, token: str) -> None:
        """Words below the row."""
        self.words.setText(words)
        self.words.setStyleSheet(f"color: {getattr(self.tokens, token)};")

    def change(self, keys: str | None) -> None:
        """Sets, takes or resets the keys of the chosen action; a refusal stands below."""
        chosen = self.chosen()
        if chosen is None:
            return
        try:
            if keys is None:
                self.bindings.reset(chosen.action.id)
            else:
                self.bindings.set(chosen, keys)
        except UserError as error:
            self.say(f"▲ {error}", "danger")

    def set_keys(self) -> None:
        """The keys pressed."""
        self.change(self.pressed())

    def take_keys(self) -> None:
        """No keys."""
        self.change("")

    def reset(self) -> None:
        """The default keys."""
        self.change(None)

    def reset_all(self) -> None:
        """The default keys of every action."""
        try:
            self.bindings.reset_all()
        except UserError as error:
            self.say(f"▲ {error}", "danger")


def show_keyboard(window: TerminalWindow, bindings: KeyBindings) -> KeyboardDialog:
    """Opens the dialog, in the theme and language in force."""
    old = window.findChild(KeyboardDialog, NAME)
    if old is not None:
        old.setObjectName("")
        old.close()
    titles = {slot.key: slot.title for slot in window.slots}
    dialog = KeyboardDialog(window.tokens, bindings, titles, window)
    dialog.show()
    dialog.raise_()
    dialog.field.setFocus()
    return dialog
