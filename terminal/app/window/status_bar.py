"""The status bar: feed and age, gaps, units, update rate, frame times, and the machine's clock in UTC."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from terminal.app.window.frame_loop import Spread
from terminal.domain.market import FeedHealth, SessionInfo, SessionStatus
from terminal.sdk import figures
from terminal.sdk.theme import Tokens
from terminal.sdk.words import noop, tr
from terminal.widgets import fonts

REFRESH_NS = 250_000_000
COLOURS = {
    FeedHealth.FRESH: "ok",
    FeedHealth.LATE: "warn",
    FeedHealth.STALE: "danger",
    FeedHealth.GAPPED: "warn",
    FeedHealth.FAILED: "danger",
}

HEALTH_WORDS = {
    FeedHealth.LATE: noop("late"),
    FeedHealth.STALE: noop("stale"),
    FeedHealth.GAPPED: noop("gapped"),
    FeedHealth.LOADING: noop("loading"),
    FeedHealth.PAUSED: noop("paused"),
    FeedHealth.ENDED: noop("ended"),
    FeedHealth.FAILED: noop("failed"),
}


@dataclass(frozen=True, slots=True)
class Field:
    """A label with a figure; `widest` keeps its place so that nothing moves."""

    label: str
    figure: str
    widest: str
    token: str = "t1"
    unit: str = ""


def fields(info: SessionInfo, status: SessionStatus, updates_per_second: float) -> tuple[Field, ...]:
    """The fields at the left."""
    state = "" if status.health is FeedHealth.FRESH else f" {tr(HEALTH_WORDS[status.health])}"
    colour = COLOURS.get(status.health, "t1")
    total = tr(" of {total:,}").format(total=status.total_units) if status.total_units else ""
    return (
        Field(
            tr("Feed {source} age").format(source=info.source),
            figures.age(status.age_ns) + state,
            "59 min 59 s loading",
            colour,
        ),
        Field(tr("Gaps"), f"{status.gaps:,}", "9,999", "warn" if status.gaps else "t1"),
        Field(tr("Damaged"), f"{status.damaged:,}", "9,999", "warn" if status.damaged else "t1"),
        Field(tr("Units"), f"{status.units:,}{total}", f"{max(status.total_units, 10**8):,}{total}"),
        Field(tr("Updates"), f"{updates_per_second:,.0f}", "9,999,999", unit="/s"),
    )


class StatusBar(QWidget):
    """Painted in one go, at most four times a second."""

    def __init__(self, tokens: Tokens, info: SessionInfo, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("status_bar")
        self.setAccessibleName(tr("Status"))
        self.setFixedHeight(tokens.metrics.status)
        self.tokens = tokens
        self.info = info
        self.left: tuple[Field, ...] = ()
        self.right: tuple[Field, ...] = ()
        self.dot = "t3"
        self.shown_ns = 0
        self.updates = 0
        self.words = fonts.words(tokens.type.hint)
        self.digits = fonts.numbers(tokens.type.hint, 600)

    def frame(self, now_ns: int, wall_ns: int, status: SessionStatus, frames: Spread) -> None:
        """Takes the newest figures four times a second."""
        passed_ns = now_ns - self.shown_ns
        if passed_ns < REFRESH_NS:
            return
        rate = max(status.updates - self.updates, 0) * 1e9 / passed_ns if self.shown_ns else 0.0
        self.updates = status.updates
        self.shown_ns = now_ns
        self.dot = COLOURS.get(status.health, "t3")
        self.left = fields(self.info, status, rate)
        self.right = (
            Field(tr("Frame"), f"{frames.p50:.1f} ms", "999.9 ms"),
            Field("p99", f"{frames.p99:.1f} ms", "999.9 ms", "warn" if frames.p99 > 33 else "t1"),
            Field("", f"{figures.date(wall_ns)} {figures.clock(wall_ns)}", "2026-11-23 14:52:36", unit="UTC"),
        )
        self.setAccessibleDescription("; ".join(f"{f.label} {f.figure} {f.unit}" for f in self.left))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(self.tokens.s2))
        painter.fillRect(QRectF(0, 0, self.width(), 1), QColor(self.tokens.line))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(getattr(self.tokens, self.dot)))
        painter.drawEllipse(QRectF(9, self.height() / 2 - 3, 6, 6))
        end = self.width() - sum(self.width_of(field) for field in self.right) - 4
        left = 20.0
        for field in self.left:
            if left + self.width_of(field) > end:
                break  # on a narrow screen the last fields give way
            left = self.paint_field(painter, field, left)
        for field in self.right:
            end = self.paint_field(painter, field, end)

    def width_of(self, field: Field) -> float:
        """Room a field keeps, its widest figure in it."""
        words, digits = QFontMetricsF(self.words), QFontMetricsF(self.digits)
        label = words.horizontalAdvance(field.label) + (5 if field.label else 0)
        unit = words.horizontalAdvance(field.unit) + (4 if field.unit else 0)
        return label + max(digits.horizontalAdvance(field.widest), digits.horizontalAdvance(field.figure)) + unit + 17

    def paint_field(self, painter: QPainter, field: Field, left: float) -> float:
        """Paints one field with the line after it; returns where the next begins."""
        words, digits = QFontMetricsF(self.words), QFontMetricsF(self.digits)
        end = left + self.width_of(field)
        for text, font, metrics, token in (
            (field.label, self.words, words, "t2"),
            (field.figure, self.digits, digits, field.token),
            (field.unit, self.words, words, "t3"),
        ):
            if not text:
                continue
            painter.setFont(font)
            painter.setPen(QColor(getattr(self.tokens, token)))
            width = metrics.horizontalAdvance(text)
            painter.drawText(QRectF(left, 0, width + 2, self.height()), Qt.AlignmentFlag.AlignVCenter, text)
            left += width + 5
        painter.fillRect(QRectF(round(end) - 9, 4, 1, self.height() - 8), QColor(self.tokens.line))
        return end
