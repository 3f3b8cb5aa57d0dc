"""How panels lie on the desk: a tree that a person can read, kept in workspaces, made into the dock manager's XML.

A leaf is ``{"tabs": ["chart", "signals"], "current": "chart", "closed": []}``, a branch ``{"row": [...]}`` or
``{"column": [...]}``; every node may have a ``share`` of its branch. Knows no Qt.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from xml.etree import ElementTree

ORIENTATIONS = {"row": "|", "column": "-"}
UNITS = 10_000
"""Splitter sizes are written as parts of this; only their ratio matters."""
DEEPEST = 12
LARGEST = 200
ROOT = {"Version": "1", "UserVersion": "0"}


class LayoutError(ValueError):
    """A layout that makes no sense; says which part."""


@dataclass(frozen=True, slots=True)
class Tabs:
    """Panels on top of each other, by key."""

    keys: tuple[str, ...]
    current: str = ""
    closed: frozenset[str] = frozenset()
    share: float = 1.0
    home: str = ""
    """The area whose panels belong here when the layout does not name them."""

    def open(self) -> tuple[str, ...]:
        """Those that are not closed."""
        return tuple(key for key in self.keys if key not in self.closed)


@dataclass(frozen=True, slots=True)
class Branch:
    """Nodes beside each other (``row``) or below each other (``column``)."""

    kind: str
    nodes: tuple[Node, ...]
    share: float = 1.0


Node = Tabs | Branch


@dataclass(frozen=True, slots=True)
class Float:
    """A window of its own."""

    node: Node
    geometry: str = ""
    """Qt's own record of place, screen and size, in hexadecimal."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The main window's panels and those in windows of their own."""

    main: Node = field(default_factory=lambda: Tabs(()))
    floating: tuple[Float, ...] = ()

    def leaves(self) -> Iterator[Tabs]:
        """Every leaf, the main window's first."""
        yield from leaves(self.main)
        for window in self.floating:
            yield from leaves(window.node)

    def panels(self) -> tuple[str, ...]:
        """Every panel once."""
        return tuple(dict.fromkeys(key for leaf in self.leaves() for key in leaf.keys))

    def shown(self) -> tuple[str, ...]:
        """Every panel that is not closed."""
        return tuple(key for leaf in self.leaves() for key in leaf.open())


def leaves(node: Node) -> Iterator[Tabs]:
    """Every leaf of a node."""
    if isinstance(node, Tabs):
        yield node
    else:
        for part in node.nodes:
            yield from leaves(part)


# Changing a layout.


def mapped(layout: Layout, change: Callable[[Tabs], Tabs]) -> Layout:
    """The layout with each leaf changed; leaves and branches that became empty are gone."""
    main = mapped_node(layout.main, change) or Tabs(())
    floating = ((mapped_node(window.node, change), window.geometry) for window in layout.floating)
    return Layout(main, tuple(Float(node, geometry) for node, geometry in floating if node is not None))


def mapped_node(node: Node, change: Callable[[Tabs], Tabs]) -> Node | None:
    """The node with each leaf changed, ``None`` where nothing is left of it."""
    if isinstance(node, Tabs):
        leaf = change(node)
        return leaf if leaf.keys else None
    parts = tuple(part for part in (mapped_node(part, change) for part in node.nodes) if part is not None)
    if not parts:
        return None
    if len(parts) == 1:
        return replace(parts[0], share=node.share)
    return replace(node, nodes=parts)


def only(layout: Layout, known: Iterable[str]) -> Layout:
    """The layout without panels that are not known, each of the others once."""
    left = set(known)

    def keep(leaf: Tabs) -> Tabs:
        keys = tuple(key for key in dict.fromkeys(leaf.keys) if key in left)
        left.difference_update(keys)
        return replace(leaf, keys=keys, closed=leaf.closed & set(keys))

    return mapped(layout, keep)


