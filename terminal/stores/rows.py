"""Cells into rows: exact fixed point, and the reason why a row cannot be taken."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import polars as pl

from terminal.stores.mapping import PRICES, REQUIRED, Columns, Mapping
from terminal.stores.rejects import Judge, Rejects
from terminal.stores.times import TimeReader

PRICE_DECIMALS, QTY_DECIMALS = 9, 8
STORED = {"price": "px", "bid": "bid_px", "ask": "ask_px", "time": ""}
BLANK = ("", "null", "none", "na", "n/a", "nan", "-", "--", "#n/a", "<na>")
Words = tuple[str, ...]
BUY: Words = ("b", "buy", "buyer", "bid", "1", "+1", "long")
TAKEN: Words = ("false", "0", "f")
MADE: Words = ("true", "1", "t")
"""Whether the buyer was the passive side."""
SELL: Words = ("s", "sell", "seller", "a", "ask", "offer", "2", "-1", "short")
LINE = "line"


@dataclass(slots=True)
class RowReader:
    """Turns a file's cells into rows of one kind."""

    columns: Columns
    mapping: Mapping
    times: TimeReader
    told: Counter[str] = field(default_factory=Counter)
    """What was done to rows that were kept, and to how many."""

    def read(self, cells: pl.DataFrame) -> tuple[pl.DataFrame, Rejects]:
        """The sound rows of a block, with the column ``line`` and perhaps ``symbol``, and the others."""
        judge = Judge(cells[LINE])
        kind = self.columns.kind
        made = [self.moments(cells, judge)]
        for role, column in self.columns.roles.items():
            if role in ("time", "symbol"):
                continue
            made.append(self.side(cells[column]) if role == "side" else self.number(cells[column], role, judge))
        rows = pl.DataFrame([*made, cells[LINE]])
        if "symbol" in self.columns.roles:
            rows = rows.with_columns(self.symbols(cells, judge))
        if kind == "bars":
            self.check_bar(cells, rows, judge)
        elif kind == "quotes":
            self.told["quotes cross (bid above ask): kept"] += int((rows["bid_px"] > rows["ask_px"]).sum() or 0)
        return rows.filter(~judge.bad), judge.rejects

    def moments(self, cells: pl.DataFrame, judge: Judge) -> pl.Series:
        """The time of each row."""
        name = self.columns.roles["time"]
        column = cells[name]
        if self.columns.clock:
            column = (column.str.strip_chars() + " " + cells[self.columns.clock].str.strip_chars()).alias(name)
        elif column.dtype == pl.String:
            column = column.str.strip_chars()
        read = self.times.read(column)
        missing = column.is_null() if column.dtype != pl.String else blank(column)
        judge.mark(missing, name, column, "is missing")
        judge.mark(read.is_null(), name, column, "is not a time")
        return read.alias("ts_open_ns" if self.columns.kind == "bars" else "ts_ns")

    def number(self, cells: pl.Series, role: str, judge: Judge) -> pl.Series:
        """A column of prices, quantities or counts as raw integers; null where an optional one is missing."""
        price, count = role in PRICES, role == "trades"
        decimals = 0 if count else PRICE_DECIMALS if price else QTY_DECIMALS
        exponent = 0 if count else self.mapping.price_exponent if price else self.mapping.volume_exponent
        text = cells.str.strip_chars()
        if self.mapping.decimal == ",":
            text = text.str.replace_all(".", "", literal=True).str.replace(",", ".", literal=True)
        scaled = text + f"e{exponent}" if exponent else text
        raw = scaled.cast(pl.Decimal(38, decimals), strict=False).to_physical().cast(pl.Int64, strict=False)
        if raw.null_count():
            self.explain(cells, text, raw.is_null(), role, judge)
        if price and not self.mapping.negative_prices:
            judge.mark(raw < 0, cells.name, cells, "is a negative price")
            judge.mark(raw == 0, cells.name, cells, "is a price of zero")
        elif not price:
            judge.mark(raw < 0, cells.name, cells, "is below zero")
        self.note_rounding(text, decimals, role)
        return raw.alias(STORED.get(role, role))

    def explain(self, cells: pl.Series, text: pl.Series, unread: pl.Series, role: str, judge: Judge) -> None:
        """Says of each cell without a value what is wrong with it."""
        number = text.cast(pl.Float64, strict=False)
        absent = blank(text)
        if role in REQUIRED[self.columns.kind]:
            judge.mark(unread & number.is_nan(), cells.name, cells, "is not a number (NaN)")
            judge.mark(unread & absent, cells.name, cells, "is missing")
        else:
            unread = unread & ~absent
        judge.mark(unread & number.is_infinite(), cells.name, cells, "is infinite")
        judge.mark(unread & number.is_not_null(), cells.name, cells, "is too large to be kept exactly")
        judge.mark(unread, cells.name, cells, "is not a number")

    def note_rounding(self, text: pl.Series, decimals: int, role: str) -> None:
        """Counts values with more decimals than are kept."""
        longest = text.str.len_bytes().max()
        if not isinstance(longest, int) or longest < decimals + 2:
            return
        longer = text.str.contains(rf"\.\d{{{decimals}}}\d*[1-9]")
        if longer.any():
            self.told[f"values of {role} have more than {decimals} decimals: rounded"] += int(longer.sum() or 0)

    def side(self, cells: pl.Series) -> pl.Series:
        """The aggressor: 1 buyer, 2 seller, 0 unknown. A column that asks for a passive buyer is turned round."""
        words = cells.str.strip_chars().str.to_lowercase().fill_null("")
        passive = "maker" in cells.name.lower() or cells.name == "m"
        if passive and not self.mapping.buy:
            buy, sell = TAKEN, MADE
        else:
            buy = lowered(self.mapping.buy) or BUY
            sell = lowered(self.mapping.sell) or SELL
        known = dict.fromkeys(buy, 1) | dict.fromkeys(sell, 2)
        read = words.replace_strict(known, default=0, return_dtype=pl.Int8)
        silent = ("", "n", "none", "0", "unknown")
        strange = int(((read == 0) & ~words.is_in(silent)).sum() or 0)
        self.told["sides are spelled in an unknown way: kept as unknown"] += strange
        return read.alias("side")

    def symbols(self, cells: pl.DataFrame, judge: Judge) -> pl.Series:
        """The instrument of each row."""
        name = self.columns.roles["symbol"]
        column = cells[name].str.strip_chars()
        judge.mark(blank(column), name, column, "is missing")
        return column.alias("symbol")

    def check_bar(self, cells: pl.DataFrame, rows: pl.DataFrame, judge: Judge) -> None:
        """A bar's high is not below its low."""
        name = self.columns.roles["high"]
        below = pl.Series((rows["high"] < rows["low"]).fill_null(False))
        low = cells[self.columns.roles["low"]]
        judge.mark(below, name, cells[name] + " < " + low, "high is below low")
        out = (rows["open"] > rows["high"]) | (rows["open"] < rows["low"])
        out = out | (rows["close"] > rows["high"]) | (rows["close"] < rows["low"])
        kept = out.fill_null(False) & ~judge.bad
        self.told["bars open or close outside low to high: kept"] += int(kept.sum())

    def notes(self) -> list[str]:
        """What was assumed and what was done to rows that were kept."""
        done = [f"{count:,} {what}" for what, count in self.told.items() if count]
        return [*self.times.notes(), *done]


def lowered(words: Words) -> Words:
    """The words in lower case."""
    return tuple(word.lower() for word in words)


def blank(cells: pl.Series) -> pl.Series:
    """Where nothing is written, in any of the usual ways."""
    return (cells.is_null() | cells.str.to_lowercase().is_in(BLANK)).fill_null(True)
