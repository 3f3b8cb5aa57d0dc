"""`plimsoll doctor`: what this machine has, what is missing, and what to do about it."""

from __future__ import annotations

import argparse
import json as json_text
import os
import platform
import shutil
import socket
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from terminal.app.folders import user_folders

FONT_PACKAGES = {
    "Inter": "fonts-inter",
    "JetBrains Mono": "fonts-jetbrains-mono",
    "Noto Sans CJK SC": "fonts-noto-cjk",
}

SERVICES = (
    ("redis", "redis-server", 6379, "shared state between terminals"),
    ("postgresql", "postgres", 5432, "server history and features"),
    ("kafka", "kafka-server-start.sh", 9092, "the event log of several machines"),
)

EMITS = 200
TRUE_IS_IMMORTAL = sys.version_info >= (3, 12)


class State(StrEnum):
    """How much a finding matters."""

    FINE = "ok"
    NOTE = "note"
    """Something optional is absent; the terminal runs."""
    BLOCKING = "problem"
    """The terminal cannot run, or would end in a crash."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at."""

    topic: str
    state: State
    said: str
    remedy: str = ""
    """What to do; empty where nothing is to be done."""

    def line(self) -> str:
        """The finding as one line for people."""
        remedy = f" -> {self.remedy}" if self.remedy else ""
        return f"{self.state:8}{self.topic:12}{self.said}{remedy}"


def configure(parser: argparse.ArgumentParser) -> None:
    """The doctor takes no arguments of its own."""


def run(args: argparse.Namespace) -> int:
    """Prints every finding; 0 when none is blocking, else 1."""
    return report(examine(), json=args.json)


def report(findings: list[Finding], *, json: bool) -> int:
    """Prints `findings`, one line each or as one JSON line; 0 when none is blocking, else 1."""
    blocking = [finding for finding in findings if finding.state is State.BLOCKING]
    notes = sum(finding.state is State.NOTE for finding in findings)
    if json:
        print(json_text.dumps({"blocking": len(blocking), "notes": notes, "findings": [asdict(f) for f in findings]}))
    else:
        for finding in findings:
            print(finding.line())
        print(f"{len(findings)} looked at: {len(blocking)} blocking, {notes} to note")
    if blocking:
        print(f"plimsoll: {'; '.join(f'{f.topic}: {f.said}, {f.remedy}' for f in blocking)}", file=sys.stderr)
    return 1 if blocking else 0


def examine() -> list[Finding]:
    """Looks at everything that the terminal needs or can use."""
    examinations: tuple[Callable[[], Iterator[Finding]], ...] = (
        interpreter,
        core,
        qt,
        signals,
        display,
        fonts,
        home,
        machine,
        services,
    )
    return [finding for look in examinations for finding in look()]


def interpreter() -> Iterator[Finding]:
    """The Python that runs us."""
    said = f"{platform.python_implementation()} {platform.python_version()}"
    if (3, 11) <= sys.version_info[:2] < (3, 13):
        yield Finding("python", State.FINE, said)
    else:
        yield Finding("python", State.BLOCKING, said, "use CPython 3.11 or 3.12")


def core() -> Iterator[Finding]:
    """The Rust core, and whether it was built from the same version as the Python around it."""
    from terminal.bridge.core import core_version

    ours = version("plimsoll-terminal")
    try:
        built = core_version()
    except ImportError as error:
        yield Finding("core", State.BLOCKING, f"the Rust core cannot be loaded: {error}", "run `make setup`")
        return
    if built == ours:
        yield Finding("core", State.FINE, f"terminal._core {built}")
    else:
        yield Finding("core", State.BLOCKING, f"terminal._core {built} in plimsoll {ours}", "run `make setup`")


def qt() -> Iterator[Finding]:
    """Qt's libraries."""
    try:
        from PySide6.QtCore import qVersion
        from PySide6.QtGui import QGuiApplication  # noqa: F401 — needs the system's GL and font libraries
    except ImportError as error:
        yield Finding("qt", State.BLOCKING, f"Qt cannot be loaded: {error}", "run `make setup` as root or with sudo")
        return
    yield Finding("qt", State.FINE, f"Qt {qVersion()}, PySide6 {version('pyside6-essentials')}, {docking()}")


def docking() -> str:
    """The version of the docking library."""
    try:
        return f"QtAds {version('PySide6-QtAds')}"
    except PackageNotFoundError:
        return "QtAds absent"


