"""Where values come from: default, site file, user file, environment, command line; later ones win.

What cannot be used is named and passed over: a bad setting never keeps the terminal from opening.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from terminal.app.preferences.declared import find, section, sections
from terminal.app.services.kept_file import set_aside
from terminal.domain.errors import UserError
from terminal.sdk.setting_text import from_text
from terminal.sdk.setting_values import checked

PREFIX = "PLIMSOLL_"
FOREIGN = "plugin"
"""Tables of this name belong to plugins, which check them by their own manifests."""


class Source(StrEnum):
    """Where a value in force comes from, in rising precedence."""

    DEFAULT = "default"
    SITE = "site"
    USER = "user"
    ENVIRONMENT = "environment"
    COMMAND_LINE = "command line"


@dataclass(frozen=True, slots=True)
class Setting:
    """A value with its origin."""

    value: object
    source: Source
    where: str = ""
    """The file and line, or the variable."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a source that is not used: where it stands, and what is wrong with it."""

    where: str
    text: str
    set_aside: Path | None = None
    """Where a file that could not be read at all is kept now."""

    def __str__(self) -> str:
        return f"{self.where}: {self.text}"


Layer = dict[str, Setting]


def site_file() -> Path:
    """The site's settings, which an administrator keeps for everyone on the machine."""
    from platformdirs import PlatformDirs

    return Path(PlatformDirs("plimsoll", appauthor=False).site_config_dir.split(":")[0]) / "settings.toml"


def file_layer(path: Path, source: Source) -> tuple[Layer, list[Problem]]:
    """What a settings file says. The user's own file is set aside where it is no TOML at all."""
    try:
        text = path.read_text(encoding="utf-8")
        document = tomllib.loads(text)
    except FileNotFoundError:
        return {}, []
    except OSError as error:
        return {}, [Problem(str(path), f"cannot be read ({error.strerror or error}); defaults are used")]
    except (ValueError, RecursionError) as error:  # no TOML, no UTF-8, or brackets without end
        aside = set_aside(path) if source is Source.USER else None
        kept = f"; it is kept as {aside.name}, defaults are used" if aside else "; defaults are used"
        return {}, [Problem(str(path), f"is no TOML ({error}){kept}", aside)]
    layer: Layer = {}
    problems = []
    for key, value in flat(document):
        where = f"{path}{line_words(text, key)}"
        try:
            layer[key] = Setting(checked(find(key), value), source, where)
        except UserError as error:
            problems.append(Problem(where, str(error)))
    return layer, problems


def flat(document: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    """Every value by ``section.name``. Names of an open section may hold dots, and so be tables inside it."""
    for group, table in document.items():
        if group == FOREIGN:
            continue
        if not isinstance(table, Mapping):
            yield group, table
            continue
        held = section(group)
        yield from leaves(f"{group}.", table, deep=held is not None and held.open is not None)


def leaves(head: str, table: Mapping[str, object], *, deep: bool) -> Iterator[tuple[str, object]]:
    """Values of a table; where `deep`, of those inside it too."""
    for name, value in table.items():
        if deep and isinstance(value, Mapping):
            yield from leaves(f"{head}{name}.", value, deep=True)
        else:
            yield f"{head}{name}", value


def line_words(text: str, key: str) -> str:
    """`` line 7``, where the key of ``section.name`` is found in the text of its file."""
    group, _, name = key.partition(".")
    inside = not name
    for number, line in enumerate(text.splitlines(), start=1):
        head = re.match(r"\s*\[\s*([^\]]+?)\s*\]", line)
        if head:
            inside = head[1].strip("\"'") == group
        elif inside and re.match(rf"\s*[\"']?{re.escape(name or group)}[\"']?\s*=", line):
            return f" line {number}"
    return ""


def environment_layer(environment: Mapping[str, str]) -> tuple[Layer, list[Problem]]:
    """``PLIMSOLL_SECTION_NAME``. Variables whose first word is no section are someone else's."""
    layer: Layer = {}
    problems = []
    for variable, text in sorted(environment.items()):
        held = next((one for one in sections() if variable.startswith(f"{PREFIX}{one.name.upper()}_")), None)
        if held is None or held.open is not None:
            continue
        key = f"{held.name}.{variable.removeprefix(f'{PREFIX}{held.name.upper()}_').lower()}"
        try:
            layer[key] = Setting(from_text(find(key), text), Source.ENVIRONMENT, variable)
        except UserError as error:
            problems.append(Problem(f"environment {variable}", str(error)))
    return layer, problems


def variable_of(key: str) -> str:
    """The environment variable of ``section.name``."""
    return f"{PREFIX}{key.replace('.', '_').upper()}"


def command_line_layer(given: Mapping[str, object]) -> Layer:
    """What the command line asks for.

    Raises:
        UserError: a setting or a value that does not exist: who types it is there to be told.
    """
    layer: Layer = {}
    for key, value in given.items():
        declaration = find(key)
        made = from_text(declaration, value) if isinstance(value, str) else checked(declaration, value)
        layer[key] = Setting(made, Source.COMMAND_LINE, "command line")
    return layer
