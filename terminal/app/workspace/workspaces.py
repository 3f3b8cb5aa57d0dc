"""Named workspaces: which panels lie where, in which state and group; one file each, three come with the terminal."""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path

import resources
from terminal.app.workspace.layout_tree import Layout, LayoutError, document_of, is_key, layout_of
from terminal.domain.errors import UserError
from terminal.sdk.words import tr

VERSION = 1
GROUPS = ("A", "B", "C", "D")
PINNED = ""
LARGEST = 4 << 20
"""A larger file was not written by a terminal."""
BUILT_IN = Path(resources.__file__).parent / "workspaces"
LAST = ".last"
"""The file of what was on the desk when the terminal was closed; no workspace can be called so."""
NAME = re.compile(r"[^\W_](?:[\w \-]{0,38}[\w\-])?")


@dataclass(frozen=True, slots=True)
class PanelEntry:
    """What a workspace keeps of one panel."""

    group: str = GROUPS[0]
    """``A`` to ``D``, empty where it is pinned to an instrument of its own."""
    symbol: str = ""
    """The instrument of a pinned panel."""
    state: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Workspace:
    """One workspace; nothing in it depends on theme, language or screen size."""

    name: str
    title: str
    layout: Layout
    panels: Mapping[str, PanelEntry] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)
    """Symbol of each group that has one."""
    strays: bool = False
    """Whether panels that no built-in workspace names show here."""


def workspace_of(name: str, document: object) -> Workspace:
    """The workspace of a document.

    Raises:
        LayoutError: saying which part makes no sense.
    """
    if not isinstance(document, dict):
        raise LayoutError("it is not an object")
    if document.get("version") != VERSION:
        raise LayoutError(f"version is {document.get('version')!r}, this terminal writes {VERSION}")
    panels, groups, title = document.get("panels", {}), document.get("groups", {}), document.get("title", name)
    if not isinstance(panels, dict) or not all(is_key(key) for key in panels):
        raise LayoutError("panels is not a table by panel")
    if not isinstance(groups, dict) or not all(isinstance(symbol, str) for symbol in groups.values()):
        raise LayoutError("groups is not a table of symbols")
    if not isinstance(title, str) or not 0 < len(title) <= 60:
        raise LayoutError("title is not a short string")
    return Workspace(
        name=name,
        title=title,
        layout=layout_of(document.get("layout")),
        panels={key: entry_of(key, entry) for key, entry in panels.items()},
        groups={group: symbol for group, symbol in groups.items() if group in GROUPS},
        strays=document.get("strays") is True,
    )


def entry_of(key: str, document: object) -> PanelEntry:
    """What is kept of one panel."""
    if not isinstance(document, dict):
        raise LayoutError(f"panels.{key} is not an object")
    group, symbol, state = document.get("group", GROUPS[0]), document.get("symbol", ""), document.get("state", {})
    if group not in (*GROUPS, PINNED) or not isinstance(symbol, str) or not isinstance(state, dict):
        raise LayoutError(f"panels.{key} has a group, symbol or state that makes no sense")
    return PanelEntry(group, symbol, state)


def document_for(workspace: Workspace) -> dict[str, object]:
    """The workspace for JSON."""
    panels = {
        key: {"group": entry.group, "symbol": entry.symbol, "state": dict(entry.state)}
        for key, entry in workspace.panels.items()
    }
    return {
        "version": VERSION,
        "title": workspace.title,
        "strays": workspace.strays,
        "groups": dict(workspace.groups),
        "layout": document_of(workspace.layout),
        "panels": panels,
    }


def parsed(name: str, text: bytes) -> Workspace:
    """The workspace of a file's bytes.

    Raises:
        LayoutError: it is damaged, or not a workspace.
    """
    if len(text) > LARGEST:
        raise LayoutError(f"it has {len(text):,} bytes, more than a workspace has")
    try:
        return workspace_of(name, json.loads(text.decode("utf-8")))
    except LayoutError:
        raise
    except (ValueError, RecursionError) as error:
        raise LayoutError(f"it is not JSON: {error}") from None


