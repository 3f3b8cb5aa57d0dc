"""A file of bars, trades or quotes into the library: checked row by row, all of it or nothing."""

from __future__ import annotations

import difflib
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import polars as pl

from terminal.domain.errors import UserError
from terminal.stores import parquet_files, text_files
from terminal.stores.manifest import IMPORTED, Manifest, Series, changing, load, locked
from terminal.stores.mapping import Columns, Mapping, match, plain
from terminal.stores.parts import TIME, Added, add
from terminal.stores.periods import period_between, period_name, period_ns
from terminal.stores.rejects import Reject, Rejects
from terminal.stores.rows import LINE, RowReader
from terminal.stores.staging import FOLDER, Staged, digest, forget_old
from terminal.stores.times import TimeReader

KINDS = {
    "ohlcv": ("bars",),
    "bars": ("bars",),
    "ticks": ("trades", "quotes"),
    "trades": ("trades",),
    "quotes": ("quotes",),
}
"""What each format of ``plimsoll import`` may hold, the likelier first."""

Progress = Callable[[float, int], None]


@dataclass(frozen=True, slots=True)
class ImportRequest:
    """What is to be imported, and as what."""

    path: Path
    format: str
    instrument: str = ""
    """Needed unless a column names it."""
    period: str = ""
    """Of bars; empty to find it out."""
    mapping: Mapping = field(default_factory=Mapping)


@dataclass(slots=True)
class ImportReport:
    """What an import gave."""

    kind: str
    rows: int
    """Sound rows of the file; all of them are in the library now."""
    already: int
    """Of these, how many were there before."""
    changed: int
    """Bars that took the place of others of the same time."""
    rejects: Rejects
    from_ns: int
    to_ns: int
    instruments: tuple[str, ...]
    period: str
    notes: list[str]
    """What was assumed, and what was done to rows that were kept."""
    seconds: float = 0.0


def import_file(root: Path, request: ImportRequest, progress: Progress) -> ImportReport:
    """Imports one file. Stopped in the middle, it goes on from there the next time; nothing is seen before the end.

    Raises:
        UserError: the file cannot be read, or holds not one sound row; the message says what is missing.
    """
    began = time.perf_counter()
    kinds = KINDS[request.format]
    wanted_period = period_name(period_ns(request.period)) if request.period else ""
    key = digest(request.path, (kinds, request.instrument, wanted_period, request.mapping))
    forget_old(root)
    with locked(root / FOLDER / f"{key}.lock"):
        report = known(root, key) or fresh(root, request, kinds, key, wanted_period, progress)
    report.seconds = time.perf_counter() - began
    return report


def known(root: Path, key: str) -> ImportReport | None:
    """The report of the same import before, where nothing has been laid over it since."""
    manifest = load(root)
    if (source := manifest.sources.get(key)) is None or source["later"]:
        return None
    rows = source["rows"]
    said = {name: source[name] for name in ("kind", "from_ns", "to_ns", "period", "notes")}
    return ImportReport(
        rows=rows,
        already=rows,
        changed=0,
        rejects=Rejects.of(source["rejects"]),
        instruments=tuple(source["instruments"]),
        **said,
    )


def fresh(
    root: Path, request: ImportRequest, kinds: tuple[str, ...], key: str, period: str, progress: Progress
) -> ImportReport:
    """Reads the file to its end, then merges it into the library in one step."""
    source = opened(request, kinds)
    if "symbol" not in source.columns.roles and not request.instrument:
        raise UserError(f"{request.path}: no column names the instrument; give --instrument ID")
    staged = Staged.open(root, key)
    reader = RowReader(source.columns, source.mapping, source.times, Counter(staged.told))
    if staged.lines:
        source.times.resume(staged.times)
    if not staged.whole:
        stage(staged, source, reader, progress)
    if not staged.blocks:
        staged.discard()
        raise UserError(f"{request.path}: not one row can be imported; {why_none(staged.rejects)}")
    report = merged(root, request, staged, source.columns.kind, key, period, reader.notes() + source.notes)
    staged.discard()
    return report


def why_none(rejects: Rejects) -> str:
    """What is wrong with the first row of a file without a sound one, and what to do."""
    if not rejects.first:
        return "it holds no rows"
    first = rejects.first[0]
    hint = ': say how in a mapping file, such as time_format = "%d/%m/%Y"' if first.reason == "is not a time" else ""
    return f"{first.sentence()}{hint}"


