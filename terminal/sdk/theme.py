"""Theme tokens: the only source of colours, sizes and spaces that panels and widgets draw with."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

Heat = tuple[tuple[float, str], ...]


@dataclass(frozen=True, slots=True)
class TypeSizes:
    """Text sizes in pixels at text scale 1."""

    hint: int = 11
    body: int = 12
    heading: int = 13
    banner: int = 16
    key_number: int = 20
    hero: int = 28

    def scaled(self, factor: float) -> TypeSizes:
        """These sizes at a text scale between 1 and 1.5; sizes outside are brought inside."""
        held = min(max(factor, 1.0), 1.5)
        return TypeSizes(*(round(size * held) for size in (11, 12, 13, 16, 20, 28)))


@dataclass(frozen=True, slots=True)
class Metrics:
    """Heights, spaces and icon sizes in pixels."""

    grid: int = 4
    radius: int = 3
    cell_padding: int = 8
    ladder_padding: int = 6
    app_bar: int = 40
    dock_title: int = 26
    toolbar: int = 26
    table_head: int = 22
    ladder_row: int = 18
    table_row: int = 22
    control: int = 26
    send: int = 32
    replay: int = 66
    status: int = 24
    icon: int = 14
    icon_tag: int = 12
    icon_notice: int = 18
    icon_banner: int = 28


@dataclass(frozen=True, slots=True)
class Tokens:
    """The colours of one theme as ``#RRGGBB``.

    ``s0`` to ``s4`` are surfaces from gutter to hover, ``line`` to ``line3`` edges of rising weight, ``t1`` to ``t3``
    text of falling weight. Side (``bid``, ``ask``) and direction (``up``, ``down``) are two pairs; ``own`` marks only
    the trader's own orders; a ``_fill`` is the ground on which its own colour is text.
    """

    id: str
    title: str
    s0: str
    s1: str
    s2: str
    s3: str
    s4: str
    line: str
    line2: str
    line3: str
    t1: str
    t2: str
    t3: str
    bid: str
    ask: str
    up: str
    down: str
    own: str
    warn: str
    danger: str
    ok: str
    bid_fill: str
    ask_fill: str
    own_fill: str
    warn_fill: str
    danger_fill: str
    ok_fill: str
    accent: str
    accent_text: str
    groups: tuple[str, str, str, str]
    series: tuple[str, str, str, str, str, str]
    heat: Heat
    type: TypeSizes = TypeSizes()
    metrics: Metrics = Metrics()

    def with_red_up(self) -> Tokens:
        """The same theme with direction colours as in China, Japan and Korea; sides and danger stay."""
        return replace(self, up=self.down, down=self.up)

    def with_text_scale(self, factor: float) -> Tokens:
        """The same theme with larger text, up to 150 %; rows that hold text grow with it."""
        sizes = self.type.scaled(factor)
        rows = ("app_bar", "dock_title", "toolbar", "table_head", "ladder_row", "table_row", "control", "status")
        growth = sizes.body / TypeSizes().body
        grown = {row: round(getattr(Metrics(), row) * growth) for row in rows}
        return replace(self, type=sizes, metrics=replace(self.metrics, **grown))

    def with_density(self, growth: float) -> Tokens:
        """The same theme with lower or higher rows and controls; text stays, and rows stay tall enough for it."""
        floors = {
            "table_row": 1.5,
            "ladder_row": 1.4,
            "control": 1.8,
            "table_head": 1.5,
            "dock_title": 1.8,
            "toolbar": 1.9,
        }
        least = {row: math.ceil(self.type.body * share) for row, share in floors.items()}
        grown = {row: max(round(getattr(self.metrics, row) * growth), low) for row, low in least.items()}
        return self if growth == 1.0 else replace(self, metrics=replace(self.metrics, **grown))