def built_in(folder: Path = BUILT_IN) -> dict[str, Workspace]:
    """The workspaces that the terminal brings along, in their order."""
    documents = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in folder.glob("*.json")}
    names = sorted(documents, key=lambda name: (documents[name].get("order", 100), name))
    return {name: workspace_of(name, documents[name]) for name in names}


def write_whole(path: Path, text: str) -> None:
    """Writes a file whole or not at all, on disk before it takes the old one's place.

    Raises:
        OSError: the disk refuses.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    with partial.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)


class WorkspaceStore:
    """The user's workspaces over the built-in ones. A folder of ``None`` keeps nothing."""

    def __init__(self, folder: Path | None, bundled: Mapping[str, Workspace] | None = None) -> None:
        self.folder = folder
        self.bundled = dict(built_in() if bundled is None else bundled)
        self.writable = folder is not None
        self.untouchable: set[str] = set()
        """Damaged files that could not be set aside: they are not written over."""

    def path(self, name: str) -> Path:
        """The file of a workspace."""
        return (self.folder or Path()) / f"{name}.json"

    def names(self) -> tuple[str, ...]:
        """Built-in ones first, then the user's by name."""
        own: list[str] = []
        if self.folder is not None and self.folder.is_dir():
            own = sorted(path.stem for path in self.folder.glob("*.json") if NAME.fullmatch(path.stem))
        return tuple(dict.fromkeys((*self.bundled, *own)))

    def check_known(self, name: str) -> None:
        """Refuses a workspace that is not there.

        Raises:
            UserError: naming the nearest.
        """
        names = self.names()
        if name not in names:
            near = get_close_matches(name, names, n=1, cutoff=0.4)
            hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(names)}"
            raise UserError(f"no workspace {name!r}; {hint}")

    def read(self, name: str) -> tuple[Workspace, str]:
        """A workspace, and what was wrong with its file in words; a damaged file is set aside, never thrown away."""
        fallback = self.bundled.get(name) or replace(next(iter(self.bundled.values())), name=name, title=name)
        if self.folder is None:
            return fallback, ""
        path = self.path(name)
        try:
            return parsed(name, path.read_bytes()), ""
        except FileNotFoundError:
            return fallback, ""
        except OSError as error:
            self.untouchable.add(name)
            words = tr("{path}: cannot be read: {error}; the built-in layout is shown, nothing is saved")
            return fallback, words.format(path=path, error=error.strerror)
        except LayoutError as error:
            words = tr("{path}: damaged: {error}; {kept}, the built-in layout is shown")
            return fallback, words.format(path=path, error=error, kept=self.set_aside(name))

    def set_aside(self, name: str) -> str:
        """Moves a damaged file out of the way; says where it is kept."""
        path = self.path(name)
        kept = path.with_name(f"{path.name}.bad-{time.strftime('%Y%m%dT%H%M%S', time.gmtime())}")
        count = 1
        while kept.exists():
            count += 1
            kept = path.with_name(f"{path.name}.bad-{time.strftime('%Y%m%dT%H%M%S', time.gmtime())}-{count}")
        try:
            path.replace(kept)
        except OSError as error:
            self.untouchable.add(name)
            return tr("it stays where it is ({error}) and is not written over").format(error=error.strerror)
        return tr("it is kept as {name}").format(name=kept.name)

    def write(self, workspace: Workspace) -> None:
        """Keeps a workspace.

        Raises:
            UserError: the disk refuses; what was kept before is whole.
        """
        if not self.writable or workspace.name in self.untouchable:
            return
        path = self.path(workspace.name)
        try:
            write_whole(path, json.dumps(document_for(workspace), indent=1, ensure_ascii=False) + "\n")
        except (OSError, ValueError) as error:
            words = tr("{path}: the workspace was not saved: {error}; the one before is whole")
            raise UserError(words.format(path=path, error=error)) from error

    def last(self) -> dict[str, object]:
        """What :meth:`remember` kept; empty where nothing sound was."""
        try:
            kept = json.loads(self.path(LAST).read_text(encoding="utf-8")) if self.folder is not None else {}
        except (OSError, ValueError, RecursionError):
            return {}
        return kept if isinstance(kept, dict) else {}

    def remember(self, name: str, geometry: str) -> None:
        """Keeps which workspace was on the desk, and where the window stood; a disk that refuses costs only that."""
        if self.writable:
            with suppress(OSError):
                write_whole(self.path(LAST), json.dumps({"workspace": name, "geometry": geometry}))

    # What the user does with names.

    def fresh_name(self, wanted: str) -> str:
        """A name that can be given, checked.

        Raises:
            UserError: saying what is wrong with it.
        """
        name = wanted.strip()
        if not NAME.fullmatch(name):
            words = tr("workspace name {name!r}: use 1 to 40 letters, digits, spaces and dashes")
            raise UserError(words.format(name=wanted))
        if name.casefold() in {known.casefold() for known in self.names()}:
            raise UserError(tr("workspace {name!r} is there already; choose another name").format(name=name))
        return name

    def rename(self, old: str, new: str) -> str:
        """Gives a workspace of the user's another name; returns it.

        Raises:
            UserError: a built-in one, or a name that cannot be given.
        """
        self.check_own(old)
        workspace, _ = self.read(old)
        name = self.fresh_name(new)
        self.write(replace(workspace, name=name, title=name))
        self.path(old).unlink(missing_ok=True)
        return name

    def remove(self, name: str) -> None:
        """Deletes a workspace of the user's; a built-in one goes back to how it came.

        Raises:
            UserError: the disk refuses.
        """
        try:
            self.path(name).unlink(missing_ok=True)
        except OSError as error:
            raise UserError(
                tr("{path}: cannot be deleted: {error}").format(path=self.path(name), error=error.strerror)
            ) from error

    def discard(self, workspace: Workspace) -> str:
        """Deletes a workspace of the user's, its last form kept beside as ``NAME.json.deleted``; returns that name.

        Raises:
            UserError: it is a built-in one, or the disk refuses.
        """
        self.check_own(workspace.name)
        kept = self.path(workspace.name).with_name(f"{workspace.name}.json.deleted")
        self.export(workspace, kept)
        self.remove(workspace.name)
        return kept.name

    def check_own(self, name: str) -> None:
        """Refuses what only the user's own workspaces allow."""
        if name in self.bundled:
            words = tr("workspace {name!r} comes with the terminal: duplicate it and change the copy")
            raise UserError(words.format(name=name))

    def export(self, workspace: Workspace, path: Path) -> None:
        """Writes a workspace to any file.

        Raises:
            UserError: it cannot be written.
        """
        try:
            write_whole(path, json.dumps(document_for(workspace), indent=1, ensure_ascii=False) + "\n")
        except (OSError, ValueError) as error:
            words = tr("{path}: the workspace was not exported: {error}")
            raise UserError(words.format(path=path, error=error)) from error

    def take_in(self, path: Path) -> str:
        """Keeps a copy of an exported workspace under a name of its own; returns the name.

        Raises:
            UserError: it is not a workspace, or the disk refuses.
        """
        try:
            workspace = parsed(path.stem, path.read_bytes())
        except OSError as error:
            raise UserError(tr("{path}: cannot be read: {error}").format(path=path, error=error.strerror)) from error
        except LayoutError as error:
            words = tr("{path}: is not a workspace: {error}; nothing was changed")
            raise UserError(words.format(path=path, error=error)) from None
        stem = path.stem if NAME.fullmatch(path.stem) else "imported"
        taken = {name.casefold() for name in self.names()}
        names = (stem if count == 1 else f"{stem[:36]} {count}" for count in range(1, 1_000))
        name = next(name for name in names if name.casefold() not in taken)
        self.write(replace(workspace, name=name, title=name, strays=False))
        return name