@dataclass(slots=True)
class Source:
    """An opened file: its columns, and its rows block by block."""

    columns: Columns
    mapping: Mapping
    times: TimeReader
    blocks: Callable[[int], Iterator[text_files.Block]]
    notes: list[str]


def opened(request: ImportRequest, kinds: tuple[str, ...]) -> Source:
    """Looks at the file's first lines and finds its columns."""
    path, mapping = request.path, request.mapping
    times = TimeReader(path, mapping.time_format, mapping.time_zone, mapping.time_unit)
    notes: list[str] = []
    if parquet_files.is_parquet(path):
        columns = match(path, kinds, parquet_files.header_of(path), mapping)
        made = Source(columns, mapping, times, lambda skip: parquet_files.blocks(path, columns.wanted, skip), notes)
    else:
        shape = text_files.shape_of(path, mapping)
        columns = match(path, kinds, shape.header, mapping)
        if shape.decimal == ",":
            mapping = replace(mapping, decimal=",")
            notes.append("numbers have a decimal comma")
        if not shape.headed and not mapping.names:
            notes.append(f"no header line: columns taken as {', '.join(shape.header[:6])}")
        made = Source(columns, mapping, times, lambda skip: text_files.blocks(path, shape, columns.wanted, skip), notes)
    refuse_orders(request, columns)
    if columns.ignored:
        notes.append(f"columns not used: {', '.join(columns.ignored[:12])}")
    if request.format == "ticks" and columns.kind == "quotes":
        notes.append("taken as quotes, by its columns bid and ask")
    return made


def refuse_orders(request: ImportRequest, columns: Columns) -> None:
    """Raises UserError for a file of single orders, whose rows look like trades and are none."""
    if columns.kind != "bars" and {"action", "order_id"} <= {plain(name) for name in columns.ignored}:
        raise UserError(
            f"{request.path}: holds orders one by one, not {columns.kind}; "
            f"import it as a recording: plimsoll import recording {request.path}"
        )


def stage(staged: Staged, source: Source, reader: RowReader, progress: Progress) -> None:
    """Reads on from where it was left, block by block; each block is kept before the next is read."""
    time_column = TIME[source.columns.kind]
    rows = sum(block["rows"] for block in staged.blocks)
    for block in source.blocks(staged.lines):
        staged.rejects.add(block.ragged, block.ragged_count)
        if block.cells.height:
            sound, rejects = reader.read(block.cells)
            staged.rejects.add(rejects.first, rejects.count)
            staged.keep(sound, time_column)
            rows += sound.height
        staged.lines, staged.times, staged.told = block.lines, source.times.plain(), dict(reader.told)
        staged.save()
        progress(block.fraction * 0.9, rows)
    staged.whole = True
    staged.save()


def merged(
    root: Path, request: ImportRequest, staged: Staged, kind: str, key: str, period: str, notes: list[str]
) -> ImportReport:
    """Everything that was read becomes part of the library at once."""
    mapping = request.mapping
    span = min(block["from"] for block in staged.blocks), max(block["to"] for block in staged.blocks)
    report = ImportReport(kind, 0, 0, 0, staged.rejects, *span, instruments=(), period=period, notes=notes)
    symbols: set[str] = set()
    touched: set[Series] = set()
    names = renamed(request, staged, notes)
    with changing(root) as manifest:
        for group in staged.groups():
            rows = in_order(staged.read(group), kind, report)
            if kind == "bars" and not report.period:
                report.period = found_period(request, rows, notes)
            for symbol, part in by_symbol(request, rows, names):
                series = Series(kind, symbol, report.period if kind == "bars" else IMPORTED)
                whole = filled(opened_at(part, mapping, report.period) if kind == "bars" else part)
                take(report, add(root, manifest, series, whole), part.height)
                symbols.add(symbol)
                touched.add(series)
        report.instruments = tuple(sorted(symbols))
        describe(manifest, request, report, key, touched)
    return report


def take(report: ImportReport, added: Added, rows: int) -> None:
    """Counts what was added."""
    report.rows += rows
    report.already += added.already
    report.changed += added.changed


