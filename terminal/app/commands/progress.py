"""A progress line on standard error for people; nothing for machines."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from terminal.bridge.jobs import Progress


@contextmanager
def progress_line(label: str, unit: str) -> Iterator[Progress]:
    """Yields a callback that draws fraction, count and rate while standard error is a terminal."""
    if not sys.stderr.isatty():
        yield lambda fraction, units: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[units]:,} " + unit),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(label, total=1.0, units=0)
        yield lambda fraction, units: bar.update(task, completed=fraction, units=units)
