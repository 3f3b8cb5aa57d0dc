"""The app bar: mark and name, the linked instrument with its price, notices, search, and the session's mode."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QWidget

from terminal.app.window.halt_control import HaltControl
from terminal.app.window.notice_list import NoticeBell
from terminal.app.workspace.tabs import WorkspaceTabs
from terminal.domain.market import UNSET, FeedHealth, InstrumentInfo, SessionInfo, SessionMode, SessionStatus, TopOfBook
from terminal.sdk import figures
from terminal.sdk.theme import Tokens
from terminal.sdk.words import noop, tr
from terminal.widgets import fonts, icons
from terminal.widgets.buttons import KeyCap
from terminal.widgets.notice import NoticeStrip

QUOTE_NS = 100_000_000


class Mark(QWidget):
    """The load line: a ring crossed by a line."""

    def __init__(self, tokens: Tokens) -> None:
        super().__init__()
        self.tokens = tokens
        self.setFixedSize(22, 22)
        self.setAccessibleName("Plimsoll")

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(self.tokens.accent), 1.8))
        painter.drawEllipse(QPointF(11, 11), 6.2, 6.2)
        painter.drawLine(QPointF(1, 11), QPointF(21, 11))


class Quote(QWidget):
    """Symbol, venue, last price, change from the open, spread: painted, each in a place that does not move."""

    def __init__(self, tokens: Tokens) -> None:
        super().__init__()
        self.tokens = tokens
        self.setMinimumWidth(round(262 * tokens.type.body / 12))  # on a narrow screen the spread gives way
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.setAccessibleName(tr("Linked instrument"))
        self.instrument: InstrumentInfo | None = None
        self.top: TopOfBook | None = None
        self.stale = False
        self.shown_ns = 0

    def sizeHint(self) -> QSize:
        return QSize(round(352 * self.tokens.type.body / 12), self.tokens.metrics.app_bar)

    def show_quote(self, now_ns: int, instrument: InstrumentInfo, top: TopOfBook, health: FeedHealth) -> None:
        """Shows the newest quote, at most ten times a second; grey where it is not to be believed."""
        if instrument == self.instrument and now_ns - self.shown_ns < QUOTE_NS:
            return
        self.shown_ns = now_ns
        stale = health in (FeedHealth.STALE, FeedHealth.FAILED, FeedHealth.GAPPED) or top.gapped
        if (instrument, top, stale) == (self.instrument, self.top, self.stale):
            return
        self.instrument, self.top, self.stale = instrument, top, stale
        self.setAccessibleDescription(f"{instrument.symbol} {figures.price(top.last_px, instrument.price_decimals)}")
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self.instrument is None or self.top is None:
            return
        painter = QPainter(self)
        type_, height = self.tokens.type, self.height()
        words, hint = fonts.words(type_.heading, 700), fonts.words(type_.hint)
        scale = type_.body / 12
        # A long symbol takes the venue's place.
        room = QFontMetricsF(words).horizontalAdvance(self.instrument.symbol) <= 56 * scale
        self.put(painter, 0, (58 if room else 102) * scale, self.instrument.symbol, words, self.tokens.t1)
        if room:
            self.put(painter, 58 * scale, 44 * scale, self.instrument.venue_mic, hint, self.tokens.t3)
        last = figures.price(self.top.last_px, self.instrument.price_decimals)
        ink = self.tokens.t3 if self.stale else self.tokens.t1
        bold = fonts.numbers(type_.heading, 700)
        self.put(painter, 104 * scale, 76 * scale, last, bold, ink, Qt.AlignmentFlag.AlignRight)
        change, token = direction(self.top)
        self.put(painter, 188 * scale, 70 * scale, change, fonts.numbers(type_.body), getattr(self.tokens, token))
        spread = spread_words(self.instrument, self.top)
        painter.setFont(hint)
        painter.setPen(QColor(self.tokens.t2))
        painter.drawText(QRectF(262 * scale, 0, 88 * scale, height), Qt.AlignmentFlag.AlignVCenter, spread)

    def put(
        self, painter: QPainter, left: float, width: float, text: str, font: QFont, ink: str,
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
    ) -> None:  # fmt: skip
        """Text in a place of its own."""
        painter.setFont(font)
        painter.setPen(QColor(ink))
        painter.drawText(QRectF(left, 0, width, self.height()), align | Qt.AlignmentFlag.AlignVCenter, text)


def direction(top: TopOfBook) -> tuple[str, str]:
    """Change from the open with its arrow, and the colour's token."""
    change = figures.change_percent(top.last_px, top.open_px)
    if change.startswith("+"):
        return f"▲ {change}", "up"
    if change.startswith(figures.MINUS):
        return f"▼ {change}", "down"
    return f"  {change}", "t2"


STATUSES = {
    "pre-open": noop("pre-open"),
    "quotation only": noop("quotation only"),
    "paused": noop("paused"),
    "halted": noop("halted"),
    "auction": noop("auction"),
    "closed": noop("closed"),
}
"""Trading statuses that stand in the spread's place."""


def spread_words(instrument: InstrumentInfo, top: TopOfBook) -> str:
    """The spread in ticks, or what is wrong with the book."""
    if top.status not in ("", "trading", "unknown"):
        return tr(STATUSES.get(top.status, top.status))
    if top.crossed or top.locked:
        return tr("crossed") if top.crossed else tr("locked")
    if UNSET in (top.bid_px, top.ask_px) or top.gapped or not instrument.tick:
        return tr("spread –")
    ticks = (top.ask_px - top.bid_px) // instrument.tick
    return tr("spread 1 tick") if ticks == 1 else tr("spread {n} ticks").format(n=f"{ticks:,}")


