"""Times as files write them, into UTC nanoseconds; what was assumed is said."""

from __future__ import annotations

import zoneinfo
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from terminal.domain.errors import UserError

DATES = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%d.%m.%Y")
CLOCKS = (" %H:%M:%S%.f", " %H:%M", " %H%M%S%.f")
ZONES = ("%#z", " %#z", "")
FORMATS = (*(f"{date}{clock}{zone}" for date in DATES for clock in CLOCKS for zone in ZONES), *DATES)
NUMBER = r"^[+-]?\d+(\.\d*)?([eE][+-]?\d+)?$"
UNIT_NS = {"s": 1_000_000_000, "ms": 1_000_000, "us": 1_000, "ns": 1}
SAMPLE = 2_000
EARLIEST_NS = -2_208_988_800_000_000_000
"""1900; what lies before it, or after 2200, is a mistake and not a time."""
LATEST_NS = 7_258_118_400_000_000_000


@dataclass(slots=True)
class TimeReader:
    """Reads one file's times. What it found out in one block holds for the next."""

    path: Path
    format: str = ""
    zone: str = ""
    unit: str = ""
    given: bool = False
    """Whether the format comes from the mapping, so that no other is tried."""
    naive: bool = False
    """Whether times without a zone were met."""

    def __post_init__(self) -> None:
        self.given = self.given or bool(self.format)
        if self.zone:
            try:
                zoneinfo.ZoneInfo(self.zone)
            except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
                raise UserError(
                    f"time_zone {self.zone!r} is unknown; write a name such as Europe/London or America/New_York"
                ) from None

    def read(self, cells: pl.Series) -> pl.Series:
        """Nanoseconds; null where a cell is no time."""
        if isinstance(cells.dtype, pl.Datetime):  # a Parquet file's own
            return in_range(self.zoned(cells, cells.dtype.time_zone is not None).cast(pl.Int64))
        if not self.format and not self.unit:
            self.look(cells)
        if self.unit:
            return in_range(counted(cells, UNIT_NS[self.unit]))
        clean = cleaned(cells)
        if not self.format:
            return pl.Series(cells.name, [None], dtype=pl.Int64).new_from_index(0, len(cells))
        read = self.parse(clean, self.format)
        if not self.given:
            for other in FORMATS if read.null_count() else ():
                left = read.is_null() & (clean.str.len_bytes() > 0)
                if not left.any():
                    break
                at = left.arg_true()
                found = self.parse(clean.gather(at), other)
                if found.null_count() < len(found):
                    read = read.scatter(at, found)
        return in_range(read)

    def look(self, cells: pl.Series) -> None:
        """Decides between numbers and text, and which unit or format, by the first rows."""
        filled = cells.drop_nulls()
        sample = cleaned(filled.filter(filled.str.len_bytes() > 0).head(SAMPLE))
        numeric = sample.filter(sample.str.contains(NUMBER))
        if len(numeric) * 2 > len(sample):
            days = numeric.filter(numeric.str.contains(r"^(19|20|21)\d\d[01]\d[0-3]\d$"))
            if len(days) * 2 <= len(numeric):
                self.unit = unit_of(numeric)
                return
        counts = [(len(sample) - self.parse(sample, one).null_count(), one) for one in FORMATS]
        best = max(counts, key=lambda one: one[0])
        self.naive = False
        if best[0]:
            self.format = best[1]

    def parse(self, cells: pl.Series, format: str) -> pl.Series:
        """Nanoseconds by one format; null where it does not fit."""
        try:
            moments = cells.str.to_datetime(format, time_unit="ns", strict=False, ambiguous="earliest")
        except pl.exceptions.PolarsError as error:
            raise UserError(f"{self.path}: time_format {format!r} cannot be used: {error}") from error
        moments = moments.set(outside(cells, moments, format), None)
        return self.zoned(moments, "z" in format).cast(pl.Int64)

    def zoned(self, moments: pl.Series, zone_given: bool) -> pl.Series:
        """Moments with the zone that is assumed where they name none."""
        if zone_given or moments.null_count() == len(moments):
            return moments
        self.naive = True
        if not self.zone:
            return moments
        return moments.dt.replace_time_zone(self.zone, ambiguous="earliest", non_existent="null")

    def notes(self) -> list[str]:
        """What was assumed of this file's times."""
        if self.unit:
            words = {"s": "seconds", "ms": "milliseconds", "us": "microseconds", "ns": "nanoseconds"}[self.unit]
            return [f"times are numbers: taken as {words} since 1970 UTC"]
        if self.naive:
            zone = self.zone or "UTC"
            return [
                f"times name no zone: taken as {zone}" + ("" if self.zone else " (time_zone in a mapping says else)")
            ]
        return []

    def plain(self) -> dict[str, Any]:
        """What was found out, for a JSON file."""
        return {"format": self.format, "unit": self.unit, "naive": self.naive}

    def resume(self, plain: dict[str, Any]) -> None:
        """Takes up what was found out before."""
        self.format, self.unit, self.naive = plain["format"], plain["unit"], plain["naive"]


def cleaned(cells: pl.Series) -> pl.Series:
    """Text with one blank between date and clock, and zones written in digits."""
    sample = cells.head(SAMPLE)
    if sample.str.contains(r"(UTC|GMT)$").any():
        cells = cells.str.replace(r"\s*(UTC|GMT)$", "+00:00")
    if sample.str.contains(r"\dT\d").any():
        cells = cells.str.replace("T", " ", literal=True)
    return cells


def outside(cells: pl.Series, moments: pl.Series, format: str) -> pl.Series:
    """Where nanoseconds overflowed: the year that was read is not the one that is written."""
    if format.startswith("%Y"):
        written = cells.str.slice(0, 4).cast(pl.Int32, strict=False)
        return (moments.dt.year() - written).abs().gt(1).fill_null(False)
    coarse = cells.str.to_datetime(format, time_unit="ms", strict=False, ambiguous="earliest")
    return (moments.dt.year() != coarse.dt.year()).fill_null(False)


def unit_of(numbers: pl.Series) -> str:
    """The unit of times that are numbers, by their size: each is right for the years 1973 to 5138."""
    middle = numbers.cast(pl.Float64, strict=False).abs().median()
    size = float(middle) if isinstance(middle, int | float) else 0.0
    return "s" if size < 1e11 else "ms" if size < 1e14 else "us" if size < 1e17 else "ns"


def counted(cells: pl.Series, unit_ns: int) -> pl.Series:
    """Nanoseconds of numbers, exact to the last digit."""
    exact = cells.cast(pl.Decimal(38, 9), strict=False).to_physical()
    return (exact // (1_000_000_000 // unit_ns)).cast(pl.Int64, strict=False)


def in_range(times: pl.Series) -> pl.Series:
    """Null for what cannot be a market's time."""
    return times.set(((times < EARLIEST_NS) | (times > LATEST_NS)).fill_null(False), None)
