"""Where commands record what people decide: ``audit/supervision`` of the home, as the gateway's own log is kept."""

from __future__ import annotations

from terminal.app.folders import Folders
from terminal.bridge.supervision import DecisionLog


def decision_log(folders: Folders) -> DecisionLog:
    """The log of this home, signed by the key that signs the gateway's."""
    return DecisionLog(folders.audit, folders.supervision.parent / "keys" / "audit.key")
