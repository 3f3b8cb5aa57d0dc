"""Discovery finds plugins wherever they lie; a bad one is named and hides none of the others."""

import pytest

from terminal.domain.errors import UserError
from terminal.plugin_host.discovery import Origin, discover
from terminal.plugin_host.loading import load
from tests.support.plugin_folder import MANIFEST, PANEL, plugin_folder

PANEL_2 = PANEL.replace('"blotter"', '"alerts"').replace("order = 7", "order = 3").replace("blotter.view", "b.view")


def found_in(folder, origin=Origin.BUNDLED):
    return discover([(folder, origin)])


def test_one_bad_manifest_leaves_the_others_usable(tmp_path):
    plugin_folder(tmp_path / "strategies")
    plugin_folder(tmp_path / "models", MANIFEST.replace('api = "1"', 'api = "7"'), name="eddy")
    plugin_folder(tmp_path, "[plugin", name="broken")
    found = found_in(tmp_path)
    assert [manifest.id for manifest in found.manifests] == ["tide"]
    assert [(one.id, one.path.parent.name) for one in found.refused] == [("broken", "broken"), ("tide", "eddy")]
    assert (found.refused[1].kind, found.refused[1].version) == ("strategy", "1.2.0")


def test_an_id_used_twice_is_refused_naming_the_first(tmp_path):
    first = plugin_folder(tmp_path / "a")
    plugin_folder(tmp_path / "b")
    found = found_in(tmp_path)
    assert [manifest.path for manifest in found.manifests] == [first]
    assert str(first) in found.refused[0].reason


def test_a_named_plugin_stands_in_for_one_that_is_there(tmp_path):
    plugin_folder(tmp_path / "bundled")
    own = plugin_folder(tmp_path / "own")
    found = discover([(tmp_path / "bundled", Origin.BUNDLED)], named=[own.parent])
    assert [manifest.path for manifest in found.manifests] == [own]
    assert found.refused == ()
    assert found.origins == {"tide": Origin.NAMED}


def test_the_same_folder_named_twice_is_one_plugin(tmp_path):
    path = plugin_folder(tmp_path)
    found = discover([], named=[path.parent, path.parent])
    assert (len(found.manifests), found.refused) == (1, ())


def test_a_named_folder_that_holds_no_plugin_is_refused(tmp_path):
    with pytest.raises(UserError, match=r"holds no plugin\.toml"):
        discover([], named=[tmp_path])
    with pytest.raises(UserError, match="is no folder"):
        discover([], named=[tmp_path / "nowhere"])


def test_panels_come_in_their_declared_order(tmp_path):
    plugin_folder(tmp_path, PANEL, name="blotter")
    plugin_folder(tmp_path, PANEL_2, name="b")
    panels = found_in(tmp_path).panels()
    assert [panel.id for panel in panels] == ["alerts", "blotter"]
    assert panels[1].settings == {"rows": 30}


def test_hidden_folders_and_places_that_are_not_there_hold_no_plugins(tmp_path):
    plugin_folder(tmp_path / ".previous")
    plugin_folder(tmp_path / "__pycache__")
    assert found_in(tmp_path).manifests == found_in(tmp_path / "nowhere").manifests == ()


def test_every_bundled_plugin_is_valid_and_loads():
    found = discover()
    assert found.refused == ()
    assert len(found.panels()) >= 5
    for manifest in found.manifests:
        assert manifest.bundled
        assert callable(load(manifest).factory)
