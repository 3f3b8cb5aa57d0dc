"""How a file's columns are to be read: a mapping file in TOML, or what the column names themselves say."""

from __future__ import annotations

import difflib
import re
import tomllib
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, get_args, get_type_hints

from terminal.domain.errors import UserError

ROLES = {
    "bars": ("time", "open", "high", "low", "close", "volume", "vwap", "trades", "symbol"),
    "trades": ("time", "price", "qty", "side", "symbol"),
    "quotes": ("time", "bid", "bid_qty", "ask", "ask_qty", "symbol"),
}
REQUIRED = {
    "bars": ("time", "open", "high", "low", "close"),
    "trades": ("time", "price"),
    "quotes": ("time", "bid", "ask"),
}
PRICES = frozenset({"open", "high", "low", "close", "vwap", "price", "bid", "ask"})
EVERY_ROLE = tuple(dict.fromkeys(role for roles in ROLES.values() for role in roles))

NAMES = {
    "time": "timestamp datetime date_time ts_open_ns ts_ns ts_event open_time opentime time date ts ts_open "
    "ts_venue_ns ts_recv "
    "time_utc gmt_time local_time utc utc_time begins_at bar_time candle_begin_time start start_time unix "
    "unix_timestamp epoch t dt index_level_0 observation_date transact_time",
    "open": "open o open_price price_open first open_px",
    "high": "high h high_price max high_px",
    "low": "low l low_price min low_px",
    "close": "close c close_price last_price last close_px",
    "volume": "volume vol v base_volume volume_base volumefrom volume_btc tick_volume tickvol qty quantity",
    "vwap": "vwap weighted_price average avg_price",
    "trades": "trades count number_of_trades trade_count n num_trades transactions ticks tradecount",
    "symbol": "symbol ticker instrument sym code security ric pair instrument_id s",
    "price": "price px last_px trade_price last_price last p",
    "qty": "qty quantity size last_qty trade_size amount base_qty trade_qty volume vol q",
    "side": "side aggressor aggressor_side aggressor_flag taker_side direction is_buyer_maker isbuyermaker m",
    "bid": "bid bid_price bid_px best_bid best_bid_price bidprice bid_px_00 b",
    "bid_qty": "bid_qty bid_size bid_sz bidsize bid_volume bidvolume bid_quantity best_bid_qty bid_sz_00 bid_amount",
    "ask": "ask ask_price ask_px best_ask best_ask_price askprice ask_px_00 offer a",
    "ask_qty": "ask_qty ask_size ask_sz asksize ask_volume askvolume ask_quantity best_ask_qty ask_sz_00 ask_amount",
}
"""Column names that are known, in lower case with ``_`` for whatever is no letter or digit; the likelier first."""


@dataclass(frozen=True, slots=True)
class Mapping:
    """What a mapping file may say. Everything else is found out from the file itself."""

    columns: dict[str, str] = field(default_factory=dict)
    """Role → the file's column."""
    names: tuple[str, ...] = ()
    """The columns of a file without a header line."""
    separator: str = ""
    decimal: str = ""
    """``,`` where the fraction is set off by a comma."""
    time_format: str = ""
    """As in ``strftime``: ``%d/%m/%Y %H:%M:%S``."""
    time_zone: str = ""
    """Of times without one, such as ``America/New_York``."""
    time_unit: str = ""
    """Of times that are numbers: ``s``, ``ms``, ``us`` or ``ns``."""
    time_is: str = "open"
    """Whether a bar's time is its ``open`` or its ``close``."""
    price_exponent: int = 0
    """-4 where prices count ten-thousandths."""
    volume_exponent: int = 0
    negative_prices: bool = False
    """Whether prices at or below zero are sound, as for spreads."""
    currency: str = ""
    venue_mic: str = ""
    buy: tuple[str, ...] = ()
    """How ``side`` spells an aggressive buyer."""
    sell: tuple[str, ...] = ()


TOP_LEVEL = tuple(one.name for one in fields(Mapping) if one.name != "columns")
CHOICES = {"time_unit": ("s", "ms", "us", "ns"), "time_is": ("open", "close"), "decimal": (".", ",")}