MODES = {SessionMode.REPLAY: noop("REPLAY"), SessionMode.SIM: noop("SIM"), SessionMode.LIVE: noop("LIVE")}


class ModeTag(QWidget):
    """``SIM``, ``REPLAY 2012-06-21`` or ``LIVE``: seen in every window."""

    def __init__(self, tokens: Tokens, info: SessionInfo) -> None:
        super().__init__()
        self.tokens = tokens
        self.info = info
        self.words = ""
        self.setFixedSize(round(158 * tokens.type.body / 12), tokens.metrics.control)
        self.setToolTip(f"{info.label} ({info.source})")
        self.setAccessibleName(tr("Mode"))

    def show_status(self, status: SessionStatus) -> None:
        """Brings the date up to date."""
        day_ns = status.clock_ns or status.first_ns
        words = figures.date(day_ns) if day_ns > 0 else ""
        if words != self.words:
            self.words = words
            self.setAccessibleDescription(f"{tr(MODES[self.info.mode])} {words}")
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(self.tokens.line2))
        painter.setBrush(QColor(self.tokens.s3))
        painter.drawRoundedRect(QRectF(0.5, 0.5, self.width() - 1, self.height() - 1), 3, 3)
        icon = {
            SessionMode.REPLAY: "ph.clock-counter-clockwise",
            SessionMode.SIM: "ph.flask",
            SessionMode.LIVE: "ph.broadcast",
        }[self.info.mode]
        icons.draw(painter, QRectF(8, (self.height() - 14) / 2, 14, 14), icon, self.tokens.t1)
        bold = fonts.words(self.tokens.type.body, 700)
        painter.setFont(bold)
        painter.setPen(QColor(self.tokens.t1))
        box = QRectF(28, 0, self.width() - 34, self.height())
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, tr(MODES[self.info.mode]))
        painter.setFont(fonts.numbers(self.tokens.type.body))
        painter.setPen(QColor(self.tokens.t2))
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, self.words)


class AppBar(QWidget):
    """Forty pixels at the top of the window."""

    def __init__(
        self, tokens: Tokens, info: SessionInfo, on_search: Callable[[], None], on_notice: Callable[[str], None]
    ) -> None:
        super().__init__()
        self.setObjectName("app_bar")
        self.tokens = tokens
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(tokens.metrics.app_bar)
        self.quote = Quote(tokens)
        self.mode = ModeTag(tokens, info)
        self.notice = NoticeStrip(tokens, on_notice)
        self.bell = NoticeBell(tokens)
        self.halt = HaltControl(tokens)
        self.tabs = WorkspaceTabs(tokens)
        self.on_view: Callable[[QPoint], object] = lambda _at: None
        self.view_button = QToolButton()
        self.view_button.setText(tr("View"))
        self.view_button.setProperty("role", "plain")
        self.view_button.setToolTip(tr("Panels and layout (Alt+V)"))
        self.view_button.setShortcut("Alt+V")
        self.view_button.clicked.connect(
            lambda: self.on_view(self.view_button.mapToGlobal(QPoint(0, self.view_button.height())))
        )
        name = QLabel("Plimsoll")
        name.setFont(fonts.words(tokens.type.heading, 700))
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 0, 10, 0)
        row.setSpacing(8)
        for widget in (Mark(tokens), name, self.tabs, self.view_button, self.quote):
            row.addWidget(widget)
        row.addWidget(self.notice, 1)
        row.addWidget(self.bell)
        self.search = search_button(tokens, on_search)
        row.addWidget(self.search)
        row.addWidget(self.mode)
        row.addWidget(self.halt)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """On a narrow screen the search is its icon and its key: notices need the room more."""
        super().resizeEvent(event)
        scale = self.tokens.type.body / 12
        wide = self.width() >= 1_500 * scale
        words = self.search.findChild(QLabel, "search words")
        assert words is not None, "the search button holds its words"
        words.setVisible(wide)
        self.search.setFixedWidth(round((236 if wide else 96) * scale))
        self.tabs.set_wide(wide)


def search_button(tokens: Tokens, on_search: Callable[[], None]) -> QPushButton:
    """The box that opens the search; it looks like the field it opens."""
    button = QPushButton()
    button.setObjectName("search")
    button.setAccessibleName(tr("Search instruments and panels"))
    button.setFixedHeight(tokens.metrics.control)
    button.setToolTip(tr("Search instruments and panels (Ctrl+K)"))
    button.setStyleSheet(f"QPushButton {{ background: {tokens.s1}; border-color: {tokens.line3}; }}")
    button.clicked.connect(on_search)
    glass = QLabel()
    glass.setPixmap(icons.pixmap("ph.magnifying-glass", tokens.t2, tokens.metrics.icon))
    words = QLabel(tr("Instrument or panel"))
    words.setObjectName("search words")
    words.setProperty("role", "label")
    row = QHBoxLayout(button)
    row.setContentsMargins(8, 0, 4, 0)
    row.addWidget(glass)
    row.addWidget(words, 1)
    row.addWidget(KeyCap(tokens, "Ctrl K"), 0, Qt.AlignmentFlag.AlignVCenter)
    for label in button.findChildren(QLabel):
        label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    return button
