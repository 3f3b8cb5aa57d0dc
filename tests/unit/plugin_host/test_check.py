"""What a plugin must pass before it is installed; the first thing that fails is named."""

import pytest

from terminal.domain.plugins import PluginKind
from terminal.plugin_host import trial
from terminal.plugin_host.check import check
from terminal.plugin_host.discovery import Origin, discover
from terminal.plugin_host.skeletons import make
from tests.support.plugin_folder import MANIFEST, PANEL, plugin_folder

STRATEGY = """
from terminal.domain.signals import Signal
from terminal.sdk.plugin import Strategy

class Tide(Strategy):
    def __init__(self, context):
        self.context = context
        self.said = 0

    def on_quote(self, quote):
        self.said += 1
        {line}

def create(context):
    return Tide(context)
"""
SAY = "self.context.emit(1, Signal({value}, 1, 0.5))"


def failure(tmp_path, code, manifest=MANIFEST, name="tide"):
    return check(plugin_folder(tmp_path, manifest, code, name).parent, str).failure


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("from terminal.app import window\n", "rules: plugin.py:1: imports terminal.app; only terminal.sdk"),
        ("import terminal._core\n", "rules: plugin.py:1: imports terminal._core"),
        ("import terminal.widgets.ladder\n", "rules: plugin.py:1: imports terminal.widgets"),
        ("from plugins.strategies import ema_cross\n", "rules: plugin.py:1: imports plugins.strategies"),
        ("def f():\n    import PySide6.QtWidgets\n", "rules: plugin.py:2: imports PySide6.QtWidgets; Qt belongs"),
        ("import tide.rule\n", "rules: plugin.py:1: imports itself as tide.rule; write from .rule import"),
        ("def create(:\n", "rules: plugin.py:1: is no Python"),
        ("def create(context): raise RuntimeError('planted')\n", "create: RuntimeError: planted (plugin.py:1)"),
        ("import no_such_thing\n", "create: ManifestError"),
        ("import os\ndef create(context): os._exit(3)\n", "create: its process ended with code 3"),
        ("x = 1\n", "cannot be loaded"),
        (STRATEGY.format(line="self.context.orders"), "create: CapabilityError"),
        (STRATEGY.format(line="1 / 0"), "create: ZeroDivisionError: division by zero (plugin.py:12)"),
        (
            STRATEGY.format(line=SAY.format(value="__import__('random').random()")),
            "look-ahead: it says different things over the same events",
        ),
    ],
)
def test_a_bad_plugin_is_refused_naming_step_and_place(tmp_path, code, words):
    assert words in failure(tmp_path, code)


def test_a_plugin_that_does_not_end_is_given_up(tmp_path, monkeypatch):
    monkeypatch.setattr(trial, "LIMIT_S", 1.5)
    assert "did not end within 2 s" in failure(tmp_path, "while True: pass\n")


def test_an_alpha_that_looks_ahead_is_refused_naming_the_row(tmp_path):
    manifest = '[plugin]\nid = "tide"\nkind = "alpha"\napi = "1"\nentry = "tide.plugin:create"\n'
    code = (
        "import numpy as np\nclass Alpha:\n    def evaluate(self, columns):\n        c = columns['close']\n"
        "        return np.append(np.diff(c), 0)\ndef create(context): return Alpha()\n"
    )
    assert "look-ahead: it looks ahead: row" in failure(tmp_path, code, manifest)


def test_a_panel_that_stops_is_refused(tmp_path):
    folder = plugin_folder(tmp_path, PANEL, name="blotter").parent
    assert check(folder, lambda _: "the panel stopped: no ticks").failure == "open: the panel stopped: no ticks"
    (folder / "view_model.py").write_text("from PySide6 import QtCore\n")
    assert "view_model.py:1: imports PySide6" in check(folder, str).failure


def test_the_machines_clock_is_said_and_not_refused(tmp_path):
    code = "import time\n" + STRATEGY.format(line="time.time()")
    report = check(plugin_folder(tmp_path, MANIFEST, code).parent, str)
    assert report.failure == ""
    assert ["plugin.py:13: asks time.time()" in step.words for step in report.steps if step.warning] == [True]


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        ('"no-such-dist>=2"', "needs no-such-dist>=2, which is not installed; install it with: pip install"),
        ('"numpy>=900"', "needs numpy>=900, but numpy 2"),
    ],
)
def test_missing_distributions_are_named_with_what_to_install(tmp_path, wanted, words):
    manifest = MANIFEST.replace('"numpy>=1"', f"{wanted}, \"never; python_version < '3'\"")
    path = plugin_folder(tmp_path, manifest)
    assert f"dependencies: {words}" in check(path.parent, str).failure
    assert words in discover([(tmp_path, Origin.BUNDLED)]).refused[0].reason


@pytest.mark.parametrize("kind", [kind for kind in PluginKind if kind is not PluginKind.PANEL])
def test_a_new_plugin_of_each_kind_passes_as_it_is(tmp_path, kind):
    report = check(make(f"new_{kind}", kind, tmp_path), str)
    assert report.failure == ""
    if kind in (PluginKind.STRATEGY, PluginKind.MODEL, PluginKind.ALPHA):
        assert "did not move" in report.look_ahead
