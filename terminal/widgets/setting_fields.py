"""A form made of declared settings: each value is checked as it is typed, and refused in place with the reason."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QPushButton, QSizePolicy, QWidget

from terminal.domain.errors import UserError
from terminal.sdk.manifest import SettingDeclaration
from terminal.sdk.setting_values import checked
from terminal.sdk.theme import Tokens
from terminal.sdk.words import tr
from terminal.widgets import fonts
from terminal.widgets.choice_box import ChoiceBox

Entry = tuple[SettingDeclaration, object]
YES, NO = "true", "false"


def as_words(value: object) -> str:
    """A value as it is typed."""
    if isinstance(value, bool):
        return YES if value else NO
    return f"{value:g}" if isinstance(value, float) else str(value)


def read(declaration: SettingDeclaration, words: str) -> object:
    """The checked value of what was typed.

    Raises:
        UserError: not of the declared type, or outside its bounds.
    """
    value: object = words.strip()
    if declaration.type == "bool":
        value = words == YES
    elif declaration.type in ("int", "float"):
        try:
            value = int(words) if declaration.type == "int" else float(words)
        except ValueError:
            value = words
    return checked(declaration, value)


class SettingField:
    """One setting: its title, its control, its default, and why what stands in it cannot be."""

    def __init__(self, tokens: Tokens, entry: Entry, on_set: Callable[[str, object], str]) -> None:
        self.declaration, self.value = entry
        self.tokens = tokens
        self.on_set = on_set
        self.title = QLabel(self.declaration.title or self.declaration.name.replace("_", " "))
        self.title.setToolTip(self.declaration.doc)
        self.hint = QLabel()
        self.hint.setProperty("role", "hint")
        self.hint.setWordWrap(True)
        self.hint.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.back = QPushButton(tr("Default"))
        self.back.setAccessibleName(tr("Back to the default of {name}").format(name=self.title.text()))
        self.back.clicked.connect(partial(self.take, as_words(self.declaration.default), shown=True))
        self.control: QLineEdit | ChoiceBox = (
            self.choice() if self.declaration.type in ("bool", "choice") else self.line()
        )
        self.control.setAccessibleName(self.title.text())
        self.say("")

    def choice(self) -> ChoiceBox:
        """A control for one of several."""
        box = ChoiceBox(self.tokens, self.declaration.name)
        if self.declaration.type == "bool":
            box.show_choices((YES, NO), as_words(self.value), (tr("On"), tr("Off")))
        else:
            box.show_choices(self.declaration.choices, as_words(self.value))
        box.chosen.connect(self.take)
        return box

    def line(self) -> QLineEdit:
        """A control to type into."""
        line = QLineEdit(as_words(self.value))
        line.setFont(fonts.numbers(self.tokens.type.body))
        line.textEdited.connect(self.look)
        line.editingFinished.connect(lambda: self.take(line.text()) if line.text() != as_words(self.value) else None)
        return line

    def look(self, words: str) -> None:
        """Checks what is being typed, without setting it."""
        try:
            read(self.declaration, words)
        except UserError as error:
            self.say(str(error))
        else:
            self.say("")

    def take(self, words: str, *, shown: bool = False) -> None:
        """Sets what was typed or chosen; refused in place."""
        try:
            value = read(self.declaration, words)
        except UserError as error:
            self.say(str(error))
            return
        problem = self.on_set(self.declaration.name, value)
        self.say(problem)
        if not problem:
            self.value = value
            if shown or isinstance(self.control, ChoiceBox):
                self.show_value()

    def show_value(self) -> None:
        """The value in force in the control."""
        if isinstance(self.control, ChoiceBox):
            self.control.show_value(as_words(self.value))
        else:
            self.control.setText(as_words(self.value))

    def say(self, problem: str) -> None:
        """Why it cannot be, in the colour of danger and with a frame round the control; else what it is for."""
        t = self.tokens
        unit = f" {self.declaration.unit}" if self.declaration.unit else ""
        plain = tr("{doc} Default {value}{unit}.").format(
            doc=self.declaration.doc, value=as_words(self.declaration.default), unit=unit
        )
        self.hint.setText(f"✕ {problem}" if problem else plain)
        self.hint.setStyleSheet(f"color: {t.danger};" if problem else "")
        if isinstance(self.control, QLineEdit):
            self.control.setStyleSheet(f"border: 2px solid {t.danger};" if problem else "")
        self.control.setAccessibleDescription(problem or plain)


class SettingForm(QWidget):
    """The fields below each other."""

    def __init__(self, tokens: Tokens, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tokens = tokens
        self.fields: list[SettingField] = []
        self.grid = QGridLayout(self)
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.grid.setHorizontalSpacing(8)
        self.grid.setVerticalSpacing(4)
        self.grid.setColumnStretch(3, 1)

    def show_settings(self, entries: Sequence[Entry], on_set: Callable[[str, object], str]) -> None:
        """Fields for these settings; `on_set` returns why a value was refused, else nothing."""
        while (item := self.grid.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self.fields = [SettingField(self.tokens, entry, on_set) for entry in entries]
        for row, field in enumerate(self.fields):
            top = Qt.AlignmentFlag.AlignTop
            self.grid.addWidget(field.title, row, 0, top)
            self.grid.addWidget(field.control, row, 1, top)
            self.grid.addWidget(field.back, row, 2, top)
            self.grid.addWidget(field.hint, row, 3)
            field.control.setFixedWidth(round(120 * self.tokens.type.body / 12))
            field.title.setMinimumHeight(self.tokens.metrics.control)
