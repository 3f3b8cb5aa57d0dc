"""A manifest is validated whole without importing the plugin; an error names the file, the key and the right word."""

import sys

import pytest

from terminal.plugin_host.manifest import LONGEST, ManifestError, read
from tests.support.plugin_folder import MANIFEST, PANEL, plugin_folder

CANARY = "import pathlib\npathlib.Path(__file__).with_name('imported').touch()\n"


def refused(tmp_path, text, name="tide"):
    path = plugin_folder(tmp_path, text, CANARY, name)
    with pytest.raises(ManifestError) as refusal:
        read(path)
    assert not (path.parent / "imported").exists()
    assert f"{path}: {refusal.value.key}: " in str(refusal.value)
    assert "he plugin is left out" in str(refusal.value)
    return refusal.value


@pytest.mark.parametrize(
    ("line", "replacement", "key", "words"),
    [
        ('id = "tide"', 'id = "Tide 2"', "plugin.id", "lower-case"),
        ('id = "tide"', "id = 7", "plugin.id", "wanted a string"),
        ('id = "tide"', 'id = "class"', "plugin.id", "lower-case"),
        ('id = "tide"', "", "plugin.id", "is missing"),
        ('kind = "strategy"', 'kind = "wizard"', "plugin.kind", "not one of strategy"),
        ('kind = "strategy"', 'kind = "stratgy"', "plugin.kind", "did you mean strategy?"),
        ('kind = "strategy"', 'kind = "panel"', "capabilities", "means nothing for kind panel"),
        ('api = "1"', 'api = "99"', "plugin.api", "offers '1'"),
        ('api = "1"', "api = 1", "plugin.api", "wanted a string"),
        ("entry =", "entri =", "plugin.entri", "did you mean entry?"),
        ("tide.plugin:create", "tide.plugin", "plugin.entry", "package.module:callable"),
        ("tide.plugin:create", "tide.plugn:create", "plugin.entry", "did you mean plugin?"),
        ("tide.plugin:create", "flood.plugin:create", "plugin.entry", "write tide.plugin:create"),
        ('version = "1.2.0"', 'version = "new"', "plugin.version", "no version"),
        ('"numpy>=1"', '"numpy >"', "plugin.requires", "no requirement"),
        ('["quotes"]', '["qoutes"]', "capabilities.market_data", "did you mean quotes?"),
        ('["quotes"]', '"quotes"', "capabilities.market_data", "a list of strings"),
        ("signals = true", 'signals = "yes"', "capabilities.signals", "true or false"),
        ("signals = true", "signal = true", "capabilities.signal", "did you mean signals?"),
        ('every = "2s"', 'every = "often"', "capabilities.every", "no duration"),
        ('every = "2s"', 'every = "0s"', "capabilities.every", "above zero"),
        ("callback_ms = 2", "callback_ms = 0", "budget.callback_ms", "0.01 to"),
        ("callback_ms = 2", "callback_ms = nan", "budget.callback_ms", "0.01 to"),
        ("callback_ms = 2", "callback_ms = 900", "budget.hang_ms", "below callback_ms"),
        ("callback_ms = 2", "callback = 2", "budget.callback", "did you mean callback_ms?"),
        ('type = "duration"', 'type = "time"', "settings.half_life.type", "not one of"),
        ('default = "30s"', 'default = "0.5s"', "settings.half_life.default", "at least 1 s"),
        ('default = "30s"', "", "settings.half_life.default", "is missing"),
        ('default = "both"', 'default = "bot"', "settings.side.default", "did you mean both?"),
        ('choices = ["both", "long", "short"]', "", "settings.side.choices", "at least one"),
        ("min = 1", "min = 9\nmax = 3", "settings.half_life.min", "above max"),
        ("min = 1", "least = 1", "settings.half_life.least", "no key"),
        ("[settings.half_life]", "[settings.Half-life]", "settings.Half-life", "lower-case"),
        ("[budget]", "[bugdet]", "bugdet", "did you mean budget?"),
        ("[plugin]", "[plugin", "file", "is not TOML"),
        ("[plugin]", "[plug]", "plug", "did you mean plugin?"),
    ],
)
def test_a_bad_manifest_is_refused_naming_key_and_right_word(tmp_path, line, replacement, key, words):
    assert line in MANIFEST
    error = refused(tmp_path, MANIFEST.replace(line, replacement, 1))
    assert error.key == key
    assert words in str(error)


@pytest.mark.parametrize(
    ("line", "replacement", "key"),
    [
        ("[panel]", "[plate]", "plate"),
        ('title = "Blotter"', "", "panel.title"),
        ('"bottom"', '"cellar"', "panel.default_area"),
        ("order = 7", "order = true", "panel.order"),
        ("order = 7", 'colour = "pink"', "panel.colour"),
        ("default = 30", "default = 2.5", "settings.rows.default"),
        ("default = 30", f"default = 0x{'f' * 5000}", "settings.rows.default"),
        ('type = "int"', 'type = "str"\nmin = 3', "settings.rows"),
    ],
)
def test_a_bad_panel_is_refused_naming_the_key(tmp_path, line, replacement, key):
    assert refused(tmp_path, PANEL.replace(line, replacement), "blotter").key == key


def test_a_panel_without_its_table_is_refused(tmp_path):
    assert refused(tmp_path, PANEL.split("[panel]")[0], "blotter").key == "panel"


def test_a_model_that_wants_orders_is_refused(tmp_path):
    text = MANIFEST.replace('"strategy"', '"model"').replace("signals = true", 'signals = true\norders = ["child"]')
    assert "a strategy does" in str(refused(tmp_path, text))


def test_deep_long_and_binary_files_are_refused(tmp_path):
    assert "nested too deeply" in str(refused(tmp_path, "a = " + "[" * 50_000, "a"))
    assert "is longer than" in str(refused(tmp_path, "#" * (LONGEST + 1), "b"))
    path = plugin_folder(tmp_path, name="c")
    path.write_bytes(b"\xff\xfe\x00[plugin]")
    with pytest.raises(ManifestError, match="is not TOML"):
        read(path)
    with pytest.raises(ManifestError, match="cannot be read"):
        read(tmp_path / "nowhere" / "plugin.toml")


def test_a_folder_that_is_no_package_is_refused(tmp_path):
    path = plugin_folder(tmp_path)
    (path.parent / "__init__.py").unlink()
    with pytest.raises(ManifestError, match=r"tide/__init__\.py is missing"):
        read(path)


def test_a_valid_manifest_is_read_whole_and_nothing_is_imported(tmp_path):
    path = plugin_folder(tmp_path, code=CANARY)
    manifest = read(path)
    assert (manifest.id, manifest.kind, manifest.version, manifest.path) == ("tide", "strategy", "1.2.0", path)
    assert (manifest.capabilities.features, manifest.capabilities.every) == ("ofi,mid", "2s")
    assert (manifest.budget.callback_ms, manifest.budget.hang_ms) == (2.0, 200.0)
    assert {name: one.default for name, one in manifest.settings.items()} == {"half_life": "30s", "side": "both"}
    assert not (path.parent / "imported").exists()
    assert not [name for name in sys.modules if name.startswith("tide")]


def test_a_valid_panel_is_read(tmp_path):
    panel = read(plugin_folder(tmp_path, PANEL, name="blotter")).panel
    assert panel is not None
    assert (panel.title, panel.default_area, panel.order) == ("Blotter", "bottom", 7)