def with_panel(layout: Layout, key: str, area: str, areas: Mapping[str, str], *, shown: bool) -> Layout:
    """The layout with one more panel: as a tab where its area is at home, else where the first panels lie.

    ``areas`` are the areas of panels by key: a leaf without a home is at home where its panels are.
    """
    if key in layout.panels():
        return layout
    at = home_of(layout, area, areas)
    seen = iter(range(LARGEST))

    def add(leaf: Tabs) -> Tabs:
        if next(seen) != at:
            return leaf
        closed = leaf.closed if shown else leaf.closed | {key}
        return replace(leaf, keys=(*leaf.keys, key), closed=closed, current=leaf.current or (key if shown else ""))

    return mapped_keeping(layout, add)


def mapped_keeping(layout: Layout, change: Callable[[Tabs], Tabs]) -> Layout:
    """Like :func:`mapped`, for a change that may fill a leaf which was empty."""
    main = mapped_all(layout.main, change)
    return Layout(main, tuple(Float(mapped_all(window.node, change), window.geometry) for window in layout.floating))


def mapped_all(node: Node, change: Callable[[Tabs], Tabs]) -> Node:
    """The node with each leaf changed, empty ones kept."""
    if isinstance(node, Tabs):
        return change(node)
    return replace(node, nodes=tuple(mapped_all(part, change) for part in node.nodes))


def home_of(layout: Layout, area: str, areas: Mapping[str, str]) -> int:
    """Which leaf is home to an area."""
    found = list(leaves(layout.main))
    for at, leaf in enumerate(found):
        if leaf.home == area:
            return at
    for at, leaf in enumerate(found):
        if any(areas.get(key) == area for key in leaf.keys):
            return at
    return 0


# JSON.


def layout_of(document: object) -> Layout:
    """The layout of a document.

    Raises:
        LayoutError: saying which part makes no sense.
    """
    table = table_of(document, "layout")
    windows = table.get("floating", [])
    if not isinstance(windows, list) or len(windows) > LARGEST:
        raise LayoutError("layout.floating is not a list of windows")
    floating = []
    for window in windows:
        part = table_of(window, "layout.floating")
        geometry = part.get("geometry", "")
        if not isinstance(geometry, str) or not set(geometry) <= set("0123456789abcdef"):
            raise LayoutError("layout.floating.geometry is not in hexadecimal")
        floating.append(Float(node_of(part.get("node"), 0), geometry))
    layout = Layout(node_of(table.get("main"), 0), tuple(floating))
    if len(list(layout.leaves())) > LARGEST:
        raise LayoutError(f"layout has more than {LARGEST} places")
    return layout


def table_of(document: object, where: str) -> dict[str, object]:
    """A JSON object, or a refusal."""
    if not isinstance(document, dict):
        raise LayoutError(f"{where} is not an object")
    return document


def node_of(document: object, depth: int) -> Node:
    """One node."""
    table = table_of(document, "a node of the layout")
    if depth > DEEPEST:
        raise LayoutError(f"the layout is nested deeper than {DEEPEST}")
    share = table.get("share", 1.0)
    if isinstance(share, bool) or not isinstance(share, int | float) or not 0 < share < math.inf:
        raise LayoutError(f"share {share!r} is not a positive number")
    for kind in ORIENTATIONS:
        if kind in table:
            parts = table[kind]
            if not isinstance(parts, list) or not parts or len(parts) > LARGEST:
                raise LayoutError(f"{kind} is not a list of nodes")
            return Branch(kind, tuple(node_of(part, depth + 1) for part in parts), float(share))
    keys = words_of(table.get("tabs"), "tabs")
    current, home = table.get("current", ""), table.get("home", "")
    if not isinstance(current, str) or not isinstance(home, str):
        raise LayoutError("current or home is not a string")
    closed = frozenset(words_of(table.get("closed", []), "closed"))
    return Tabs(keys, current, closed & set(keys), float(share), home)


def words_of(document: object, where: str) -> tuple[str, ...]:
    """A list of panel keys."""
    if not isinstance(document, list) or not all(isinstance(word, str) and is_key(word) for word in document):
        raise LayoutError(f"{where} is not a list of panels")
    return tuple(dict.fromkeys(document))


def is_key(word: str) -> bool:
    """Whether a word can name an open panel: ``chart``, ``chart#2``."""
    name, mark, number = word.partition("#")
    return len(word) <= 80 and name.isidentifier() and (not mark or (number.isdecimal() and number.isascii()))


