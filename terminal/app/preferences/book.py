"""The settings in force, and the way to change them: the :class:`~terminal.sdk.desk.SettingsBook` of a run."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from terminal.app.preferences import layers
from terminal.app.preferences.declared import declarations, find
from terminal.app.preferences.layers import Layer, Problem, Setting, Source
from terminal.app.services.kept_file import set_aside
from terminal.domain.errors import UserError
from terminal.sdk.setting_text import to_toml
from terminal.sdk.setting_values import checked, duration_ns
from terminal.sdk.words import tr

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

log = logging.getLogger(__name__)
FILE = "settings.toml"
Listener = Callable[[str, object], None]


class SettingsFile:
    """Every layer of the settings; changes go to the user's file, whose comments and order stay."""

    def __init__(
        self,
        folder: Path,
        environment: Mapping[str, str] = os.environ,
        given: Mapping[str, object] | None = None,
        site: Path | None = None,
    ) -> None:
        self.path = folder / FILE
        site_layer, site_problems = layers.file_layer(site or layers.site_file(), Source.SITE)
        self.user, user_problems = layers.file_layer(self.path, Source.USER)
        self.environment, env_problems = layers.environment_layer(environment)
        self.given = layers.command_line_layer(given or {})
        self.site = site_layer
        self.problems: tuple[Problem, ...] = (*site_problems, *user_problems, *env_problems)
        self.listeners: list[Listener] = []

    def setting(self, key: str) -> Setting:
        """The value in force with its origin.

        Raises:
            UserError: no such setting.
        """
        declaration = find(key)
        for layer in (self.given, self.environment, self.user, self.site):
            if key in layer:
                return layer[key]
        return Setting(declaration.default, Source.DEFAULT)

    def value(self, key: str) -> object:
        """The value in force."""
        return self.setting(key).value

    def flag(self, key: str) -> bool:
        """The value of a ``bool``."""
        value = self.value(key)
        assert isinstance(value, bool), f"{key} is declared as a bool"
        return value

    def number(self, key: str) -> float:
        """The value of an ``int`` or ``float``, or the seconds of a ``duration``."""
        value = self.value(key)
        if find(key).type == "duration":
            return duration_ns(str(value)) / 1e9
        assert isinstance(value, int | float), f"{key} is declared as a number"
        return value

    def text(self, key: str) -> str:
        """The value of any textual setting."""
        value = self.value(key)
        assert isinstance(value, str), f"{key} is declared as text"
        return value

    def kept(self, section: str) -> dict[str, object]:
        """What an open section holds, by name."""
        head = f"{section}."
        found: dict[str, object] = {}
        for layer in (self.site, self.user, self.given):
            found |= {key.removeprefix(head): one.value for key, one in layer.items() if key.startswith(head)}
        return found

    def locked(self, key: str) -> str:
        """The environment variable that holds this setting, empty where it may be changed."""
        return layers.variable_of(key) if key in self.environment else ""

    def put(self, key: str, value: object) -> None:
        """Sets and keeps one; what the command line said of it no longer holds.

        Raises:
            UserError: no such setting, a value it cannot take, or the environment holds it, or the disk refuses.
        """
        declaration = find(key)
        made = checked(declaration, value)
        if variable := self.locked(key):
            words = tr("setting {key} is held by the environment variable {variable}; unset it to change it here")
            raise UserError(words.format(key=key, variable=variable))
        before = self.value(key)
        self.write(key, to_toml(made))
        self.given.pop(key, None)
        self.user[key] = Setting(made, Source.USER, str(self.path))
        log.info("setting %s is %s, kept in %s", key, to_toml(made), self.path)
        self.tell(key, before)

    def reset(self, key: str) -> None:
        """Takes the user's own value away, so that the site's or the default holds.

        Raises:
            UserError: as :meth:`put`.
        """
        find(key)
        before = self.value(key)
        if key in self.user:
            self.write(key, None)
        self.given.pop(key, None)
        self.user.pop(key, None)
        self.tell(key, before)

    def tell(self, key: str, before: object) -> None:
        """Calls the listeners where the value in force is another one. In an open section, none is not empty."""
        value = self.value(key)
        if value != before or key not in declarations():
            for call in tuple(self.listeners):
                call(key, value)

    def on_change(self, call: Listener) -> Callable[[], None]:
        """Calls with key and value after each change; returns what ends that."""
        self.listeners.append(call)

        def end() -> None:
            if call in self.listeners:
                self.listeners.remove(call)

        return end

    def write(self, key: str, value: bool | int | float | str | None) -> None:
        """Brings the file up to date, whole or not at all. It is read anew: another terminal may have written it."""
        group, _, name = key.partition(".")
        document = self.document()
        table = document.setdefault(group, {})
        if value is not None:
            table[name] = value
        elif name in table:
            del table[name]
        if not table:
            del document[group]
        self.save(document, key)

    def save(self, document: TOMLDocument, what: str) -> None:
        """Puts the file in place whole, or leaves it as it was."""
        partial = self.path.with_name(f".{FILE}.{os.getpid()}.partial")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            partial.write_text(document.as_string(), encoding="utf-8")
            partial.replace(self.path)
        except OSError as error:
            with suppress(OSError):
                partial.unlink(missing_ok=True)
            words = tr("{path} cannot be written: {error}; {what} is unchanged")
            raise UserError(words.format(path=self.path, error=error.strerror or error, what=what)) from error

    def document(self) -> TOMLDocument:
        """The user's file as it stands; one that someone broke meanwhile is set aside."""
        import tomlkit
        from tomlkit.exceptions import ParseError

        try:
            return tomlkit.parse(self.path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return tomlkit.document()
        except (ParseError, UnicodeDecodeError) as error:
            aside = set_aside(self.path)
            log.warning("%s: is no TOML (%s); kept as %s", self.path, error, aside or "it is")
            return tomlkit.document()
        except OSError as error:
            words = tr("{path} cannot be read: {error}; nothing was changed")
            raise UserError(words.format(path=self.path, error=error.strerror or error)) from error

    def all(self) -> dict[str, Setting]:
        """Every declared setting in force."""
        return {key: self.setting(key) for key in declarations()}


__all__ = ["Layer", "Problem", "Setting", "SettingsFile", "Source"]