def read_mapping(path: Path) -> Mapping:
    """Reads a mapping file.

    Raises:
        UserError: it cannot be read, or holds something unknown; the message names the nearest known key.
    """
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise UserError(f"--mapping {path}: {error.strerror or error}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UserError(f"--mapping {path}: is no TOML: {error}") from error
    columns = given.pop("columns", {})
    if not isinstance(columns, dict):
        raise UserError(f'--mapping {path}: columns must be a table, such as [columns] and below it time = "When"')
    for key in columns:
        refuse_unknown(path, f"columns.{key}", key, EVERY_ROLE)
    for key in given:
        refuse_unknown(path, key, key, (*TOP_LEVEL, "columns"))
    return Mapping(
        columns={key: typed(path, f"columns.{key}", value, str) for key, value in columns.items()},
        **{key: checked(path, key, value) for key, value in given.items()},
    )


def refuse_unknown(path: Path, said: str, key: str, known: tuple[str, ...]) -> None:
    """Raises UserError for a key that means nothing."""
    if key in known:
        return
    near = difflib.get_close_matches(key, known, n=1, cutoff=0.5)
    hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(known)}"
    raise UserError(f"--mapping {path}: {said} is unknown; {hint}")


def checked(path: Path, key: str, value: object) -> Any:
    """A value of the type that the key wants."""
    hint = get_type_hints(Mapping)[key]
    if get_args(hint):
        listed = typed(path, key, value, list)
        return tuple(typed(path, key, one, str) for one in listed)
    known = CHOICES.get(key)
    if known and value not in known:
        raise UserError(f"--mapping {path}: {key} = {value!r} must be one of {', '.join(known)}")
    return typed(path, key, value, hint)


def typed(path: Path, key: str, value: object, kind: type) -> Any:
    """The value where it is of a type, else a UserError."""
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise UserError(f"--mapping {path}: {key} = {value!r} must be of type {kind.__name__}")
    return value


def plain(name: str) -> str:
    """A column name as the list of known names writes it: ``<Adj Close>`` is ``adj_close``."""
    return re.sub(r"[^0-9a-z]+", "_", name.lower()).strip("_")


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns of a file play which role."""

    kind: str
    roles: dict[str, str]
    """Role → column."""
    clock: str = ""
    """A second column with the time of day, where the first holds only the date."""
    ignored: tuple[str, ...] = ()

    @property
    def wanted(self) -> list[str]:
        """Every column that is read."""
        return [*self.roles.values(), *([self.clock] if self.clock else [])]


def match(path: Path, kinds: tuple[str, ...], header: list[str], mapping: Mapping) -> Columns:
    """Finds the roles in a header; of several kinds the first whose required columns are all there.

    Raises:
        UserError: a required column is missing, or the mapping names one that is not there.
    """
    for role, column in mapping.columns.items():
        if column not in header:
            near = difflib.get_close_matches(column, header, n=1, cutoff=0.4)
            hint = f"did you mean {near[0]!r}?" if near else f"the file has {', '.join(header)}"
            raise UserError(f"{path}: the mapping's {role} = {column!r} is no column; {hint}")
    found = [roles_of(kind, header, mapping) for kind in kinds]
    for kind, roles in zip(kinds, found, strict=True):
        if all(role in roles for role in REQUIRED[kind]):
            return with_clock(kind, roles, header, mapping)
    missing = [role for role in REQUIRED[kinds[0]] if role not in found[0]]
    raise UserError(
        f"{path}: no column for {', '.join(missing)}; the file has {', '.join(header[:20])}. "
        f'Name it in a mapping file: [columns] and below it {missing[0]} = "{header[0]}"'
    )


def roles_of(kind: str, header: list[str], mapping: Mapping) -> dict[str, str]:
    """Role → column, each column once."""
    by_name: dict[str, str] = {}
    for column in header:
        by_name.setdefault(plain(column), column)
    taken = {role: column for role, column in mapping.columns.items() if role in ROLES[kind]}
    for role in ROLES[kind]:
        names = [by_name[name] for name in NAMES[role].split() if name in by_name]
        if role not in taken and (free := [name for name in names if name not in taken.values()]):
            taken[role] = free[0]
    return taken


def with_clock(kind: str, roles: dict[str, str], header: list[str], mapping: Mapping) -> Columns:
    """Date and time in two columns count as one."""
    by_name = {plain(column): column for column in header}
    date, clock = by_name.get("date"), by_name.get("time")
    roles = dict(roles)
    second = ""
    if "time" not in mapping.columns and date and clock and roles["time"] in (date, clock):
        roles["time"], second = date, clock
    used = {*roles.values(), second}
    return Columns(kind, roles, second, tuple(column for column in header if column not in used))