def document_of(layout: Layout) -> dict[str, object]:
    """The layout for JSON."""
    windows = [{"geometry": window.geometry, "node": node_document(window.node)} for window in layout.floating]
    return {"main": node_document(layout.main), "floating": windows}


def node_document(node: Node) -> dict[str, object]:
    """One node for JSON."""
    if isinstance(node, Branch):
        return {"share": node.share, node.kind: [node_document(part) for part in node.nodes]}
    return {
        "share": node.share,
        "tabs": list(node.keys),
        "current": node.current,
        "closed": sorted(node.closed),
    } | ({"home": node.home} if node.home else {})


# The dock manager's XML.


def xml_of(layout: Layout) -> bytes:
    """What the dock manager restores."""
    floating = [window for window in layout.floating if list(window_keys(window))]
    root = ElementTree.Element("QtAdvancedDockingSystem", ROOT | {"Containers": str(1 + len(floating))})
    main = ElementTree.SubElement(root, "Container", {"Floating": "0"})
    if next(iter(leaves(layout.main))).keys or isinstance(layout.main, Branch):
        main.append(rooted(layout.main))
    for window in floating:
        container = ElementTree.SubElement(root, "Container", {"Floating": "1"})
        ElementTree.SubElement(container, "Geometry").text = window.geometry
        container.append(rooted(window.node))
    return bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True))


def window_keys(window: Float) -> Iterator[str]:
    """The panels of a window."""
    for leaf in leaves(window.node):
        yield from leaf.keys


def rooted(node: Node) -> ElementTree.Element:
    """A container's root is always a splitter."""
    return element_of(node if isinstance(node, Branch) else Branch("row", (node,)))


def element_of(node: Node) -> ElementTree.Element:
    """One node."""
    if isinstance(node, Tabs):
        shown = node.open()
        current = node.current if node.current in shown else (shown[0] if shown else "")
        area = ElementTree.Element("Area", {"Tabs": str(len(node.keys)), "Current": current})
        for key in node.keys:
            ElementTree.SubElement(area, "Widget", {"Name": key, "Closed": str(int(key in node.closed))})
        return area
    names = {"Orientation": ORIENTATIONS[node.kind], "Count": str(len(node.nodes))}
    splitter = ElementTree.Element("Splitter", names)
    splitter.extend(element_of(part) for part in node.nodes)
    whole = sum(part.share for part in node.nodes)
    sizes = " ".join(str(max(round(UNITS * part.share / whole), 1)) for part in node.nodes)
    ElementTree.SubElement(splitter, "Sizes").text = f"{sizes} "
    return splitter


def layout_of_xml(text: bytes) -> Layout:
    """The layout that the dock manager saved."""
    root = ElementTree.fromstring(text)
    main: Node = Tabs(())
    floating = []
    for container in root.iter("Container"):
        parts = [node_of_element(part, 1.0) for part in container if part.tag in ("Splitter", "Area")]
        if container.get("Floating") == "1":
            geometry = "".join((container.findtext("Geometry") or "").split())
            floating += [Float(part, geometry) for part in parts[:1]]
        elif parts:
            main = parts[0]
    return Layout(main, tuple(floating))


def node_of_element(element: ElementTree.Element, share: float) -> Node:
    """One node."""
    if element.tag == "Area":
        widgets = element.findall("Widget")
        closed = frozenset(widget.get("Name", "") for widget in widgets if widget.get("Closed") == "1")
        keys = tuple(widget.get("Name", "") for widget in widgets)
        return Tabs(keys, element.get("Current", ""), closed, share)
    parts = [part for part in element if part.tag in ("Splitter", "Area")]
    sizes = [int(size) for size in (element.findtext("Sizes") or "").split()]
    whole = sum(sizes) or 1
    shares = [max(size / whole, 0.01) for size in sizes] if len(sizes) == len(parts) else [1.0] * len(parts)
    kind = "row" if element.get("Orientation") == "|" else "column"
    nodes = tuple(node_of_element(part, round(size, 4)) for part, size in zip(parts, shares, strict=True))
    return replace(nodes[0], share=share) if len(nodes) == 1 else Branch(kind, nodes, share)
