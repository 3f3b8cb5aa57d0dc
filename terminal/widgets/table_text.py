"""Rows as text for the clipboard: plain numbers, as a spreadsheet reads them, not as they are painted."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from terminal.sdk.table import TableSource


def as_text(source: TableSource, rows: Sequence[int], columns: Sequence[int], separator: str) -> str:
    """Heads with units, then the values of `rows`; quoted where a value holds the separator."""
    heads = [source.columns[at] for at in columns]
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, lineterminator="\n")
    writer.writerow([f"{head.title} ({head.unit})" if head.unit else head.title for head in heads])
    for row in rows:
        cells = source.row(row).cells
        writer.writerow(["" if (value := cells[at].plain) is None else value for at in columns])
    return out.getvalue()