def signals() -> Iterator[Finding]:
    """Whether emitting a Qt signal loses references to `True`, as PySide6 6.12 does on CPython 3.11."""
    if TRUE_IS_IMMORTAL:
        yield Finding("signals", State.FINE, "not concerned: True is immortal from Python 3.12 on")
        return
    try:
        lost = references_lost(EMITS)
    except ImportError as error:
        yield Finding("signals", State.BLOCKING, f"not measured: {error}", "see qt")
        return
    if lost < EMITS // 2:
        yield Finding("signals", State.FINE, f"{EMITS} emits lost {max(lost, 0)} references to True")
    else:
        remedy = 'uv pip install "pyside6-essentials>=6.11.2,<6.12", or use Python 3.12'
        said = f"{EMITS} emits lost {lost} references to True: this Qt aborts after some hundred more"
        yield Finding("signals", State.BLOCKING, said, remedy)


def references_lost(emits: int) -> int:
    """How many references to `True` are gone after `emits` emits of a signal with a connected slot."""
    from PySide6.QtCore import QObject, Signal

    class Probe(QObject):
        fired = Signal(bool)

    probe = Probe()
    probe.fired.connect(lambda _value: None)
    before = sys.getrefcount(True)
    for _ in range(emits):
        probe.fired.emit(True)
    return before - sys.getrefcount(True)


def display() -> Iterator[Finding]:
    """Where a window would appear."""
    chosen = os.environ.get("QT_QPA_PLATFORM")
    screen = os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY")
    if chosen:
        yield Finding("display", State.FINE, f"{screen or 'no screen'}, QT_QPA_PLATFORM={chosen}")
    elif screen:
        yield Finding("display", State.FINE, screen)
    else:
        said = "no DISPLAY or WAYLAND_DISPLAY: `plimsoll run` works offscreen and writes pictures"
        yield Finding("display", State.NOTE, said, "log in to a desktop, or use `xvfb-run plimsoll run`")


def fonts() -> Iterator[Finding]:
    """The typefaces of the theme."""
    try:
        families = font_families()
    except ImportError as error:
        yield Finding("fonts", State.NOTE, f"not looked at: {error}", "see qt")
        return
    for family, package in FONT_PACKAGES.items():
        if family in families:
            yield Finding("font", State.FINE, family)
        else:
            yield Finding("font", State.NOTE, f"{family} is missing, a fallback is used", f"apt-get install {package}")


def font_families() -> set[str]:
    """Every font family that Qt finds. Asks offscreen: an unreachable display would abort the process."""
    from PySide6.QtGui import QFontDatabase, QGuiApplication

    application = QGuiApplication.instance() or QGuiApplication(["plimsoll", "-platform", "offscreen"])
    families = set(QFontDatabase.families())
    del application
    return families


def home() -> Iterator[Finding]:
    """Whether the user's folders can be written."""
    for folder in user_folders().all():
        standing = nearest_existing(folder)
        if not (standing.is_dir() and os.access(standing, os.W_OK | os.X_OK)):
            remedy = "make it writable, or set PLIMSOLL_HOME to a folder that is"
            yield Finding("home", State.BLOCKING, f"{folder} cannot be written", remedy)
            return
    yield Finding("home", State.FINE, f"{user_folders().data} is writable")


def nearest_existing(path: Path) -> Path:
    """`path`, or the closest folder above it that exists."""
    return next(candidate for candidate in (path, *path.parents) if candidate.exists())


def machine() -> Iterator[Finding]:
    """Cores, memory and free disk."""
    import psutil

    gib = 1 << 30
    memory = psutil.virtual_memory().total / gib
    free = shutil.disk_usage(nearest_existing(user_folders().data)).free / gib
    said = f"{os.cpu_count()} cores, {memory:.1f} GiB memory, {free:.1f} GiB free on disk"
    if free < 1:
        yield Finding("machine", State.NOTE, said, "free some disk before recording a day")
    else:
        yield Finding("machine", State.FINE, said)


def services() -> Iterator[Finding]:
    """Optional servers: the terminal embeds a stand-in for each, so none of them blocks."""
    for name, binary, port, purpose in SERVICES:
        if listens(port):
            yield Finding(name, State.FINE, f"listening on 127.0.0.1:{port}")
        elif found := service_binary(binary):
            yield Finding(name, State.FINE, f"installed ({found}), not running; only needed for {purpose}")
        else:
            yield Finding(name, State.FINE, f"not installed; only needed for {purpose}")


def listens(port: int) -> bool:
    """Whether something accepts connections on this port of the loopback interface."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=0.2):
            return True
    except OSError:
        return False


def service_binary(name: str) -> str | None:
    """The path of a server's program, on `PATH` or where Debian hides PostgreSQL's."""
    if found := shutil.which(name):
        return found
    versions = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return str(versions[-1]) if versions else None
