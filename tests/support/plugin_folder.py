"""Plugins made for one test: a folder with a manifest and code."""

from __future__ import annotations

from pathlib import Path

MANIFEST = """
[plugin]
id = "tide"
kind = "strategy"
api = "1"
entry = "tide.plugin:create"
version = "1.2.0"
doc = "Buys when the tide comes in."
requires = ["numpy>=1"]

[capabilities]
market_data = ["quotes"]
features = "ofi,mid"
every = "2s"
signals = true

[budget]
callback_ms = 2

[settings.half_life]
type = "duration"
default = "30s"
min = 1
doc = "How fast the average forgets."

[settings.side]
type = "choice"
default = "both"
choices = ["both", "long", "short"]
"""

PANEL = """
[plugin]
id = "blotter"
kind = "panel"
api = "1"
entry = "blotter.view:create"

[panel]
title = "Blotter"
default_area = "bottom"
order = 7

[settings.rows]
type = "int"
default = 30
"""

CODE = """
def create(context):
    return context
"""


def plugin_folder(parent: Path, manifest: str = MANIFEST, code: str = CODE, name: str = "tide") -> Path:
    """Makes the folder `name`; the code goes where the entry of `manifest` points. Returns its ``plugin.toml``."""
    folder = parent / name
    folder.mkdir(parents=True)
    (folder / "__init__.py").touch()
    module = "view" if "panel" in manifest and "[panel]" in manifest else "plugin"
    (folder / f"{module}.py").write_text(code)
    (folder / "plugin.toml").write_text(manifest)
    return folder / "plugin.toml"
