"""Long work in the core, with progress and cancelling."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from terminal import _core
from terminal.bridge.parquet import columns_of
from terminal.domain.errors import UserError

Progress = Callable[[float, int], None]
"""Called now and then with the fraction of the input done and its units so far."""

POLL_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class ReplayRequest:
    """A whole recording, at full speed or paced, checked against an answer file where one is given."""

    path: Path
    format: str | None = None
    verify: Path | None = None
    speed: float = float("inf")
    skip_damaged: bool = False


@dataclass(frozen=True, slots=True)
class FeaturesRequest:
    """Features of a whole recording, sampled at regular intervals."""

    path: Path
    spec: str
    every_ns: int
    engine: Literal["stream", "batch"] = "stream"
    format: str | None = None
    skip_damaged: bool = False


def replay(request: ReplayRequest, progress: Progress) -> dict[str, Any]:
    """Runs a replay and returns its report: counts, verification, gaps, state hash, and ``failure`` or None.

    Raises:
        UserError: the recording cannot be opened; the message names the file and the next step.
    """
    with core_errors():
        job = _core.start_replay(
            str(request.path),
            format=request.format,
            verify=None if request.verify is None else str(request.verify),
            speed=request.speed,
            skip_damaged=request.skip_damaged,
            columns=columns_of(request.path, request.format),
        )
        return finished(job, progress)


def features(request: FeaturesRequest, progress: Progress) -> dict[str, Any]:
    """Samples features and returns ``frames`` (symbol and columns), ``hash``, ``messages``, ``gaps`` and ``damaged``.

    Raises:
        UserError: the recording, the specification or the interval is not usable; the message names which.
    """
    with core_errors():
        job = _core.start_features(
            str(request.path),
            request.spec,
            request.every_ns,
            engine=request.engine,
            format=request.format,
            skip_damaged=request.skip_damaged,
            columns=columns_of(request.path, request.format),
        )
        return finished(job, progress)


def finished(job: _core.Job, progress: Progress) -> dict[str, Any]:
    """Waits for the job, telling its progress; an interrupt cancels it and still returns what it kept."""
    while True:
        try:
            while not job.finished:
                job.wait(POLL_SECONDS)
                progress(job.fraction, job.units)
            return job.result()
        except KeyboardInterrupt:
            job.cancel()


@contextmanager
def core_errors() -> Iterator[None]:
    """Turns the core's exception into the terminal's."""
    try:
        yield
    except _core.CoreError as error:
        raise UserError(str(error)) from error
