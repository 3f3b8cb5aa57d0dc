"""Which plugins the user switched off: a small file beside the settings."""

from __future__ import annotations

import logging
from pathlib import Path

from terminal.app.services.kept_file import KeptFile, Notify
from terminal.domain.errors import UserError

log = logging.getLogger(__name__)
NAME = "plugins-off.json"
VERSION = 1


class PluginChoices:
    """Implements :class:`terminal.plugin_host.host_ports.KeptChoices`."""

    def __init__(self, folder: Path, notify: Notify) -> None:
        self.file = KeptFile(folder / NAME, VERSION, notify)
        listed = (self.file.read() or {}).get("off", [])
        self.chosen = {one for one in listed if isinstance(one, str)} if isinstance(listed, list) else set()

    def off(self) -> frozenset[str]:
        """Their ids."""
        return frozenset(self.chosen)

    def put(self, plugin_id: str, *, off: bool) -> None:
        """Keeps one choice; where the disk refuses, for this run only."""
        before = set(self.chosen)
        (self.chosen.add if off else self.chosen.discard)(plugin_id)
        if self.chosen == before:
            return
        try:
            self.file.write({"off": sorted(self.chosen)})
        except UserError as error:
            log.warning("%s", error)
