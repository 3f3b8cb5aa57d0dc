"""The :class:`~terminal.sdk.data.DataLibrary` over Parquet parts, recorded sessions and DuckDB."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from terminal.domain.errors import UserError
from terminal.sdk.data import CatalogueInstrument, CatalogueSession
from terminal.stores import tick_bars
from terminal.stores.console import Console, Limits
from terminal.stores.manifest import IMPORTED, KINDS, NAME, Manifest, Series, load
from terminal.stores.periods import DAY, MONTH, SECOND, period_name, period_ns
from terminal.stores.recorded import TICKS, Recordings, extract_all, frame_of, rows_of
from terminal.stores.series import WEEK, coarser, in_currency, middle_bars, raw
from terminal.stores.tables import ArrowTable
from terminal.stores.tick_bars import MakeBars

TICK_SQL = re.compile(r"\b(trades|quotes)(_raw)?\b", re.IGNORECASE)
BAR_COLUMNS = ["ts_open_ns", "open", "high", "low", "close", "volume", "vwap", "trades"]


@dataclass(slots=True)
class Summary:
    """What there is of one instrument, counted up."""

    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(KINDS, 0))
    from_ns: int = 1 << 62
    to_ns: int = -(1 << 62)

    def count(self, kind: str, rows: int) -> None:
        """More rows of a kind."""
        self.counts[kind] += rows

    def span(self, from_ns: int, to_ns: int) -> None:
        """There are some between these times."""
        self.from_ns, self.to_ns = min(self.from_ns, from_ns), max(self.to_ns, to_ns)

    def told(self, symbol: str, facts: dict[str, str]) -> CatalogueInstrument:
        """As the data library tells it."""
        return CatalogueInstrument(
            symbol=symbol,
            venue_mic=facts.get("venue_mic", ""),
            currency=facts.get("currency", ""),
            bars=self.counts["bars"],
            trades=self.counts["trades"],
            quotes=self.counts["quotes"],
            from_ns=self.from_ns,
            to_ns=self.to_ns,
        )


class Library:
    """Implements DataLibrary; cheap to open, and every call sees what is there at that moment. Any thread may call."""

    def __init__(self, root: Path, make_bars: MakeBars, recordings: Recordings, limits: Limits | None = None) -> None:
        self.root = root
        self.make_bars = make_bars
        self.recordings = recordings
        self.console = Console(root, limits or Limits())
        self.read_at: tuple[int, int] | None = None
        self.read = Manifest()

    def manifest(self) -> Manifest:
        """What the library consists of now; read again only when it was replaced. Not to be changed."""
        try:
            stat = (self.root / NAME).stat()
        except FileNotFoundError:
            return Manifest()
        if (at := (stat.st_ino, stat.st_mtime_ns)) != self.read_at:
            self.read = load(self.root)
            self.read_at = at
        return self.read

    def instruments(self) -> tuple[CatalogueInstrument, ...]:
        """Everything there are data of, by symbol."""
        manifest, recorded = self.manifest(), self.sessions()
        found: dict[str, Summary] = {}
        for series, parts in manifest.parts.items():
            if series.symbol:
                one = found.setdefault(series.symbol, Summary())
                one.count(series.kind, sum(part.rows for part in parts))
                one.span(min(part.from_ns for part in parts), max(part.to_ns for part in parts))
        for session in recorded:
            counts = manifest.sessions.get(session.id, {}).get("counts", {})
            for symbol in session.instruments:
                one = found.setdefault(symbol, Summary())
                one.span(session.from_ns, session.to_ns)
                for kind, count in zip(TICKS, counts.get(symbol, (0, 0)), strict=True):
                    one.count(kind, count)
        return tuple(one.told(symbol, manifest.instruments.get(symbol, {})) for symbol, one in sorted(found.items()))

    def sessions(self) -> tuple[CatalogueSession, ...]:
        """Recorded sessions, newest first."""
        return tuple(self.recordings.sessions())

    def periods(self, symbol: str) -> tuple[str, ...]:
        """Periods of which bars were imported, the finest first."""
        return tuple(sorted((one.tag for one in self.manifest().series("bars", symbol)), key=period_ns))

    def bars(self, symbol: str, period: str, from_ns: int | None = None, to_ns: int | None = None) -> ArrowTable:
        """Imported bars; else made of finer ones; else of trades; else of the middle of quotes.

        Raises:
            UserError: no such instrument or period; the message names the nearest.
        """
        length = period_ns(period)
        for _ in range(2):
            try:
                return ArrowTable.of(self.bars_of(symbol, length, from_ns, to_ns).select(BAR_COLUMNS))
            except FileNotFoundError:  # a part was replaced and swept while this was reading: look again
                self.read_at = None
        raise UserError(f"{symbol}: its files are gone; is {self.root} being cleaned? import again")

    def bars_of(self, symbol: str, length: int, from_ns: int | None, to_ns: int | None) -> pl.DataFrame:
        """Bars in currency."""
        manifest = self.manifest()
        exact = Series("bars", symbol, period_name(length))
        if exact in manifest.parts:
            return in_currency(raw(self.root, manifest, exact, from_ns, to_ns))
        imported = [period_ns(one.tag) for one in manifest.series("bars", symbol)]
        finer = [one for one in imported if one < length and (length % one == 0 and one % MONTH)]
        calendar = length % WEEK == 0 or length % MONTH == 0
        base = max(finer, default=DAY if calendar and self.has_ticks(symbol) else 0)
        if base:
            return self.cut(coarser(self.bars_of(symbol, base, from_ns, to_ns), length), from_ns, to_ns)
        if imported and not self.has_ticks(symbol):
            names = ", ".join(self.periods(symbol))
            raise UserError(
                f"{symbol}: there are bars of {names}, from which none of {period_name(length)} can be made"
            )
        return self.bars_of_ticks(symbol, length, from_ns, to_ns)

    def cut(self, bars: pl.DataFrame, from_ns: int | None, to_ns: int | None) -> pl.DataFrame:
        """Bars that open within the bounds; one that began before is not whole, and left out."""
        if from_ns is not None:
            bars = bars.filter(pl.col("ts_open_ns") >= from_ns)
        return bars if to_ns is None else bars.filter(pl.col("ts_open_ns") < to_ns)

    def bars_of_ticks(self, symbol: str, length: int, from_ns: int | None, to_ns: int | None) -> pl.DataFrame:
        """Bars made of trades, else of quotes."""
        if length < SECOND // 1000:
            raise UserError(f"bars of {period_name(length)} are too short: 1ms is the least")
        start = None if from_ns is None else -(-from_ns // length) * length
        made = tick_bars.bars_of(self.trade_pieces(symbol, start, to_ns), length, self.make_bars)
        if made is not None:
            return made
        quotes = self.ticks("quotes", symbol, start, to_ns)
        return middle_bars(in_currency(quotes), length)

    def trade_pieces(self, symbol: str, from_ns: int | None, to_ns: int | None) -> Iterable[pl.DataFrame]:
        """Raw trades in order of time: of one series part by part, of several put together."""
        manifest = self.manifest()
        some = manifest.series("trades", symbol)
        if len(some) == 1 and not any(symbol in session.instruments for session in self.sessions()):
            return tick_bars.pieces(self.root, manifest, some[0], from_ns, to_ns)
        return [self.ticks("trades", symbol, from_ns, to_ns, missing_ok=True).select(tick_bars.COLUMNS)]

    def trades(self, symbol: str, from_ns: int | None = None, to_ns: int | None = None) -> ArrowTable:
        """Columns ``ts_ns price qty side``, in order of time, of imports and recorded sessions.

        Raises:
            UserError: no such instrument; the message names the nearest.
        """
        rows = in_currency(self.ticks("trades", symbol, from_ns, to_ns))
        return ArrowTable.of(rows.rename({"px": "price"}))

    def quotes(self, symbol: str, from_ns: int | None = None, to_ns: int | None = None) -> ArrowTable:
        """Columns ``ts_ns bid_px bid_qty ask_px ask_qty``, in order of time, of imports and recorded sessions.

        Raises:
            UserError: no such instrument; the message names the nearest.
        """
        return ArrowTable.of(in_currency(self.ticks("quotes", symbol, from_ns, to_ns)))

    def has_ticks(self, symbol: str) -> bool:
        """Whether there are trades or quotes of an instrument, imported or recorded."""
        manifest = self.manifest()
        if manifest.series("trades", symbol) or manifest.series("quotes", symbol):
            return True
        return any(symbol in session.instruments for session in self.recordings.sessions())

    def ticks(
        self, kind: str, symbol: str, from_ns: int | None, to_ns: int | None, missing_ok: bool = False
    ) -> pl.DataFrame:
        """Raw ticks of imports, of ended sessions and of the running one."""
        recorded = self.sessions()
        sessions = [session for session in recorded if symbol in session.instruments]
        if sessions:
            extract_all(self.root, self.recordings, sessions, recorded)
        manifest = self.manifest()
        found = [raw(self.root, manifest, one, from_ns, to_ns) for one in manifest.series(kind, symbol)]
        for session in sessions:
            if session.running:
                columns = self.recordings.ticks(session.id, kind, from_ns, to_ns).get(symbol)
                found += [frame_of(kind, columns)] if columns is not None else []
            else:
                series = Series(kind, "", session.id)
                found.append(rows_of(self.root, manifest, series, symbol, from_ns, to_ns))
        if not found and not missing_ok:
            self.refuse(symbol, kind)
        if not found:
            return raw(self.root, manifest, Series(kind, symbol, IMPORTED), None, None)
        return found[0] if len(found) == 1 else pl.concat(found).sort("ts_ns", maintain_order=True)

    def refuse(self, symbol: str, kind: str) -> None:
        """Raises the UserError for an instrument without data of a kind."""
        symbols = [one.symbol for one in self.instruments()]
        if symbol in symbols:
            raise UserError(f"{symbol}: there are no {kind} of it; import some: plimsoll import {kind} PATH")
        near = difflib.get_close_matches(symbol.upper(), symbols, n=1, cutoff=0.4)
        hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(symbols[:8]) or 'none: plimsoll import'}"
        raise UserError(f"no instrument {symbol!r} in the library; {hint}")

    def books(self, session_id: str, symbol: str, ts_ns: int, levels: int = 10) -> ArrowTable:
        """The book of a recorded session as it stood: columns ``level bid_px bid_qty ask_px ask_qty``."""
        bids, asks = self.recordings.book(session_id, symbol, ts_ns, levels)
        deep = min(levels, max(len(bids), len(asks)))
        columns: dict[str, pl.Series] = {"level": pl.Series(range(1, deep + 1), dtype=pl.Int64)}
        for side, rows in (("bid", bids), ("ask", asks)):
            for at, name in ((0, "px"), (1, "qty")):
                values = [int(row[at]) for row in rows[:deep]]
                columns[f"{side}_{name}"] = pl.Series(values + [None] * (deep - len(values)), dtype=pl.Int64)
        return ArrowTable.of(in_currency(pl.DataFrame(columns)))

    def query(self, sql: str, parameters: Sequence[object] = ()) -> ArrowTable:
        """Read-only SQL over the views ``bars trades quotes instruments sessions``.

        Raises:
            UserError: what it refuses, or the engine's complaint.
        """
        sessions = self.sessions()
        if TICK_SQL.search(sql) and (sessions or self.manifest().sessions):
            extract_all(self.root, self.recordings, sessions, sessions)
        return ArrowTable(self.console.run(sql, parameters, self.manifest(), self.instruments(), sessions))

    def cancel(self) -> None:
        """Ends every query that is running now, from any thread."""
        self.console.cancel()
