"""What the rules look at: the started session, the desk, and the machine, sampled on a worker."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from terminal.app.alerts.conditions import Limits, Machine
from terminal.app.preferences.book import SettingsFile
from terminal.domain.market import InstrumentInfo, SessionStatus, TopOfBook
from terminal.sdk.desk import Desk, PluginReport
from terminal.sdk.market import MarketSession
from terminal.sdk.signals import SignalStream

SAMPLE_NS = 2_000_000_000
GB = 1e9


class DeskScene:
    """The session that was started, also while the window shows another day: alerts are about now."""

    def __init__(self, session: MarketSession, desk: Desk, settings: SettingsFile, data: Path) -> None:
        self.session = session
        self.desk = desk
        self.settings = settings
        self.data = data
        self.status: SessionStatus = session.status()
        self.limits = self.set_limits()
        self.machine = Machine()
        self.sampled_ns = -SAMPLE_NS
        self.sampling = False
        self.tops: dict[int, TopOfBook] = {}
        self.recording: Callable[[], str] = lambda: ""
        """Set by the recorder: why it does not record."""

    def set_limits(self) -> Limits:
        """As the settings say."""
        number = self.settings.number
        return Limits(number("alerts.disk_free"), number("alerts.memory"), number("alerts.hysteresis"))

    def begin_frame(self, now_ns: int) -> None:
        """Takes the newest state; asks a worker for the machine's every other second."""
        self.status = self.session.status()
        self.limits = self.set_limits()
        self.tops.clear()
        if now_ns - self.sampled_ns >= SAMPLE_NS and not self.sampling:
            self.sampled_ns = now_ns
            self.sampling = True
            self.desk.work(lambda: sample(self.data), self.sampled, self.not_sampled)

    def sampled(self, machine: object) -> None:
        """The worker's answer."""
        assert isinstance(machine, Machine)
        self.machine = machine
        self.sampling = False

    def not_sampled(self, _error: Exception) -> None:
        """A machine that does not tell is not known."""
        self.machine = Machine()
        self.sampling = False

    def instruments(self) -> tuple[InstrumentInfo, ...]:
        """Those of the session."""
        return self.session.instruments()

    def top(self, instrument_id: int) -> TopOfBook:
        """Best prices of one, read once a frame."""
        if instrument_id not in self.tops:
            view = self.session.view(instrument_id)
            view.refresh()
            self.tops[instrument_id] = view.top()
        return self.tops[instrument_id]

    def streams(self) -> tuple[SignalStream, ...]:
        """What plugins say."""
        return self.desk.signals.streams()

    def plugins(self) -> tuple[PluginReport, ...]:
        """Every plugin of the run."""
        return self.desk.plugins.reports()

    def recording_trouble(self) -> str:
        """Why nothing is recorded though it should be."""
        return self.recording()


def sample(data: Path) -> Machine:
    """Free disk below the data folder, and the memory of this process."""
    import psutil

    standing = next(path for path in (data, *data.parents) if path.exists())
    return Machine(shutil.disk_usage(standing).free / GB, psutil.Process().memory_info().rss / GB)
