"""Small charts as plain SVG, so that drawing needs no library."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from days import Series

WIDTH, HEIGHT = 340, 250
LEFT, RIGHT, TOP, BOTTOM = 46, 12, 34, 34
REAL, SIMULATED, BAND, INK, GRID = "#A04507", "#1560BD", "#CBE0F8", "#333A45", "#E3E7ED"


@dataclass
class Chart:
    """One chart: the real line, and the mean and range of the simulated ones."""

    title: str
    x_label: str
    x: Series
    simulated: list[Series]
    real: Series | None
    x_log: bool = False
    y_log: bool = False
    x_ticks: Sequence[float] = field(default_factory=list)
    y_ticks: Sequence[float] = field(default_factory=list)


def scale(low: float, high: float, start: float, end: float, log: bool) -> Callable[[float], float]:
    """From values to pixels."""
    f = np.log if log else (lambda v: v)
    span = f(high) - f(low)
    return lambda v: float(start + (f(min(max(v, low), high)) - f(low)) / span * (end - start))


def path(x: Series, y: Series, to_x: Callable[[float], float], to_y: Callable[[float], float], y_log: bool) -> str:
    """Points of a line; it breaks where a logarithmic axis cannot show a value."""
    parts, pen = [], "M"
    for a, b in zip(x, y, strict=True):
        if not np.isfinite(b) or (y_log and b <= 0):
            pen = "M"
            continue
        parts.append(f"{pen}{to_x(a):.1f},{to_y(b):.1f}")
        pen = "L"
    return "".join(parts)


def text(x: float, y: float, words: str, anchor: str = "middle", size: int = 11) -> str:
    """One line of text."""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}" fill="{INK}">{words}</text>'


def axes(chart: Chart, to_x: Callable[[float], float], to_y: Callable[[float], float]) -> list[str]:
    """Grid, labels and title."""
    out = [text(LEFT, 18, chart.title, "start", 13), text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 4, chart.x_label)]
    for v in chart.y_ticks:
        y = to_y(v)
        out.append(f'<path d="M{LEFT},{y:.1f}H{WIDTH - RIGHT}" stroke="{GRID}"/>')
        out.append(text(LEFT - 5, y + 4, f"{v:g}", "end"))
    for v in chart.x_ticks:
        x = to_x(v)
        out.append(f'<path d="M{x:.1f},{TOP}V{HEIGHT - BOTTOM}" stroke="{GRID}"/>')
        out.append(text(x, HEIGHT - BOTTOM + 15, f"{v:g}"))
    return out


def draw(chart: Chart) -> str:
    """The elements of one chart."""
    to_x = scale(chart.x_ticks[0], chart.x_ticks[-1], LEFT, WIDTH - RIGHT, chart.x_log)
    to_y = scale(chart.y_ticks[0], chart.y_ticks[-1], HEIGHT - BOTTOM, TOP, chart.y_log)
    out = axes(chart, to_x, to_y)
    rows = np.array(chart.simulated)
    rows = np.nan_to_num(rows)
    low, high = rows.min(axis=0), rows.max(axis=0)
    if chart.y_log:
        low, high = np.maximum(low, chart.y_ticks[0]), np.maximum(high, chart.y_ticks[0])
    upper = path(chart.x, high, to_x, to_y, False)
    lower = path(chart.x[::-1], low[::-1], to_x, to_y, False).replace("M", "L", 1)
    out.append(f'<path d="{upper}{lower}Z" fill="{BAND}" fill-opacity="0.7"/>')
    lines = [(rows.mean(axis=0), SIMULATED, "")]
    if chart.real is not None:
        lines.append((chart.real, REAL, ' stroke-dasharray="5 3"'))
    for y, colour, dash in lines:
        d = path(chart.x, y, to_x, to_y, chart.y_log)
        out.append(f'<path d="{d}" fill="none" stroke="{colour}" stroke-width="1.8"{dash}/>')
    return "\n".join(out)


def sheet(charts: list[Chart], columns: int = 3) -> str:
    """All charts on one sheet with a legend."""
    rows = -(-len(charts) // columns)
    width, height = columns * WIDTH, rows * HEIGHT + 26
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        ' font-family="Inter, Segoe UI, Helvetica, Arial, sans-serif">',
        f'<rect width="{width}" height="{height}" fill="#FFFFFF"/>',
        f'<path d="M{LEFT},16h30" stroke="{SIMULATED}" stroke-width="2"/>',
        text(LEFT + 36, 20, "simulated: mean, and range over seeds", "start"),
        f'<path d="M{LEFT + 270},16h30" stroke="{REAL}" stroke-width="2" stroke-dasharray="5 3"/>',
        text(LEFT + 306, 20, "AMZN, Nasdaq, 2012-06-21", "start"),
    ]
    for n, chart in enumerate(charts):
        at = f"{n % columns * WIDTH},{n // columns * HEIGHT + 26}"
        out.append(f'<g transform="translate({at})">\n{draw(chart)}\n</g>')
    return "\n".join([*out, "</svg>", ""])
