"""From any panel to a file or the clipboard: its picture, and its table as CSV."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QGuiApplication, QPixmap
from PySide6.QtWidgets import QFileDialog

from terminal.domain.errors import UserError
from terminal.sdk.desk import DeskNotice
from terminal.sdk.words import tr

if TYPE_CHECKING:
    from terminal.app.window.panels import PanelSlot
    from terminal.app.window.window import TerminalWindow


def picture(window: TerminalWindow, slot: PanelSlot) -> QPixmap:
    """The panel with its title, as it is on screen."""
    dock = window.docks.docks.get(slot.key)
    area = dock.dockAreaWidget() if dock is not None and dock.isCurrentTab() else None
    return (slot.widget if area is None else area).grab()


def copy_picture(window: TerminalWindow, slot: PanelSlot) -> None:
    """To the clipboard."""
    QGuiApplication.clipboard().setPixmap(picture(window, slot))
    told(window, tr("Picture of {panel} copied").format(panel=slot.title))


def save_picture(window: TerminalWindow, slot: PanelSlot) -> None:
    """Asks for a file."""
    taken = picture(window, slot)  # as it was when asked for, not as it is once the file is chosen

    def to(path: str) -> None:
        if not taken.save(path):
            words = tr("{path}: the picture could not be written; choose a folder that you may write, and .png")
            raise UserError(words.format(path=path))
        told(window, tr("Picture of {panel} saved").format(panel=slot.title), path)

    ask_file(window, tr("Save picture"), f"{slot.key.replace('#', '-')}.png", "PNG (*.png)", to)


def csv_of(slot: PanelSlot) -> str:
    """The panel's table.

    Raises:
        UserError: it shows none.
    """
    table: Any = slot.table()
    if table is None:
        raise UserError(tr("{panel} is no table: copy its picture instead").format(panel=slot.title))
    import pyarrow.csv

    made = io.BytesIO()
    pyarrow.csv.write_csv(table, made)
    return made.getvalue().decode("utf-8")


def copy_table(window: TerminalWindow, slot: PanelSlot) -> None:
    """To the clipboard."""
    text = csv_of(slot)
    QGuiApplication.clipboard().setText(text)
    told(window, tr("{n} rows of {panel} copied").format(n=f"{max(text.count(chr(10)) - 1, 0):,}", panel=slot.title))


def save_table(window: TerminalWindow, slot: PanelSlot) -> None:
    """Asks for a file."""
    text = csv_of(slot)

    def to(path: str) -> None:
        try:
            Path(path).write_text(text, encoding="utf-8")
        except OSError as error:
            words = tr("{path}: the table could not be written: {error}")
            raise UserError(words.format(path=path, error=error.strerror)) from error
        told(window, tr("Table of {panel} saved").format(panel=slot.title), path)

    ask_file(window, tr("Save table"), f"{slot.key.replace('#', '-')}.csv", "CSV (*.csv)", to)


def ask_file(window: TerminalWindow, title: str, name: str, kind: str, take: Any) -> None:
    """A file box that does not stop the window."""
    box = QFileDialog(window, title, name, kind)
    box.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    box.setDefaultSuffix(Path(name).suffix[1:])
    box.fileSelected.connect(lambda path: window.guard(lambda: take(path)))
    box.finished.connect(box.deleteLater)
    box.open()


def told(window: TerminalWindow, title: str, text: str = "") -> None:
    """Says that it is done."""
    window.notify(DeskNotice("info", title, text or tr("On the clipboard."), "window"))
