"""Who may run: the allow-list of third-party plugins, each pinned to the content that was checked.

``plugins/allowed.toml`` in the settings folder has one ``[[plugin]]`` a plugin. Bundled plugins came with the terminal,
and those of ``--plugin`` were named for the run; both need no entry.
"""

from __future__ import annotations

import getpass
import os
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from terminal.domain.errors import UserError
from terminal.plugin_host.packages import PINNED, SIGNATURE, content_of
from terminal.plugin_host.signatures import TrustedKeys, refusal_of
from terminal.sdk.manifest import PluginManifest

FOLDER = "plugins"
FILE = "allowed.toml"
MOST_BEFORE = 200


@dataclass(frozen=True, slots=True)
class Allowed:
    """One entry of the allow-list."""

    id: str
    version: str
    sha256: str
    by: str
    at: str
    """UTC, ISO 8601."""
    look_ahead: str
    """What the look-ahead check said when it was installed."""


class Trust:
    """The allow-list and the trusted keys of one settings folder, read once."""

    def __init__(self, settings: Path) -> None:
        self.path = settings / FOLDER / FILE
        self.keys = TrustedKeys(settings / FOLDER)
        self.problem = ""
        """Why the allow-list cannot be used; nothing of third parties runs then."""
        self.allowed: dict[str, Allowed] = {}
        self.before: list[Allowed] = []
        """Entries that others took the place of, oldest first: what may be gone back to."""
        try:
            self.allowed, self.before = read(self.path)
        except UserError as error:
            self.problem = str(error)

    def refusal(self, manifest: PluginManifest) -> str:
        """Why a third-party plugin may not run, with the way out; empty where it may: its content is pinned then."""
        again = f"look at it, then run `plimsoll plugin install {manifest.path.parent}`"
        if self.problem:
            return self.problem
        entry = self.allowed.get(manifest.id)
        if entry is None:
            return f"is not on the allow-list {self.path}; {again}"
        if older(manifest.version, entry.version):
            return (
                f"is version {manifest.version}, older than {entry.version} which was allowed; "
                f"`plimsoll plugin reload {manifest.id} --rollback` goes back on purpose"
            )
        try:
            found = content_of(manifest.path.parent).sha256
        except OSError as error:
            return f"cannot be read: {error}"
        if found != entry.sha256:
            return f"is not what was allowed (SHA-256 {found[:12]}…, allowed {entry.sha256[:12]}…); {again}"
        refused = self.signature_refusal(manifest, found)
        if not refused:
            PINNED[manifest.path] = found
        return refused

    def signature_refusal(self, manifest: PluginManifest, sha256: str) -> str:
        """Why its signature does not do; empty where it does, or where none is asked for and none is there."""
        if self.keys.problem:
            return self.keys.problem
        file = manifest.path.parent / SIGNATURE
        if not file.exists():
            asked = bool(self.keys.keys)
            return f"is not signed, and {self.keys.folder} holds trusted keys; have it signed" if asked else ""
        return refusal_of(file, manifest, sha256, self.keys)

    def allow(self, manifest: PluginManifest, sha256: str, look_ahead: str, now: datetime | None = None) -> Allowed:
        """Puts a plugin on the list, in the place of an entry of the same id.

        Raises:
            UserError: the list cannot be read or written; it is left as it was.
        """
        at = (now or datetime.now(UTC)).isoformat(timespec="seconds")
        return self.put(Allowed(manifest.id, manifest.version, sha256, getpass.getuser(), at, look_ahead))

    def allow_again(self, manifest: PluginManifest, sha256: str) -> Allowed:
        """Goes back to an entry that another took the place of.

        Raises:
            UserError: this content never was allowed.
        """
        found = [one for one in self.before if (one.id, one.sha256) == (manifest.id, sha256)]
        if not found:
            raise UserError(
                f"plugin {manifest.id}: the version kept, {manifest.version}, is not what was allowed; install it anew"
            )
        return self.put(found[-1])

    def put(self, entry: Allowed) -> Allowed:
        """Writes an entry; the one that it takes the place of is remembered."""
        if self.problem:
            raise UserError(self.problem)
        left = self.allowed.get(entry.id)
        before = [one for one in self.before if one.sha256 != entry.sha256]
        if left is not None and left.sha256 != entry.sha256:
            before = [*before, left][-MOST_BEFORE:]
        allowed = self.allowed | {entry.id: entry}
        write(self.path, allowed.values(), before)
        self.allowed, self.before = allowed, before
        return entry


def older(version: str, than: str) -> bool:
    """Whether one version comes before another."""
    from packaging.version import Version

    return Version(version) < Version(than)


def read(path: Path) -> tuple[dict[str, Allowed], list[Allowed]]:
    """The entries by id, and those before them.

    Raises:
        UserError: the file is damaged; the message names it.
    """
    from packaging.version import InvalidVersion, Version

    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
        entries, before = (
            [Allowed(**{name: text(row, name) for name in Allowed.__slots__}) for row in tables.get(table, [])]
            for table in ("plugin", "before")
        )
        for entry in entries:
            Version(entry.version)
    except FileNotFoundError:
        return {}, []
    except OSError as error:
        raise UserError(f"{path}: cannot be read ({error.strerror or error}); no third-party plugin runs") from None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, InvalidVersion) as error:
        words = " ".join(str(error).split())
        raise UserError(
            f"{path}: is damaged ({words}); no third-party plugin runs: move it away and install them again"
        ) from None
    return {entry.id: entry for entry in entries}, before


def text(row: Mapping[str, object], name: str) -> str:
    """One field of an entry."""
    value = row[name]
    if not isinstance(value, str):
        raise TypeError(f"{name} is no text")
    return value


def write(path: Path, allowed: Iterable[Allowed], before: Iterable[Allowed]) -> None:
    """Writes the list whole or not at all."""
    import tomlkit

    document = tomlkit.document()
    document.add(tomlkit.comment("Third-party plugins that may run, written by `plimsoll plugin install`."))
    for table, entries in (("plugin", allowed), ("before", before)):
        rows = tomlkit.aot()
        for entry in entries:
            rows.append(tomlkit.item(asdict(entry)))
        document.add(table, rows)
    replace_file(path, tomlkit.dumps(document))


def replace_file(path: Path, content: str) -> None:
    """Puts a file in place whole; only the user may write it.

    Raises:
        UserError: the file system refuses.
    """
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with partial.open("w", encoding="utf-8") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        partial.chmod(0o600)
        partial.replace(path)
    except OSError as error:
        raise UserError(f"{path}: cannot be written ({error.strerror or error})") from None
    finally:
        partial.unlink(missing_ok=True)
