"""A plugin is imported from its own folder under a private name, from the very bytes that were hashed."""

import os
import sys

import pytest

from terminal.domain.plugins import PluginKind
from terminal.plugin_host.discovery import discover
from terminal.plugin_host.loading import ALIAS, bundled_folders, content_hash, load, unload
from terminal.plugin_host.manifest import ManifestError, read
from tests.support.plugin_folder import plugin_folder

RELATIVE = "from .rule import RULE\n\ndef create(context):\n    return RULE, context\n"


@pytest.fixture
def path(tmp_path):
    path = plugin_folder(tmp_path, code=RELATIVE)
    (path.parent / "rule.py").write_text("RULE = 1\n")
    return path


@pytest.fixture(autouse=True)
def nothing_stays_imported():
    before = set(sys.modules)
    yield
    assert not [name for name in set(sys.modules) - before if name.startswith(ALIAS)]


def test_two_versions_live_side_by_side(path):
    old = load(read(path))
    (path.parent / "rule.py").write_text("RULE = 2\n")
    new = load(read(path))
    assert (old("a"), new("b")) == ((1, "a"), (2, "b"))
    assert old.sha256 != new.sha256
    for loaded in (old, new, new):
        unload(loaded)


def test_a_stale_or_planted_bytecode_file_has_no_say(path):
    stamp = path.stat().st_mtime
    first = load(read(path))
    (path.parent / "rule.py").write_text("RULE = 7\n")
    os.utime(path.parent / "rule.py", (stamp, stamp))
    second = load(read(path))
    assert second(None)[0] == 7
    assert not (path.parent / "__pycache__").exists()
    unload(first)
    unload(second)


def test_an_import_of_its_own_package_by_name_is_refused_with_what_to_write(path):
    (path.parent / "plugin.py").write_text("from tide.rule import RULE\n")
    with pytest.raises(ManifestError, match=r"plugin\.py:1 imports tide\.rule.*from \.rule import"):
        load(read(path))


def test_an_entry_without_the_factory_is_refused(path):
    (path.parent / "plugin.py").write_text("def make(context): ...\n")
    with pytest.raises(ManifestError, match=r"tide\.plugin:create cannot be loaded: module 'tide\.plugin' has no"):
        load(read(path))
    (path.parent / "plugin.py").write_text("create = 7\n")
    with pytest.raises(ManifestError, match="is not callable"):
        load(read(path))


def test_a_missing_module_is_named(path):
    (path.parent / "rule.py").write_text("import no_such_module_anywhere\n")
    with pytest.raises(ManifestError, match="no_such_module_anywhere"):
        load(read(path))


def test_what_the_code_raises_comes_through(path):
    (path.parent / "rule.py").write_text("1 / 0\n")
    with pytest.raises(ZeroDivisionError):
        load(read(path))
    (path.parent / "rule.py").write_text("def (:\n")
    with pytest.raises(SyntaxError, match=r"rule\.py"):
        load(read(path))


def test_one_changed_byte_changes_the_hash_and_caches_do_not(path):
    before = content_hash(read(path))
    (path.parent / "__pycache__").mkdir()
    (path.parent / "__pycache__" / "rule.pyc").write_bytes(b"x")
    (path.parent / "plugin.sig").write_bytes(b"x")
    assert content_hash(read(path)) == before
    (path.parent / "weights.bin").write_bytes(b"\x00")
    assert content_hash(read(path)) != before


def test_a_bundled_panel_keeps_its_own_name():
    manifest = read(next(folder for folder in bundled_folders() if folder.name == "panels") / "chart" / "plugin.toml")
    assert load(manifest).factory is sys.modules["panels.chart.view"].create


def test_a_file_put_there_after_the_hash_has_no_say(path):
    (path.parent / "plugin.py").write_text("def create(context):\n    from . import late\n    return late\n")
    loaded = load(read(path))
    (path.parent / "late.py").write_text("")
    with pytest.raises(ImportError, match="late"):
        loaded(None)
    unload(loaded)


@pytest.mark.parametrize(
    "manifest", [one for one in discover().manifests if one.kind is not PluginKind.PANEL], ids=lambda one: one.id
)
def test_a_bundled_plugin_can_be_loaded_anew(manifest):
    loaded = load(manifest, fresh=True)
    assert loaded.factory is not load(manifest).factory
    unload(loaded)
