"""What a plugin's source says about it before it runs: imports beyond the sdk, Qt out of place, the machine's clock."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from terminal.domain.plugins import PluginKind
from terminal.plugin_host.packages import Content, Place

ALLOWED = ("terminal.sdk", "terminal.domain")
FOR_VIEWS = "terminal.widgets"
OURS = ("terminal", "panels", "plugins", "resources")
QT = ("PySide6", "PySide6QtAds", "pyqtgraph", "qasync", "qtawesome")
ON_EVENTS = (PluginKind.STRATEGY, PluginKind.MODEL, PluginKind.ALPHA, PluginKind.EXECUTION)
CLOCKS = ("time.time", "time.time_ns", "datetime.now", "datetime.utcnow", "datetime.today", "date.today")


@dataclass(frozen=True, slots=True)
class Finding:
    """One place in the source, and what is wrong with it."""

    where: str
    """``plugin.py:12``."""
    words: str
    refused: bool
    """Whether the plugin is refused for it; else it is only said."""

    def __str__(self) -> str:
        return f"{self.where}: {self.words}"


def findings(kind: PluginKind, place: Place, content: Content, *, bundled: bool = False) -> list[Finding]:
    """Everything found in the plugin's own sources; its tests may do as they like.

    A bundled one may name itself: it is imported under its own name.
    """
    found: list[Finding] = []
    for name, source in content.sources.items():
        if name.startswith("tests/") or name == "conftest.py":
            continue
        try:
            tree = ast.parse(source)
        except (SyntaxError, ValueError) as error:
            line = getattr(error, "lineno", None) or 1
            found.append(Finding(f"{name}:{line}", f"is no Python: {getattr(error, 'msg', error)}", refused=True))
            continue
        found += imports(kind, "" if bundled else place.package, name, tree)
        if kind in ON_EVENTS:
            found += clocks(name, tree)
    return found


def imports(kind: PluginKind, own: str, name: str, tree: ast.AST) -> Iterator[Finding]:
    """Imports that a plugin of this kind has no right to; without the name of its `own` package, it may name itself."""
    view = kind is PluginKind.PANEL and name.startswith("view") and name != "view_model.py"
    for line, module in modules(tree):
        where = f"{name}:{line}"
        top = module.split(".")[0]
        if own and within(module, own):
            rest = module.removeprefix(own) or "."
            yield Finding(where, f"imports itself as {module}; write from {rest} import …", refused=True)
        elif top in (OURS if own else OURS[:1]) and not within(module, *ALLOWED, *((FOR_VIEWS,) if view else ())):
            allowed = " and ".join((*ALLOWED, *((FOR_VIEWS,) if view else ())))
            yield Finding(where, f"imports {module}; only {allowed} are stable for plugins", refused=True)
        elif top in QT and not view:
            yield Finding(where, f"imports {module}; Qt belongs into a panel's view.py", refused=True)


def within(module: str, *packages: str) -> bool:
    """Whether a module is one of the packages or inside one."""
    return any(module == package or module.startswith(f"{package}.") for package in packages)


def modules(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and module of each absolute import; ``from terminal import sdk`` counts as ``terminal.sdk``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            if "." in node.module:
                yield node.lineno, node.module
            else:
                yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def clocks(name: str, tree: ast.AST) -> Iterator[Finding]:
    """Reads of the machine's clock, which make a replay differ from the live run."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            if any(called == clock or called.endswith(f".{clock}") for clock in CLOCKS):
                words = f"asks {called}(); take context.now_ns, the time of the event, or a replay will differ"
                yield Finding(f"{name}:{node.lineno}", words, refused=False)