def in_order(rows: pl.DataFrame, kind: str, report: ImportReport) -> pl.DataFrame:
    """Rows by symbol and time; a bar whose time was there before is rejected, of ticks all are kept."""
    time_column = TIME[kind]
    keys = ["symbol", time_column] if "symbol" in rows.columns else [time_column]
    before = pl.col(time_column).shift().over("symbol") if len(keys) == 2 else pl.col(time_column).shift()
    late = int(rows.select((pl.col(time_column) < before).sum()).item() or 0)
    if late:
        report.notes.append(f"{late:,} rows out of order of time: sorted")
    if late or len(keys) == 2:
        rows = rows.sort(keys, maintain_order=True)
    if kind != "bars":
        return rows
    twice = rows.select(pl.struct(keys).is_first_distinct().not_()).to_series()
    if twice.any():
        again = rows.filter(twice)
        moments = again[time_column].cast(pl.Datetime("ns")).head(1_000).cast(pl.String)
        found = [
            Reject(int(line), time_column, moment, "is a time that an earlier row has")
            for line, moment in zip(again[LINE].head(1_000), moments, strict=True)
        ]
        report.rejects.add(found, again.height)
        rows = rows.filter(~twice)
    return rows


def renamed(request: ImportRequest, staged: Staged, notes: list[str]) -> dict[str, str]:
    """Which symbols of the file to take, and under which name.

    Raises:
        UserError: the file has several instruments and none of them is the one asked for.
    """
    there = staged.symbols
    wanted = request.instrument
    if not wanted or not there:
        return {symbol: symbol for symbol in there}
    if wanted in there:
        if len(there) > 1:
            notes.append(f"only {wanted} is taken; the file has {len(there)} instruments")
        return {wanted: wanted}
    if len(there) == 1:
        notes.append(f"the file calls it {there[0]}: taken as {wanted}")
        return {there[0]: wanted}
    near = difflib.get_close_matches(wanted, there, n=1, cutoff=0.4)
    hint = f"did you mean {near[0]}?" if near else f"such as {', '.join(there[:5])};"
    raise UserError(
        f"{request.path}: has {len(there)} instruments and no {wanted!r}; {hint} without --instrument all are taken"
    )


def by_symbol(request: ImportRequest, rows: pl.DataFrame, names: dict[str, str]) -> Iterator[tuple[str, pl.DataFrame]]:
    """The rows of each instrument that is taken."""
    if "symbol" not in rows.columns:
        yield request.instrument, rows
        return
    for part in rows.partition_by("symbol", maintain_order=True):
        symbol = str(part["symbol"][0])
        if symbol in names:
            yield names[symbol], part


def opened_at(bars: pl.DataFrame, mapping: Mapping, period: str) -> pl.DataFrame:
    """Bars by the time they open."""
    late = period_ns(period) if mapping.time_is == "close" else 0
    return bars.with_columns(pl.col("ts_open_ns") - late)


def filled(rows: pl.DataFrame) -> pl.DataFrame:
    """Columns that the file does not have are unknown."""
    absent = {"volume": None, "vwap": None, "trades": None, "qty": None, "bid_qty": None, "ask_qty": None, "side": 0}
    return rows.with_columns(pl.lit(value).alias(name) for name, value in absent.items() if name not in rows.columns)


def found_period(request: ImportRequest, rows: pl.DataFrame, notes: list[str]) -> str:
    """The period of bars by the distance that most of them have.

    Raises:
        UserError: there are too few to tell.
    """
    step = pl.col("ts_open_ns").diff()
    apart = rows.select(step.over("symbol") if "symbol" in rows.columns else step).to_series().drop_nulls()
    if not len(apart):
        raise UserError(f"{request.path}: one bar tells no period; give --period, such as --period 1min")
    most = apart.mode().min()
    period = period_between(int(most if isinstance(most, int) else 0))
    notes.append(f"period {period}, by the distance of the bars")
    return period


def describe(manifest: Manifest, request: ImportRequest, report: ImportReport, key: str, touched: set[Series]) -> None:
    """Keeps what is known of the instruments and of this import."""
    facts = {"currency": request.mapping.currency, "venue_mic": request.mapping.venue_mic}
    for symbol in report.instruments:
        manifest.instruments.setdefault(symbol, {}).update({name: value for name, value in facts.items() if value})
    names = [f"{series.kind}/{series.symbol}/{series.tag}" for series in sorted(touched)]
    for other in manifest.sources.values():
        other["later"] = other["later"] or (report.changed > 0 and bool(set(names) & set(other["series"])))
    manifest.sources.pop(key, None)
    manifest.sources[key] = {
        "path": str(request.path),
        "format": request.format,
        "kind": report.kind,
        "rows": report.rows,
        "rejects": report.rejects.plain(),
        "from_ns": report.from_ns,
        "to_ns": report.to_ns,
        "instruments": list(report.instruments),
        "period": report.period,
        "notes": report.notes,
        "imported_at": time.time_ns(),
        "series": names,
        "later": False,
    }
