"""What can be done with workspaces; names are asked for in a small box that says at once what is wrong with one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog

from terminal.app.window.ask import ask_text
from terminal.sdk.desk import Action, DeskNotice
from terminal.sdk.words import tr

if TYPE_CHECKING:
    from terminal.app.window.window import TerminalWindow

FILES = "Workspace (*.json)"


def workspace_actions(window: TerminalWindow) -> list[Action]:
    """One to open each workspace, with ``F1`` to ``F5``, and what can be done with the one on the desk."""
    store = window.arrangement.store
    found = []
    for at, name in enumerate(store.names()):
        title = tr(store.bundled[name].title) if name in store.bundled else name
        found.append(
            Action(
                f"workspace.open.{name}",
                tr("Workspace {name}").format(name=title),
                partial(window.show_workspace, name),
                keys=f"F{at + 1}" if at < 5 else "",
            )
        )
    own = partial(is_own, window)
    rows: tuple[tuple[str, str, Callable[[], object], Callable[[], bool]], ...] = (
        ("save_as", tr("Save workspace as…"), partial(save_as, window), always),
        ("duplicate", tr("Duplicate workspace"), partial(duplicate, window), always),
        ("rename", tr("Rename workspace…"), partial(rename, window), own),
        ("delete", tr("Delete workspace"), partial(delete, window), own),
        ("reset", tr("Workspace as it came"), partial(reset, window), always),
        ("export", tr("Export workspace…"), partial(export, window), always),
        ("import", tr("Import workspace…"), partial(take_in, window), always),
    )
    return found + [Action(f"workspace.do.{name}", title, run, enabled=can) for name, title, run, can in rows]


def always() -> bool:
    """Can be done at any time."""
    return True


def is_own(window: TerminalWindow) -> bool:
    """Whether the workspace on the desk is the user's own."""
    return window.arrangement.name not in window.arrangement.store.bundled


def keep_as(window: TerminalWindow, wanted: str) -> None:
    """Keeps what is on the desk under a new name, and goes there."""
    arrangement = window.arrangement
    name = arrangement.store.fresh_name(wanted)
    arrangement.save()
    workspace = replace(arrangement.capture(), name=name, title=name, strays=False)
    arrangement.store.write(workspace)
    arrangement.name, arrangement.title, arrangement.strays = name, name, False
    window.show_tabs()


def save_as(window: TerminalWindow) -> None:
    """Asks for a name."""
    ask_text(window, tr("Save workspace as"), tr("Name"), "", partial(keep_as, window))


def duplicate(window: TerminalWindow) -> None:
    """A copy under a name made from the old one."""
    taken = {name.casefold() for name in window.arrangement.store.names()}
    stem = window.arrangement.name[:30]
    keep_as(window, next(f"{stem} {count}" for count in range(2, 1_000) if f"{stem} {count}".casefold() not in taken))


def rename(window: TerminalWindow) -> None:
    """Asks for the new name."""
    arrangement = window.arrangement

    def to(wanted: str) -> None:
        arrangement.save()
        name = arrangement.store.rename(arrangement.name, wanted)
        arrangement.name = arrangement.title = name
        window.show_tabs()

    ask_text(window, tr("Rename workspace"), tr("Name"), arrangement.name, to)


def delete(window: TerminalWindow) -> None:
    """Deletes the workspace on the desk; the first one is shown. What it held is kept for an import."""
    arrangement = window.arrangement
    name = arrangement.name
    kept = arrangement.store.discard(arrangement.capture())
    arrangement.show(arrangement.read(next(iter(arrangement.store.bundled))))
    window.show_tabs()
    words = tr("It is kept as {file} until you delete that file.").format(file=kept)
    window.notify(DeskNotice("info", tr("Workspace {name} deleted").format(name=name), words, "workspaces"))


def reset(window: TerminalWindow) -> None:
    """The workspace as it came."""
    window.arrangement.reset()
    window.show_tabs()


def export(window: TerminalWindow) -> None:
    """Asks for a file."""
    box = QFileDialog(window, tr("Export workspace"), f"{window.arrangement.name}.json", FILES)
    box.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    box.setDefaultSuffix("json")

    def to(path: str) -> None:
        window.guard(lambda: window.arrangement.store.export(window.arrangement.capture(), Path(path)))

    box.fileSelected.connect(to)
    box.finished.connect(box.deleteLater)
    box.open()


def take_in(window: TerminalWindow) -> None:
    """Asks for a file, keeps a copy of it and shows it."""
    box = QFileDialog(window, tr("Import workspace"), "", FILES)
    box.setFileMode(QFileDialog.FileMode.ExistingFile)
    box.fileSelected.connect(lambda path: window.guard(lambda: import_file(window, Path(path))))
    box.finished.connect(box.deleteLater)
    box.open()


def import_file(window: TerminalWindow, path: Path) -> None:
    """Keeps a copy of a workspace file and shows it.

    Raises:
        UserError: it is not a workspace.
    """
    window.show_workspace(window.arrangement.store.take_in(path))
