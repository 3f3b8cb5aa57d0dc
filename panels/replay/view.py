"""The transport's widgets: buttons, speed, clock, scrub bar, jump."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from panels.replay.view_model import SPEED_NAMES, ReplayModel, Transport
from terminal.domain.market import FeedHealth
from terminal.sdk.market import InstrumentView
from terminal.sdk.panel import PanelContext, PanelDefaults
from terminal.sdk.theme import Tokens
from terminal.sdk.words import tr
from terminal.widgets import fonts, icons
from terminal.widgets.buttons import ChoiceRow, icon_button
from terminal.widgets.scrub_bar import Mark, ScrubBar


def create(context: PanelContext) -> ReplayPanel:
    """The factory named in ``plugin.toml``."""
    return ReplayPanel(context)


class ClockFace(QWidget):
    """``16:21:07.318 204 551`` over its date; digits in fixed places."""

    def __init__(self, tokens: Tokens, note: str) -> None:
        super().__init__()
        self.tokens = tokens
        self.note = note
        self.big = fonts.numbers(tokens.type.key_number)
        self.small = fonts.words(tokens.type.hint)
        metrics = QFontMetricsF(self.big)
        self.split = metrics.horizontalAdvance("16:21:07.318 ")
        self.setFixedWidth(round(self.split + metrics.horizontalAdvance("204 551")) + 4)
        self.setAccessibleName(tr("Venue clock"))
        self.shown = ("", "", "")

    def show_time(self, clock: str, nanos: str, date: str) -> None:
        """Shows a time."""
        if (clock, nanos, date) != self.shown:
            self.shown = (clock, nanos, date)
            self.setAccessibleDescription(f"{date} {clock} {nanos} UTC")
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        clock, nanos, date = self.shown
        middle = self.height() / 2
        painter.setFont(self.big)
        painter.setPen(QColor(self.tokens.t1))
        painter.drawText(QRectF(0, middle - 25, self.split, 28), Qt.AlignmentFlag.AlignVCenter, clock)
        painter.setPen(QColor(self.tokens.t3))
        painter.drawText(
            QRectF(self.split, middle - 25, self.width() - self.split, 28), Qt.AlignmentFlag.AlignVCenter, nanos
        )
        painter.setFont(self.small)
        painter.setPen(QColor(self.tokens.t2))
        painter.drawText(
            QRectF(0, middle + 5, self.width(), 16), Qt.AlignmentFlag.AlignVCenter, f"{date} UTC · {self.note}"
        )


class ReplayPanel(PanelDefaults):
    """The :class:`~terminal.sdk.panel.Panel` of the transport."""

    def __init__(self, context: PanelContext) -> None:
        self.context = context
        self.model = ReplayModel(context.session)
        self.tokens = context.tokens
        self.shown: Transport | None = None
        self.drawn = -1.0
        self.widget = QWidget()
        self.widget.setObjectName("transport")
        self.widget.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.widget.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.widget.setAccessibleName(tr("Replay transport"))
        self.clock = ClockFace(self.tokens, tr("venue clock, ns") if self.model.seekable else tr("live clock, ns"))
        self.row = QHBoxLayout(self.widget)
        self.row.setContentsMargins(10, 4, 10, 4)
        self.row.setSpacing(12)
        if self.model.seekable:
            self.build_transport()
            self.bind_keys()
        else:
            self.build_live()

    def build_live(self) -> None:
        """A clock, and why there is nothing to scrub."""
        words = QLabel(self.model.why_not())
        words.setProperty("role", "label")
        words.setWordWrap(True)
        self.row.addWidget(self.clock)
        self.row.addWidget(words, 1)

    def build_transport(self) -> None:
        """Everything a recording needs."""
        model = self.model
        self.play = icon_button(self.tokens, "ph.play-fill", tr("Play or pause"), "Space")
        buttons = QHBoxLayout()
        buttons.setSpacing(4)
        for icon, name, key, act in (
            ("ph.skip-back", tr("Go to the start"), "Home", lambda: model.seek(0.0)),
            ("ph.caret-left", tr("Back to before the last unit"), "←", lambda: model.step(-1)),
            (None, "", "", model.toggle),
            ("ph.caret-right", tr("One unit on"), "→", lambda: model.step(1)),
            ("ph.skip-forward", tr("Go to the end"), "End", lambda: model.seek(1.0)),
        ):
            button = self.play if icon is None else icon_button(self.tokens, icon, name, key)
            button.setFixedWidth(30)
            button.clicked.connect(act)
            buttons.addWidget(button)
        self.speeds = ChoiceRow(self.tokens, [tr(name) for name in SPEED_NAMES], tr("Speed"))
        self.speeds.chosen.connect(model.set_speed)
        self.bar = ScrubBar(self.tokens)
        self.bar.sought.connect(model.seek)
        self.row.addLayout(buttons)
        self.row.addWidget(self.speeds)
        self.row.addWidget(self.clock)
        self.row.addWidget(self.middle(), 1)
        self.row.addLayout(self.jump_column())

    def middle(self) -> QWidget:
        """The scrub bar, or how far the recording has been read."""
        self.loading = QLabel()
        self.loading.setFont(fonts.numbers(self.tokens.type.hint))
        self.loading.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.loading.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.bar)
        self.stack.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.loading.setParent(self.bar)
        self.loading.move(8, 0)
        return self.stack

    def jump_column(self) -> QVBoxLayout:
        """The field for a time, and below it what the marks mean or why a time was refused."""
        self.jump = QLineEdit()
        self.jump.setPlaceholderText(tr("Jump to 16:21:07"))
        self.jump.setFont(fonts.numbers(self.tokens.type.body))
        self.jump.setFixedWidth(round(168 * self.tokens.type.body / 12))
        self.jump.setToolTip(tr("Jump to a UTC time of the recording (J)"))
        self.jump.setAccessibleName(tr("Jump to time"))
        self.jump.returnPressed.connect(self.go)
        self.jump.textEdited.connect(lambda: self.refuse(""))
        self.legend = QLabel()
        self.legend.setProperty("role", "hint")
        self.refuse("")
        column = QVBoxLayout()
        column.setSpacing(2)
        column.addStretch(1)
        column.addWidget(self.jump)
        column.addWidget(self.legend)
        column.addStretch(1)
        return column

    def bind_keys(self) -> None:
        """``Space`` works in the whole window; the arrows only here, as ladder and tape use them too."""
        QShortcut(QKeySequence("Space"), self.widget, self.model.toggle)
        near = Qt.ShortcutContext.WidgetWithChildrenShortcut
        for keys, act in (
            ("Left", lambda: self.model.step(-1)),
            ("Right", lambda: self.model.step(1)),
            ("Home", lambda: self.model.seek(0.0)),
            ("End", lambda: self.model.seek(1.0)),
            ("Up", lambda: self.model.faster(1)),
            ("Down", lambda: self.model.faster(-1)),
        ):
            QShortcut(QKeySequence(keys), self.widget, act).setContext(near)
        QShortcut(QKeySequence("J"), self.widget, self.jump.setFocus)

    def go(self) -> None:
        """Jumps to the typed time, or says why not."""
        wrong = self.model.jump(self.jump.text())
        self.refuse(wrong)
        if not wrong:
            self.jump.clear()
            self.widget.setFocus()

    def refuse(self, wrong: str) -> None:
        """Says what is wrong with the typed time; the meaning of the marks while nothing is."""
        t = self.tokens
        words = (
            f"<span style='color:{t.danger}'>{wrong}</span>"
            if wrong
            else f"<span style='color:{t.warn}'>■</span> {tr('gap')} "
            f"<span style='color:{t.danger}'>●</span> {tr('halt')} "
            f"<span style='color:{t.t2}'>○</span> {tr('auction')} <span style='color:{t.warn}'>▲</span> {tr('damage')}"
        )
        self.legend.setText(words)
        self.legend.setToolTip(wrong)
        self.legend.setMaximumWidth(self.jump.width() if wrong else 16_777_215)

    # Panel.

    def title_detail(self) -> str:
        """The recording's name."""
        return self.model.info.label

    def on_frame(self, now_ns: int) -> None:
        """Brings the transport up to date."""
        if self.model.seekable and (dragged := self.bar.take_drag()) is not None:
            self.model.seek(dragged)
        state = self.model.update(self.context.status, now_ns)
        if state == self.shown:
            return
        before, self.shown = self.shown, state
        self.clock.show_time(state.clock, state.nanos, state.date)
        if self.model.seekable:
            self.show_transport(before, state)

    def show_transport(self, before: Transport | None, state: Transport) -> None:
        """Buttons, speed and scrub bar."""
        if before is None or before.playing != state.playing:
            icon = "ph.pause-fill" if state.playing else "ph.play-fill"
            self.play.setIcon(icons.icon(icon, self.tokens.accent_text, self.tokens.metrics.icon))
            self.play.setStyleSheet(f"background: {self.tokens.accent}; border-color: {self.tokens.accent};")
            self.play.setAccessibleName(tr("Pause") if state.playing else tr("Play"))
        if before is None or before.speed_at != state.speed_at:
            self.speeds.choose(state.speed_at)
        if before is None or before.loading != state.loading:
            self.loading.setText(state.loading)
            self.loading.adjustSize()
        status = self.context.status
        if self.drawn != self.model.outlined or before is None:
            self.drawn = self.model.outlined
            marks = [Mark(self.model.place_of(mark.ts_ns), mark.kind, mark.text) for mark in self.model.marks]
            self.bar.set_day(self.model.volume, marks, status.first_ns, status.last_ns, state.indexed)
        self.bar.set_place(state.place)

    def on_instrument(self, _view: InstrumentView) -> None:
        """The transport moves the whole session, whichever instrument is linked."""

    def health(self) -> FeedHealth | None:
        """The feed's."""
        return None

    def close(self) -> None:
        """Nothing to let go of."""
