"""What a workspace keeps of the chart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from panels.chart.view_model import PERIODS, kept_period, kept_place, words_of
from terminal.sdk.desk import PanelState

if TYPE_CHECKING:
    from panels.chart.view.panel import ChartPanel

TOGGLED = ("signals", "profile", "footprint")


def saved(chart: ChartPanel) -> PanelState:
    """Period, part of time in view where it does not follow now, studies and drawings."""
    left, right = chart.price.viewRange()[0]
    return {
        "period_ns": chart.model.period.ns,
        "shown_ns": None if chart.following else [chart.model.ts_ns(left), chart.model.ts_ns(right)],
        "indicators": list(chart.studies.indicators),
        "compared": list(chart.studies.compared),
        "studies": [name for name in TOGGLED if chart.shown(name)],
        "drawings": chart.book.document(),
    }


def restore(chart: ChartPanel, state: PanelState) -> None:
    """Takes a kept state up; what is no longer known is passed over."""
    period = kept_period(state)
    if period is not None and period != chart.model.period:
        chart.choose_period(PERIODS.index(period))
    for spec in words_of(state.get("indicators")):
        if spec not in chart.studies.indicators:
            chart.toggle_indicator(spec)
    for symbol in words_of(state.get("compared")):
        if symbol not in chart.studies.compared:
            chart.studies.toggle_compared(symbol, chart.model.period.ns)
    commands = chart.toolbar.commands
    toggles = {
        "signals": commands.toggle_signals,
        "profile": commands.toggle_profile,
        "footprint": commands.toggle_footprint,
    }
    for name in words_of(state.get("studies")):
        if name in toggles and not chart.shown(name):
            toggles[name]()
    chart.book.restore(state.get("drawings"))
    chart.show_drawings()
    place = kept_place(state)
    if place is not None:
        chart.place = place
        chart.follow(on=False)
