"""Small JSON files of the user's: written whole or not at all, and set aside by name where they are damaged."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from terminal.domain.errors import UserError
from terminal.sdk.desk import DeskNotice
from terminal.sdk.words import tr

Notify = Callable[[DeskNotice], object]


def set_aside(path: Path) -> Path | None:
    """Renames a damaged file to ``NAME.bad-TIME``; ``None`` where the folder refuses."""
    stamp = time.strftime("%Y%m%d-%H%M%S", time.gmtime())
    aside = path.with_name(f"{path.name}.bad-{stamp}")
    count = 1
    while aside.exists():
        count += 1
        aside = path.with_name(f"{path.name}.bad-{stamp}-{count}")
    try:
        path.rename(aside)
    except OSError:
        return None
    return aside


@dataclass(frozen=True, slots=True)
class KeptFile:
    """One JSON document of one version."""

    path: Path
    version: int
    notify: Notify

    def read(self) -> dict[str, Any] | None:
        """The document, ``None`` where there is none. A damaged one is said and set aside."""
        try:
            document = json.loads(self.path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        except OSError as error:
            self.complain(tr("cannot be read: {why}").format(why=error.strerror or error), aside=False)
            return None
        except (ValueError, RecursionError) as error:  # no JSON, no UTF-8, or brackets without end
            self.complain(tr("is damaged: {why}").format(why=error), aside=True)
            return None
        if not isinstance(document, dict) or document.get("version") != self.version:
            found = document.get("version") if isinstance(document, dict) else type(document).__name__
            words = tr("is of version {found}, not {wanted}").format(found=found, wanted=self.version)
            self.complain(words, aside=True)
            return None
        return document

    def write(self, document: dict[str, Any]) -> None:
        """Keeps a document.

        Raises:
            UserError: the disk refuses; the file is as it was.
        """
        partial = self.path.with_name(f".{self.path.name}.{os.getpid()}.partial")
        text = json.dumps({"version": self.version} | document, indent=1, ensure_ascii=False)
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            partial.write_text(text + "\n", encoding="utf-8")
            partial.replace(self.path)
        except OSError as error:
            with suppress(OSError):
                partial.unlink(missing_ok=True)
            words = tr("{path} cannot be written: {error}; nothing was kept")
            raise UserError(words.format(path=self.path, error=error.strerror or error)) from error

    def complain(self, why: str, *, aside: bool) -> None:
        """Says what is wrong with the file and where it is now."""
        kept = set_aside(self.path) if aside else None
        words = tr("{path} {why}; it is kept as {name}").format(
            path=self.path, why=why, name=kept.name if kept else self.path.name
        )
        self.notify(DeskNotice("warn", tr("A file could not be read"), words, self.path.stem))
