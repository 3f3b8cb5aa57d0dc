"""Path arguments: a file, or `catalogue:ID` for a recorded session."""

from __future__ import annotations

from pathlib import Path

from terminal.app.folders import user_folders

CATALOGUE = "catalogue:"


def data_path(word: str) -> Path:
    """The path that an argument means; give it to argparse as the argument's type.

    Raises:
        UserError: no session of that id; the message names the nearest.
    """
    if not word.startswith(CATALOGUE):
        return Path(word)
    from terminal.app.services.library import RecordedSessions, recordings_folder

    return RecordedSessions(recordings_folder(user_folders())).path(word.removeprefix(CATALOGUE))
