"""The last layout of the window, kept between runs in ``workspaces/last.json``."""

from __future__ import annotations

import base64
import binascii
import json
import logging
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray

if TYPE_CHECKING:
    from terminal.app.window import TerminalWindow

log = logging.getLogger(__name__)
VERSION = 1
NAME = "last.json"


def save(window: TerminalWindow, folder: Path) -> None:
    """Writes the layout whole or not at all; a disk that refuses costs the layout, never the run."""
    document = {
        "version": VERSION,
        "panels": sorted(window.docks.docks),
        "geometry": text_of(window.saveGeometry()),
        "docks": text_of(window.docks.manager.saveState()),
    }
    partial = folder / f".{NAME}.partial"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        partial.write_text(json.dumps(document), encoding="utf-8")
        partial.replace(folder / NAME)
    except OSError as error:
        log.warning("%s: the layout was not saved: %s; the next run opens with the one before", folder, error)


def restore(window: TerminalWindow, folder: Path) -> bool:
    """Takes the last layout up again; true where it did. A file that cannot be read is kept as ``.bad``."""
    path = folder / NAME
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        if document["version"] != VERSION or document["panels"] != sorted(window.docks.docks):
            return False  # made by another version, or for other panels: the default fits better
        geometry, docks = bytes_of(document["geometry"]), bytes_of(document["docks"])
    except FileNotFoundError:
        return False
    except (OSError, ValueError, KeyError, TypeError, binascii.Error) as error:
        log.warning("%s: cannot be read: %s; the default layout is shown, the file is kept as last.bad", path, error)
        path.replace(path.with_suffix(".bad"))
        return False
    window.restoreGeometry(geometry)
    return bool(window.docks.manager.restoreState(docks))


def text_of(data: QByteArray) -> str:
    """Qt's bytes for JSON."""
    return base64.b64encode(data.data()).decode("ascii")


def bytes_of(text: str) -> QByteArray:
    """The bytes of :func:`text_of`."""
    return QByteArray(base64.b64decode(text, validate=True))
