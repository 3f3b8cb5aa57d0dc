"""Where the terminal keeps things: the platform's user folders, or all of it below `PLIMSOLL_HOME`."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

APPLICATION = "plimsoll"


@dataclass(frozen=True, slots=True)
class Folders:
    """The user's folders. They need not exist yet; two homes never see each other."""

    settings: Path
    """Holds `settings.toml`."""
    workspaces: Path
    """One `NAME.json` each."""
    data: Path
    """Recordings and their catalogue."""
    audit: Path
    supervision: Path
    """Halts, limits and people: outlives a restart of the machine, as `run` need not."""
    run: Path
    """Sockets; only the user may enter (0700)."""
    logs: Path

    def all(self) -> tuple[Path, ...]:
        """Each folder once."""
        return tuple(
            dict.fromkeys(
                (self.settings, self.workspaces, self.data, self.audit, self.supervision, self.run, self.logs)
            )
        )

    def create(self) -> None:
        """Makes the folders that are not there.

        Raises:
            OSError: where one cannot be made; it names the path.
        """
        for folder in self.all():
            folder.mkdir(parents=True, exist_ok=True)
        self.run.chmod(0o700)


def user_folders(environment: Mapping[str, str] = os.environ) -> Folders:
    """The folders that `environment` asks for: below `PLIMSOLL_HOME` when set, else where the platform has them."""
    home = environment.get("PLIMSOLL_HOME")
    if home:
        return below(Path(home).expanduser().absolute())
    from platformdirs import PlatformDirs

    dirs = PlatformDirs(APPLICATION, appauthor=False)
    state = dirs.user_state_path
    return Folders(
        settings=dirs.user_config_path,
        workspaces=dirs.user_config_path / "workspaces",
        data=dirs.user_data_path,
        audit=state / "audit",
        supervision=state / "supervision",
        run=dirs.user_runtime_path if environment.get("XDG_RUNTIME_DIR") else state / "run",
        logs=dirs.user_log_path,
    )


def below(home: Path) -> Folders:
    """Everything in one folder."""
    return Folders(
        settings=home,
        workspaces=home / "workspaces",
        data=home / "data",
        audit=home / "audit",
        supervision=home / "supervision",
        run=home / "run",
        logs=home / "logs",
    )
