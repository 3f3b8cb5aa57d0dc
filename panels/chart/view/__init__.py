"""The chart's widgets: toolbar and read-out over panes that share their time axis."""

from panels.chart.view.panel import create

__all__ = ["create"]
