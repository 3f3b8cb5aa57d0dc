"""Settings of plugins are kept in settings.toml, each checked by its own manifest."""

import pytest

from terminal.app.folders import below
from terminal.app.plugins.installed import find_plugins
from terminal.app.plugins.settings import PluginSettings
from terminal.app.preferences.book import SettingsFile
from terminal.domain.errors import UserError
from terminal.plugin_host.manifest import read
from tests.support.plugin_folder import PANEL, plugin_folder


@pytest.fixture
def tide(tmp_path):
    return read(plugin_folder(tmp_path))


@pytest.fixture
def settings(tmp_path):
    return PluginSettings(SettingsFile(tmp_path / "home"), site=tmp_path / "site.toml")


def test_a_value_of_the_wrong_type_or_outside_its_bounds_is_refused_and_not_kept(settings, tide):
    for name, value, words in (
        ("half_life", "0.5s", "at least 1 s"),
        ("half_life", 5, "is not a duration"),
        ("side", "bot", "did you mean both?"),
        ("sides", "both", "did you mean side?"),
    ):
        with pytest.raises(UserError, match=words):
            settings.put(tide, name, value)
    assert not settings.book.path.exists()


def test_bad_values_in_the_files_are_named_and_their_defaults_hold(settings, tide):
    settings.book.path.parent.mkdir()
    settings.book.path.write_text('[plugin.tide]\nhalf_life = "soon"\nsid = "long"\nside = "short"\n')
    assert settings.values(tide) == {"half_life": "30s", "side": "short"}
    words = [str(problem) for problem in settings.problems(tide)]
    assert len(words) == 2
    assert f"{settings.book.path}: [plugin.tide] half_life: half_life: 'soon' is not a duration" in words[0]
    assert "did you mean side?" in words[1]


@pytest.mark.parametrize("text", ["plugin = 3", "[plugin]\ntide = 3", "[[plugin]]", "\x00"])
def test_a_file_of_another_shape_leaves_the_defaults(settings, tide, text):
    settings.book.path.parent.mkdir()
    settings.book.path.write_text(text)
    assert settings.values(tide)["side"] == "both"


def test_a_value_is_kept_beside_what_the_file_held(settings, tide):
    settings.book.path.parent.mkdir()
    settings.book.path.write_text('# mine\n[appearance]\ntheme = "light"\n\n[plugin.other]\nx = 1\n')
    settings.put(tide, "half_life", "5s")
    settings.put(tide, "side", "long")
    again = PluginSettings(SettingsFile(settings.book.path.parent), site=settings.files[0])
    assert again.values(tide) == {"half_life": "5s", "side": "long"}
    text = settings.book.path.read_text()
    assert "# mine" in text
    assert "[plugin.other]\nx = 1" in text
    assert "[plugin.tide]" in text
    assert again.book.problems == ()


def test_the_users_choice_goes_over_the_sites(settings, tide):
    settings.files[0].write_text('[plugin.tide]\nside = "long"\nhalf_life = "9s"\n')
    settings.put(tide, "side", "short")
    assert settings.values(tide) == {"half_life": "9s", "side": "short"}


def test_a_panel_opens_with_what_was_chosen(settings, tmp_path):
    path = plugin_folder(tmp_path, PANEL, name="blotter")
    settings.put(read(path), "rows", 12)
    panels = {panel.id: panel for panel in find_plugins(below(tmp_path / "h"), [path.parent]).panels(settings.values)}
    assert panels["blotter"].settings == {"rows": 12}
    assert panels["chart"].settings == {"period_seconds": 0}
