"""A form of declared settings: the terminal's own and those of plugins. Values are kept as they are entered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from terminal.domain.errors import UserError
from terminal.sdk.manifest import SettingDeclaration
from terminal.sdk.setting_text import bounds_words, to_text
from terminal.sdk.theme import Tokens
from terminal.sdk.words import tr
from terminal.widgets import fonts
from terminal.widgets.buttons import icon_button
from terminal.widgets.setting_editors import Editor, editor_of

NARROW = 460
BEHIND_A_COMMA = ", \N{FULLWIDTH COMMA}"
"""Width in pixels at text size 1 below which the editor goes below."""


@dataclass(frozen=True, slots=True)
class SettingEntry:
    """One setting with its value in force."""

    declaration: SettingDeclaration
    value: object
    locked: str = ""
    """Why it cannot be changed here; empty where it can."""
    origin: str = ""
    """Where the value comes from, where that is worth saying."""


class SettingRow(QWidget):
    """Title and words at the left; editor, unit, reset at the right; what is wrong below."""

    def __init__(
        self,
        tokens: Tokens,
        entry: SettingEntry,
        on_put: Callable[[str, object], object],
        on_reset: Callable[[str], object],
    ) -> None:
        super().__init__()
        self.tokens = tokens
        self.entry = entry
        self.on_put = on_put
        self.declaration = declaration = entry.declaration
        self.setObjectName(f"setting {declaration.name}")
        self.wrong = QLabel()
        self.wrong.setWordWrap(True)
        self.wrong.setStyleSheet(f"color: {tokens.danger};")
        self.wrong.hide()
        self.editor: Editor = editor_of(declaration, entry.value, tokens, self.put, self.say)
        self.editor.widget.setEnabled(not entry.locked)
        self.editor.widget.setAccessibleName(self.title())
        self.editor.widget.setAccessibleDescription(tr(declaration.doc))
        self.reset = icon_button(tokens, "ph.arrow-counter-clockwise", tr("Back to the default"), plain=True)
        self.reset.setFixedWidth(tokens.metrics.control)
        self.reset.clicked.connect(lambda: on_reset(declaration.name))
        policy = self.reset.sizePolicy()
        policy.setRetainSizeWhenHidden(True)  # nothing moves when it comes or goes
        self.reset.setSizePolicy(policy)
        self.narrow = False
        self.build()
        self.show_value(entry.value)

    def build(self) -> None:
        """Two columns."""
        scale = self.tokens.type.body / 12
        title = QLabel(self.title())
        title.setFont(fonts.words(self.tokens.type.body, 600))
        title.setWordWrap(True)
        title.setBuddy(self.editor.widget)
        words = QLabel(self.doc_words())
        words.setProperty("role", "hint")
        words.setWordWrap(True)
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        left = QVBoxLayout()
        left.setSpacing(2)
        left.addWidget(title)
        left.addWidget(words)
        self.control = QWidget()
        control = QHBoxLayout(self.control)
        control.setContentsMargins(0, 0, 0, 0)
        control.setSpacing(6)
        self.editor.widget.setFixedWidth(round(180 * scale))
        control.addWidget(self.editor.widget)
        unit = QLabel(tr(self.declaration.unit))
        unit.setProperty("role", "hint")
        unit.setMinimumWidth(round(40 * scale))
        control.addWidget(unit)
        control.addWidget(self.reset)
        control.addStretch(1)
        self.grid = grid = QGridLayout(self)
        grid.setContentsMargins(0, 6, 0, 6)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(0, 1)
        grid.addLayout(left, 0, 0)
        grid.addWidget(self.control, 0, 1, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self.wrong, 2, 0, 1, 2)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow place the editor stands below its words."""
        super().resizeEvent(event)
        narrow = event.size().width() < NARROW * self.tokens.type.body / 12
        if narrow != self.narrow:
            self.narrow = narrow
            self.grid.removeWidget(self.control)
            place = (1, 0) if narrow else (0, 1)
            self.grid.addWidget(self.control, *place, Qt.AlignmentFlag.AlignTop)

    def title(self) -> str:
        """Words for the setting."""
        declaration = self.declaration
        return tr(declaration.title) if declaration.title else declaration.name.replace("_", " ").capitalize()

    def doc_words(self) -> str:
        """What it does, its bounds, when it holds, and why it cannot be changed."""
        parts = [tr(self.declaration.doc).replace("`", "")]
        if bounds := bounds_words(self.declaration).lstrip(BEHIND_A_COMMA):
            parts.append(tr("{bounds}.").format(bounds=f"{bounds[0].upper()}{bounds[1:]}"))
        if self.declaration.restart:
            parts.append(tr("Holds from the next start."))
        if self.entry.locked:
            parts.append(self.entry.locked)
        elif self.entry.origin:
            parts.append(self.entry.origin)
        return " ".join(parts)

    def put(self, value: object) -> None:
        """Hands a value on; a refusal stands below and the value in force holds."""
        try:
            self.on_put(self.declaration.name, value)
        except UserError as error:
            self.say(str(error))
            return
        self.say("")
        self.mark(value)

    def say(self, words: str) -> None:
        """What is wrong; nothing where all is well."""
        words = words.removeprefix(f"{self.declaration.name}: ")
        self.wrong.setText(f"▲ {words}" if words else "")
        self.wrong.setVisible(bool(words))

    def show_value(self, value: object) -> None:
        """Shows a value that was set elsewhere."""
        self.editor.show(value)
        self.say("")
        self.mark(value)

    def mark(self, value: object) -> None:
        """The way back stands only where there is one."""
        self.reset.setVisible(value != self.declaration.default and not self.entry.locked)
        self.reset.setToolTip(tr("Back to the default: {value}").format(value=to_text(self.declaration.default)))

    def found_by(self, typed: str) -> bool:
        """Whether every word typed is in its title, key or words."""
        text = f"{self.title()} {self.declaration.name} {self.declaration.doc} {tr(self.declaration.doc)}".casefold()
        return all(word in text for word in typed.casefold().split())


class SettingForm(QWidget):
    """Rows, one a setting."""

    def __init__(
        self,
        tokens: Tokens,
        entries: Sequence[SettingEntry],
        on_put: Callable[[str, object], object],
        on_reset: Callable[[str], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.rows = {entry.declaration.name: SettingRow(tokens, entry, on_put, on_reset) for entry in entries}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for row in self.rows.values():
            column.addWidget(row)

    def show_value(self, name: str, value: object) -> None:
        """Shows a value that was set elsewhere."""
        if name in self.rows:
            self.rows[name].show_value(value)

    def filter(self, typed: str) -> int:
        """Shows the rows that hold what was typed; returns how many."""
        count = 0
        for row in self.rows.values():
            found = row.found_by(typed)
            row.setVisible(found)
            count += found
        return count
