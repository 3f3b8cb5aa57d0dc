"""Imports a plugin from its own folder under a private name, so that two versions live side by side.

What is executed are the very bytes that were hashed: neither a file that changes in between nor a stale or planted
``.pyc`` gets a say.
"""

from __future__ import annotations

import ast
import importlib
import importlib.util
import itertools
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any, Protocol

from terminal.plugin_host.manifest import ManifestError
from terminal.plugin_host.packages import PINNED, Content, Place, content_of, place_of

ALIAS = "plimsoll_plugin_"
BUNDLED_TREES = ("panels", "plugins")
"""Packages of the distribution whose folders are panels and plugins."""
generations = itertools.count(1)


class Loadable(Protocol):
    """What loading needs of a manifest."""

    @property
    def id(self) -> str:
        """The plugin's id."""

    @property
    def entry(self) -> str:
        """``package.module:callable``."""

    @property
    def path(self) -> Path:
        """Its ``plugin.toml``."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A plugin's factory, and under which name its modules were imported. Calling it calls the factory."""

    factory: Callable[..., Any]
    package: str
    sha256: str

    def __call__(self, *args: Any, **named: Any) -> Any:
        """What the plugin's ``create`` returns."""
        return self.factory(*args, **named)


def load(manifest: Loadable, *, fresh: bool = False) -> Loaded:
    """Imports the plugin's package and returns its factory; only now does any of its code run.

    A bundled one is imported under its own name; any other, and a `fresh` one, under a name of its own each time.

    Raises:
        ManifestError: the entry leads nowhere, or the code imports itself absolutely. What the code itself raises while
            being imported comes through as it is, but for `ImportError`.
    """
    try:
        place = place_of(manifest.path.parent, manifest.entry)
        content = content_of(place.folder)
    except (LookupError, OSError) as error:
        raise ManifestError(manifest.path, "plugin.entry", str(error)) from None
    if PINNED.get(manifest.path, content.sha256) != content.sha256:
        raise ManifestError(manifest.path, "file", "the folder changed since it was allowed; install it again")
    if not fresh and in_bundled_tree(place.folder):
        return Loaded(factory_in(manifest, place.package, place), "", content.sha256)
    refuse_own_name(manifest, place, content)
    alias = f"{ALIAS}{manifest.id}_{next(generations)}"
    with ExitStack() as unless_loaded:
        unless_loaded.callback(forget, alias)
        FINDER.packages[alias] = (place.folder, content)
        loaded = Loaded(factory_in(manifest, alias, place), alias, content.sha256)
        unless_loaded.pop_all()
    return loaded


def unload(loaded: Loaded) -> None:
    """Forgets a plugin's modules; its objects live on as long as somebody holds them. Idempotent."""
    if loaded.package:
        forget(loaded.package)


def content_hash(manifest: Loadable) -> str:
    """SHA-256 over the plugin's folder as it is now, in hexadecimal digits.

    Raises:
        OSError: a file cannot be read.
    """
    return content_of(manifest.path.parent).sha256


def bundled_folders() -> tuple[Path, ...]:
    """Where the bundled panels and plugins lie."""
    specs = [importlib.util.find_spec(name) for name in BUNDLED_TREES]
    return tuple(Path(place) for spec in specs if spec is not None for place in spec.submodule_search_locations or ())


def in_bundled_tree(folder: Path) -> bool:
    """Whether a folder came with the distribution."""
    return any(folder.absolute().is_relative_to(tree) for tree in bundled_folders())


def factory_in(manifest: Loadable, package: str, place: Place) -> Callable[..., Any]:
    """The factory, from a package that is importable as `package`."""
    name = f"{package}.{place.module}" if place.module else package
    try:
        factory = getattr(importlib.import_module(name), place.factory)
    except (ImportError, AttributeError) as error:
        words = str(error).replace(package, place.package)
        raise ManifestError(manifest.path, "plugin.entry", f"{manifest.entry} cannot be loaded: {words}") from error
    if not callable(factory):
        raise ManifestError(manifest.path, "plugin.entry", f"{manifest.entry} is not callable")
    found: Callable[..., Any] = factory
    return found


def refuse_own_name(manifest: Loadable, place: Place, content: Content) -> None:
    """An absolute import of itself would reach another version, or none."""
    for name, source in content.sources.items():
        if name.split("/")[0] == "tests" or name == "conftest.py":
            continue
        for line, module in absolute_imports(source):
            if module == place.package or module.startswith(f"{place.package}."):
                rest = module.removeprefix(place.package)
                raise ManifestError(
                    manifest.path,
                    "plugin.entry",
                    f"{name}:{line} imports {module}, its own package, by name; write from {rest or '.'} import …, "
                    "since two versions of a plugin live side by side",
                )


def absolute_imports(source: bytes) -> list[tuple[int, str]]:
    """Line and module of each absolute import; none where the source cannot be parsed, which importing it will say."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return []
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            found.append((node.lineno, node.module))
    return found


def forget(alias: str) -> None:
    """Drops the modules of an alias."""
    FINDER.packages.pop(alias, None)
    for name in [name for name in sys.modules if name == alias or name.startswith(f"{alias}.")]:
        del sys.modules[name]


class SourceOf(Loader):
    """Executes one source as it was read."""

    def __init__(self, path: Path, source: bytes) -> None:
        self.path = path
        self.source = source

    def get_code(self, _name: str) -> CodeType:
        """The source, compiled."""
        code: CodeType = compile(self.source, str(self.path), "exec", dont_inherit=True)
        return code

    def exec_module(self, module: ModuleType) -> None:
        """Runs the module."""
        exec(self.get_code(module.__name__), module.__dict__)


class AliasFinder(MetaPathFinder):
    """Finds the modules of loaded plugins under their aliases."""

    def __init__(self) -> None:
        self.packages: dict[str, tuple[Path, Content]] = {}

    def find_spec(
        self, fullname: str, _path: Sequence[str] | None, _target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The spec of a module inside an alias."""
        alias, _, inner = fullname.partition(".")
        if alias not in self.packages:
            return None
        folder, content = self.packages[alias]
        stem = inner.replace(".", "/")
        for name in (f"{stem}/__init__.py" if stem else "__init__.py", f"{stem}.py"):
            if name in content.sources:
                return self.spec(fullname, folder / name, content.sources[name])
        # Nobody else is asked: what lies in the folder and was not hashed, such as a file put there since, has no say.
        raise ModuleNotFoundError(f"No module named {fullname!r}", name=fullname)

    def spec(self, fullname: str, file: Path, source: bytes) -> ModuleSpec:
        """The spec of one file."""
        package = [str(file.parent)] if file.name == "__init__.py" else None
        spec = importlib.util.spec_from_file_location(
            fullname, file, loader=SourceOf(file, source), submodule_search_locations=package
        )
        assert spec is not None, "a spec with a loader is always made"
        return spec


FINDER = AliasFinder()
sys.meta_path.insert(0, FINDER)
