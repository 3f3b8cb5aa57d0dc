"""Pictures of the painted panels against reviewed ones.

`UPDATE_GOLDEN=1` writes them anew: look at them before committing.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from panels.depth_heatmap.view import create as create_heatmap
from panels.order_book.view import create as create_ladder
from panels.time_and_sales.view import create as create_tape
from terminal.domain.market import FeedHealth
from terminal.widgets import fonts
from terminal.widgets.theme import theme
from tests.support.generated_market import COLUMN_NS, GeneratedMarket
from tests.support.painted_panel import OpenPanel, put_mouse

FOLDER = Path(__file__).parent / "painted_panels"
TOLERANCE = 2.0
"""Mean difference of a channel out of 255: another FreeType moves edges of letters, never a row or a bar."""

PANELS: dict[str, tuple[Callable[[Any], Any], str, tuple[int, int]]] = {
    "ladder": (create_ladder, "ladder", (360, 320)),
    "heatmap": (create_heatmap, "heatmap", (620, 320)),
    "tape": (create_tape, "widget", (330, 320)),
}


def live(_opened: OpenPanel, _market: GeneratedMarket) -> None:
    """As it is."""


def stale(opened: OpenPanel, _market: GeneratedMarket) -> None:
    opened.context.status.health = FeedHealth.STALE


def gapped(opened: OpenPanel, market: GeneratedMarket) -> None:
    market.native.ingest_gap(market.ts_ns - 80 * COLUMN_NS)
    opened.context.status.health = FeedHealth.GAPPED


def halted(_opened: OpenPanel, market: GeneratedMarket) -> None:
    market.native.ingest_status(market.ts_ns - 40 * COLUMN_NS, "halted")


def light(opened: OpenPanel, _market: GeneratedMarket) -> None:
    painted(opened).set_tokens(theme("light"))


def hovered(opened: OpenPanel, _market: GeneratedMarket) -> None:
    put_mouse(painted(opened), 140, 150)


STATES = (live, stale, gapped, halted, light, hovered)


@pytest.mark.gui
@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
@pytest.mark.parametrize("name", PANELS)
def test_panel_looks_as_reviewed(qapp: QApplication, name: str, state: Callable[[OpenPanel, GeneratedMarket], None]):
    if fonts.missing():
        pytest.skip(f"the typefaces {fonts.missing()} are not installed")
    market = GeneratedMarket()
    market.advance(1_200)
    create, attribute, size = PANELS[name]
    opened = OpenPanel(create, market, size)
    opened.attribute = attribute  # type: ignore[attr-defined]
    state(opened, market)
    market.native.refresh()
    opened.frame()
    shown = (painted(opened).pixels & 0xFFFFFF).copy()
    opened.close()
    compare(shown, FOLDER / f"{name}-{state.__name__}.png")


def painted(opened: OpenPanel) -> Any:
    return getattr(opened.panel, opened.attribute)  # type: ignore[attr-defined]


def compare(shown: NDArray[np.uint32], path: Path) -> None:
    height, width = shown.shape
    if os.environ.get("UPDATE_GOLDEN"):
        path.parent.mkdir(exist_ok=True)
        QImage(shown.data, width, height, width * 4, QImage.Format.Format_RGB32).save(str(path))
    reviewed = QImage(str(path)).convertToFormat(QImage.Format.Format_RGB32)
    assert (reviewed.width(), reviewed.height()) == (width, height), f"{path.name} has another size"
    wanted = np.frombuffer(reviewed.constBits(), dtype=np.uint8).reshape(height, width, 4)[:, :, :3]
    got = shown.view(np.uint8).reshape(height, width, 4)[:, :, :3]
    difference = float(np.abs(wanted.astype(int) - got.astype(int)).mean())
    if difference > TOLERANCE:
        actual = path.with_suffix(".actual.png")
        QImage(shown.data, width, height, width * 4, QImage.Format.Format_RGB32).save(str(actual))
        pytest.fail(f"{path.name}: mean difference {difference:.2f} of 255, seen in {actual.name}")
