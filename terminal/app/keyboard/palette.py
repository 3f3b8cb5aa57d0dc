"""What the palette can find, and what was used last."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint

from terminal.app.keyboard.search import Choice, SearchBox
from terminal.app.preferences.declared import sections
from terminal.app.services.kept_file import KeptFile, Notify
from terminal.domain.errors import UserError
from terminal.sdk import figures
from terminal.sdk.data import CatalogueSession
from terminal.sdk.manifest import SettingDeclaration
from terminal.sdk.setting_text import to_text
from terminal.sdk.words import tr
from terminal.widgets.setting_editors import choice_words

if TYPE_CHECKING:
    from terminal.app.window.window import TerminalWindow

FILE = "palette.json"
REMEMBERED = 40
OPEN_WORKSPACE, SHOW_PANEL, OPEN_SETTING = "workspace.open.", "panel.show.", "settings.open"


class Recent:
    """What was chosen last, newest first, kept between runs where there is a folder."""

    def __init__(self, folder: Path | None, notify: Notify) -> None:
        self.file = KeptFile(folder / FILE, 1, notify) if folder is not None else None
        document = (self.file.read() if self.file is not None else None) or {}
        kept = document.get("recent", [])
        self.marks = [mark for mark in kept if isinstance(mark, str)] if isinstance(kept, list) else []

    def use(self, choice: Choice) -> None:
        """Remembers one. A disk that refuses costs only the memory of it."""
        self.marks = [choice.mark, *(mark for mark in self.marks if mark != choice.mark)][:REMEMBERED]
        if self.file is not None:
            try:
                self.file.write({"recent": self.marks})
            except UserError:
                self.file = None


def open_palette(window: TerminalWindow) -> SearchBox:
    """The palette below its button; recorded days come as soon as the library has answered."""
    button = window.app_bar.search
    recent = window.recent
    box = SearchBox(window.tokens, choices(window), window, recent.marks, recent.use)
    box.open_at(button.mapToGlobal(QPoint(button.width(), button.height() + 4)))
    add_sessions(window, box)
    return box


def choices(window: TerminalWindow) -> list[Choice]:
    """Everything that is known at once."""
    instruments = [
        Choice(
            info.symbol, f"{info.venue_mic} {info.currency}", partial(window.select_instrument, info.id), "instrument"
        )
        for info in window.session.instruments()
    ]
    return [*instruments, *action_choices(window), *setting_choices(window)]


def action_choices(window: TerminalWindow) -> list[Choice]:
    """Actions that can be done now; those that open a panel or a workspace are shown as such."""
    registry = window.actions_known
    titles = {slot.key: slot.title for slot in window.slots}
    found = []
    for action in registry.all():
        if not action.enabled() or action.id == "window.search":
            continue
        kind, name, more = "action", action.title, action.id.replace(".", " ")
        if action.id.startswith(SHOW_PANEL):
            kind, more = "panel", action.title
            name = titles.get(action.id.removeprefix(SHOW_PANEL), action.title)
        elif action.id.startswith(OPEN_WORKSPACE):
            kind = "workspace"
        run: Callable[[], object] = partial(registry.run, action.id)
        found.append(Choice(name, action.detail, run, kind, registry.keys_of(action), action.id, more))
    return sorted(found, key=lambda choice: ("panel", "workspace", "action").index(choice.kind))


def setting_choices(window: TerminalWindow) -> list[Choice]:
    """Every setting with its value; choosing one opens the dialog there."""
    if window.composition is None:
        return []
    settings = window.composition.settings
    return [
        Choice(
            f"{tr(section.title)} · {tr(declaration.title)}",
            shown(declaration, settings.value(key)),
            partial(window.open_settings, key),
            "setting",
            id=f"setting:{key}",
            more=f"{key} {declaration.doc}",
        )
        for section in sections()
        for declaration in section.settings.values()
        if (key := declaration.name)
    ]


def shown(declaration: SettingDeclaration, value: object) -> str:
    """A value in force with its unit, in the words of the form."""
    if isinstance(value, bool):
        return tr("On") if value else tr("Off")
    return f"{choice_words(to_text(value))} {declaration.unit}".rstrip()


def add_sessions(window: TerminalWindow, box: SearchBox) -> None:
    """Asks the library for recorded days; the box may be gone by then."""
    if window.composition is None:
        return
    desk = window.composition.desk
    gone: list[bool] = []
    box.destroyed.connect(lambda: gone.append(True))

    def add(sessions: object) -> None:
        if not gone and isinstance(sessions, tuple):
            box.add([session_choice(window, session) for session in sessions])

    desk.work(desk.data.sessions, add, lambda _error: None)


def session_choice(window: TerminalWindow, session: CatalogueSession) -> Choice:
    """One recorded day."""
    machine = window.links.desk.time_machine

    def go() -> None:
        window.guard(lambda: machine.open_recorded(session.id))

    detail = tr("{date}, {n} messages").format(date=figures.date(session.from_ns), n=f"{session.messages:,}")
    return Choice(
        session.label, detail, go, "session", id=f"session:{session.id}", more=f"{session.id} {session.source}"
    )
