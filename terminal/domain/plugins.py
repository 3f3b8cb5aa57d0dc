"""What plugins are and how they stand."""

from __future__ import annotations

from enum import StrEnum


class PluginKind(StrEnum):
    """What a plugin offers, as its manifest says."""

    STRATEGY = "strategy"
    EXECUTION = "execution"
    MODEL = "model"
    ALPHA = "alpha"
    SOURCE = "source"
    FEED = "feed"
    VENUE = "venue"
    PANEL = "panel"
    RISK_CHECK = "risk_check"
    TCA_METRIC = "tca_metric"
    THEME = "theme"


class PluginState(StrEnum):
    """Where a plugin stands."""

    DISCOVERED = "discovered"
    """Its folder was found; its manifest was not read, or not allowed, yet."""
    VALIDATED = "validated"
    """Its manifest holds; none of its code was imported."""
    ENABLED = "enabled"
    """It may run and waits: a panel that is not open, a strategy without an instrument."""
    ACTIVE = "active"
    """Its code runs."""
    DISABLED = "disabled"
    """The user switched it off."""
    REFUSED = "refused"
    """Its manifest, signature or dependencies were refused; the reason says which."""
    QUARANTINED = "quarantined"
    """It failed or overran its budget: it is stopped, its orders are cancelled, the reason says why."""
