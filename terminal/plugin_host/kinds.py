"""What the host does today with each kind of plugin, in honest words."""

from __future__ import annotations

from terminal.domain.plugins import PluginKind

FOUND = "The terminal finds, validates, checks and lists it"
HOST: dict[PluginKind, str] = {
    PluginKind.STRATEGY: "The terminal runs it on the session's events; its signals stand in the signals panel.",
    PluginKind.MODEL: "The terminal runs it on the session's features; its forecasts stand in the signals panel.",
    PluginKind.PANEL: "The terminal opens it as a dockable panel.",
    PluginKind.ALPHA: f"{FOUND}, look-ahead check included; research that evaluates alphas comes with a later version.",
    PluginKind.EXECUTION: f"{FOUND}; what hands parent orders to it comes with a later version.",
    PluginKind.SOURCE: f"{FOUND}; what collects its observations comes with a later version.",
    PluginKind.FEED: f"{FOUND}; the bundled feeds are written in Rust, a host for others comes with a later version.",
    PluginKind.VENUE: f"{FOUND}; the order path that routes to it comes with a later version.",
    PluginKind.RISK_CHECK: f"{FOUND}; the risk checks that call it come with a later version.",
    PluginKind.TCA_METRIC: f"{FOUND}; the cost analysis that calls it comes with a later version.",
    PluginKind.THEME: f"{FOUND}; the choice of themes that lists it comes with a later version.",
}
RUNS = (PluginKind.STRATEGY, PluginKind.MODEL, PluginKind.PANEL)
"""Kinds whose code runs in the terminal today."""
