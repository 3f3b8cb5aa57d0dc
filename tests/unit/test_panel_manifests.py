"""Panel manifests are validated without importing the panel; an error names the file and the key."""

import sys

import pytest

from terminal.plugin_host.panel_manifests import ManifestError, bundled_folders, discover, factory_of, read

GOOD = """
[panel]
id = "blotter"
title = "Blotter"
api = "1"
entry = "somewhere.blotter.view:create"
default_area = "bottom"
order = 7

[settings.rows]
type = "int"
default = 30
"""


@pytest.fixture
def write(tmp_path):
    def put(text, name="blotter"):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "panel.toml").write_text(text)
        return folder / "panel.toml"

    return put


def test_a_valid_manifest_is_read_and_nothing_is_imported(write):
    manifest = read(write(GOOD))
    assert (manifest.id, manifest.order, manifest.default_area) == ("blotter", 7, "bottom")
    assert manifest.settings == {"rows": 30}
    assert "somewhere" not in sys.modules


@pytest.mark.parametrize(
    ("line", "replacement", "key"),
    [
        ('id = "blotter"', 'id = "Blotter 2"', "panel.id"),
        ('id = "blotter"', "id = 7", "panel.id"),
        ('id = "blotter"', "", "panel.id"),
        ('title = "Blotter"', "", "panel.title"),
        ('api = "1"', 'api = "2"', "panel.api"),
        ("somewhere.blotter.view:create", "somewhere.blotter.view", "panel.entry"),
        ('"bottom"', '"cellar"', "panel.default_area"),
        ("order = 7", "order = true", "panel.order"),
        ("order = 7", 'colour = "pink"', "panel.colour"),
        ("default = 30", "", "settings.rows.default"),
        ("[panel]", "[plate]", "panel"),
        ("[panel]", "[panel", "file"),
    ],
)
def test_a_bad_manifest_is_refused_naming_file_and_key(write, line, replacement, key):
    path = write(GOOD.replace(line, replacement))
    with pytest.raises(ManifestError) as refusal:
        read(path)
    assert refusal.value.key == key
    assert f"{path}: {key}:" in str(refusal.value)


def test_one_bad_manifest_leaves_the_others_usable(write, tmp_path):
    write(GOOD)
    write("[panel]\n", "broken")
    found, refused = discover([tmp_path])
    assert [manifest.id for manifest in found] == ["blotter"]
    assert [error.path.parent.name for error in refused] == ["broken"]


def test_an_id_used_twice_is_refused_naming_the_first(write, tmp_path):
    first = write(GOOD, "a")
    write(GOOD, "b")
    found, refused = discover([tmp_path])
    assert len(found) == 1
    assert str(first) in str(refused[0])


def test_panels_come_in_their_declared_order(write, tmp_path):
    write(GOOD, "a")
    write(GOOD.replace("blotter", "alerts").replace("order = 7", "order = 3"), "b")
    assert [manifest.id for manifest in discover([tmp_path])[0]] == ["alerts", "blotter"]


def test_an_entry_that_leads_nowhere_is_refused_naming_it(write):
    with pytest.raises(ManifestError, match=r"somewhere\.blotter\.view:create"):
        factory_of(read(write(GOOD)))


def test_every_bundled_panel_is_valid_and_loads():
    found, refused = discover(bundled_folders())
    assert refused == ()
    for manifest in found:
        assert callable(factory_of(manifest))
