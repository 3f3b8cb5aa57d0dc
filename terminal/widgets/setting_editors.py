"""Editors of setting values: a switch, a list of choices, a field that takes words, keys, a path, a colour."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QIcon, QKeySequence, QPixmap
from PySide6.QtWidgets import QCheckBox, QColorDialog, QComboBox, QFileDialog, QKeySequenceEdit, QLineEdit, QWidget

from terminal.domain.errors import UserError
from terminal.sdk.manifest import SettingDeclaration
from terminal.sdk.setting_text import from_text, to_text
from terminal.sdk.theme import Tokens
from terminal.sdk.words import tr
from terminal.widgets import fonts, icons

Put = Callable[[object], object]
Refuse = Callable[[str], object]


class Editor(Protocol):
    """What edits one value. It calls what it was given with each value that the user settles on."""

    @property
    def widget(self) -> QWidget:
        """What stands in the form."""

    def show(self, value: object) -> None:
        """Shows a value without telling of it."""


class Switch:
    """Of a ``bool``."""

    def __init__(self, put: Put) -> None:
        self.widget = QCheckBox()
        self.widget.toggled.connect(self.name_state)
        self.widget.clicked.connect(lambda on: put(bool(on)))
        self.name_state(False)

    def name_state(self, on: bool) -> None:
        """Says the state in words beside the box."""
        self.widget.setText(tr("On") if on else tr("Off"))

    def show(self, value: object) -> None:
        self.widget.setChecked(bool(value))


class Choices:
    """Of a ``choice``. Each has its own words where the form's owner gave some."""

    def __init__(self, declaration: SettingDeclaration, put: Put) -> None:
        self.declaration = declaration
        self.widget = QComboBox()
        for choice in declaration.choices:
            self.widget.addItem(choice_words(choice), choice)
        self.widget.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.widget.activated.connect(lambda at: put(declaration.choices[at]))

    def show(self, value: object) -> None:
        if value in self.declaration.choices:
            self.widget.setCurrentIndex(self.declaration.choices.index(str(value)))


class Field:
    """Of numbers, durations and words: takes what was typed when the field is left or Enter is pressed."""

    def __init__(self, declaration: SettingDeclaration, tokens: Tokens, put: Put, refuse: Refuse) -> None:
        self.declaration = declaration
        self.put = put
        self.refuse = refuse
        self.shown = ""
        self.widget = QLineEdit()
        if declaration.type in ("int", "float", "duration"):
            self.widget.setFont(fonts.numbers(tokens.type.body))
            self.widget.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.widget.textEdited.connect(self.look)
        self.widget.editingFinished.connect(self.take)
        if declaration.type in ("path", "colour"):
            icon = "ph.folder-open" if declaration.type == "path" else "ph.palette"
            action = self.widget.addAction(
                icons.icon(icon, tokens.t2, tokens.metrics.icon), QLineEdit.ActionPosition.TrailingPosition
            )
            action.setToolTip(tr("Choose…"))
            action.triggered.connect(self.ask)

    def look(self, text: str) -> None:
        """Says what is wrong while it is typed, without handing it on."""
        try:
            from_text(self.declaration, text)
        except UserError as error:
            self.refuse(str(error))
        else:
            self.refuse("")

    def take(self) -> None:
        """Hands on what was typed, where it is another value."""
        text = self.widget.text()
        if text == self.shown:
            return
        try:
            value = from_text(self.declaration, text)
        except UserError as error:
            self.refuse(str(error))
            return
        self.show(value)
        self.put(value)

    def ask(self) -> None:
        """A path or a colour by the desktop's own box."""
        if self.declaration.type == "path":
            chosen = QFileDialog.getExistingDirectory(self.widget, tr("Choose a folder"), self.widget.text())
        else:
            colour = QColorDialog.getColor(QColor(self.widget.text()), self.widget)
            chosen = colour.name().upper() if colour.isValid() else ""
        if chosen:
            self.widget.setText(chosen)
            self.take()

    def show(self, value: object) -> None:
        self.shown = to_text(value)
        self.widget.setText(self.shown)
        self.widget.setCursorPosition(0)
        if self.declaration.type == "colour":
            swatch = QPixmap(12, 12)
            swatch.fill(QColor(self.shown))
            for action in self.widget.actions():
                action.setIcon(QIcon(swatch))


class Keys:
    """Of ``keys``: press them."""

    def __init__(self, put: Put) -> None:
        self.widget = QKeySequenceEdit()
        self.widget.setMaximumSequenceLength(1)
        self.widget.setClearButtonEnabled(True)
        self.widget.editingFinished.connect(
            lambda: put(self.widget.keySequence().toString(QKeySequence.SequenceFormat.PortableText))
        )

    def show(self, value: object) -> None:
        self.widget.setKeySequence(QKeySequence(str(value)))


def editor_of(declaration: SettingDeclaration, value: object, tokens: Tokens, put: Put, refuse: Refuse) -> Editor:
    """The editor that suits a declaration, showing a value; what it cannot read it refuses in words."""
    editor: Editor
    match declaration.type:
        case "bool":
            editor = Switch(put)
        case "choice":
            editor = Choices(declaration, put)
        case "keys":
            editor = Keys(put)
        case _:
            editor = Field(declaration, tokens, put, refuse)
    editor.show(value)
    return editor


def choice_words(choice: str) -> str:
    """Words of choices that are the terminal's own; a plugin's stand as they are."""
    return {
        "dark": tr("Dark"),
        "light": tr("Light"),
        "colour-blind": tr("Colour-blind"),
        "en": "English",
        "zh": "简体中文",
        "compact": tr("Compact"),
        "normal": tr("Normal"),
        "roomy": tr("Roomy"),
        "region": tr("By region"),
        "once": tr("At the first start"),
        "always": tr("At every start"),
        "never": tr("Never"),
        "green": tr("Green"),
        "red": tr("Red"),
    }.get(choice, choice)
