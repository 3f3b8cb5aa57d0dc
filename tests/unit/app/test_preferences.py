"""The settings: layers, what is wrong in them, and writing."""

from __future__ import annotations

from pathlib import Path

import pytest

from terminal.app.preferences.book import SettingsFile, Source
from terminal.app.preferences.declared import declarations, sections, unknown
from terminal.domain.errors import UserError


@pytest.fixture
def book_of(tmp_path: Path):
    """Opens the settings of a folder with nothing of this machine in them."""

    def open_book(text: str | bytes | None = None, *, environment=None, given=None, site: str = "") -> SettingsFile:
        if text is not None:
            (tmp_path / "settings.toml").write_bytes(text if isinstance(text, bytes) else text.encode())
        site_file = tmp_path / "site.toml"
        if site:
            site_file.write_text(site)
        return SettingsFile(tmp_path, environment or {}, given, site_file)

    return open_book


def test_a_file_that_is_no_toml_is_set_aside_and_named(book_of, tmp_path):
    book = book_of(b"\x00{[broken")
    (problem,) = book.problems
    assert "settings.toml" in str(problem)
    assert problem.set_aside is not None
    assert problem.set_aside.read_bytes() == b"\x00{[broken"
    assert not (tmp_path / "settings.toml").exists()
    assert book.value("appearance.theme") == "dark"


def test_two_damaged_files_of_one_second_are_both_kept(book_of, tmp_path):
    for text in (b"[one", b"[two"):
        book_of(text)
    assert sorted(path.read_bytes() for path in tmp_path.glob("settings.toml.bad-*")) == [b"[one", b"[two"]


def test_a_file_that_is_no_utf8_is_set_aside(book_of):
    assert "is no TOML" in str(book_of(b"[appearance]\ntheme = '\xff'\n").problems[0])


def test_a_file_of_endless_brackets_is_set_aside(book_of):
    assert "is no TOML" in str(book_of(b"a = " + b"[" * 100_000).problems[0])


def test_an_unknown_setting_is_named_with_its_line_and_the_nearest(book_of):
    (problem,) = book_of("# mine\n[theme]\ncolour = 1\n").problems
    assert "settings.toml line 3" in str(problem)
    assert "theme.colour" in str(problem)
    assert "appearance.theme" in str(problem)


def test_a_bad_value_is_named_and_the_rest_of_the_file_holds(book_of):
    book = book_of('[appearance]\ntheme = "drak"\ntext_scale = 1.2\n')
    (problem,) = book.problems
    assert "line 2" in str(problem)
    assert "did you mean dark" in str(problem)
    assert book.value("appearance.text_scale") == 1.2
    assert book.value("appearance.theme") == "dark"


def test_a_value_without_a_section_is_named(book_of):
    assert "appearance.theme" in str(book_of('theme = "dark"\n').problems[0])


def test_what_plugins_keep_is_left_to_them(book_of):
    assert book_of("[plugin.tide]\nspeed = 3\n").problems == ()


def test_later_sources_win(book_of):
    layers = {
        "site": "[appearance]\ntext_scale = 1.1\n",
        "text": "[appearance]\ntext_scale = 1.2\n",
        "environment": {"PLIMSOLL_APPEARANCE_TEXT_SCALE": "1.3"},
        "given": {"appearance.text_scale": "1.4"},
    }
    seen = []
    for count in range(5):
        book = book_of(**dict(list(layers.items())[:count]))
        seen.append((book.value("appearance.text_scale"), book.setting("appearance.text_scale").source))
    assert seen == [
        (1.0, Source.DEFAULT),
        (1.1, Source.SITE),
        (1.2, Source.USER),
        (1.3, Source.ENVIRONMENT),
        (1.4, Source.COMMAND_LINE),
    ]


def test_a_bad_variable_is_named_and_foreign_ones_are_not(book_of):
    book = book_of(environment={"PLIMSOLL_ALERTS_SOUDN": "no", "PLIMSOLL_HOME": "/x", "PLIMSOLL_ALERTS_PAUSE": "soon"})
    assert [problem.where for problem in book.problems] == [
        "environment PLIMSOLL_ALERTS_PAUSE",
        "environment PLIMSOLL_ALERTS_SOUDN",
    ]
    assert "alerts.sound" in str(book.problems[1])


def test_a_wrong_command_line_is_refused(book_of):
    with pytest.raises(UserError, match=r"appearance\.theme"):
        book_of(given={"appearance.theme": "pink"})


def test_writing_keeps_comments_and_what_another_terminal_wrote(book_of, tmp_path):
    book = book_of('# my own words\n[appearance]\ntheme = "light"  # for the day\n')
    path = tmp_path / "settings.toml"
    path.write_text(path.read_text() + "\n[alerts]\nsound = false\n")
    book.put("appearance.text_scale", 1.25)
    text = path.read_text()
    assert "# my own words" in text
    assert "# for the day" in text
    assert "sound = false" in text
    assert "text_scale = 1.25" in text
    assert book_of().value("appearance.text_scale") == 1.25


def test_a_put_that_does_not_fit_changes_nothing(book_of, tmp_path):
    book = book_of()
    with pytest.raises(UserError, match=r"at most 1\.5"):
        book.put("appearance.text_scale", 3.0)
    with pytest.raises(UserError, match="did you mean"):
        book.put("appearance.texts_cale", 1.2)
    assert not (tmp_path / "settings.toml").exists()


def test_a_setting_that_the_environment_holds_cannot_be_put(book_of):
    book = book_of(environment={"PLIMSOLL_APPEARANCE_THEME": "light"})
    with pytest.raises(UserError, match="PLIMSOLL_APPEARANCE_THEME"):
        book.put("appearance.theme", "dark")
    assert book.locked("appearance.theme")


def test_a_put_wins_over_the_command_line_of_the_start(book_of):
    book = book_of(given={"appearance.theme": "light"})
    book.put("appearance.theme", "dark")
    assert book.value("appearance.theme") == "dark"


def test_listeners_hear_changes_only_and_can_leave(book_of):
    book = book_of()
    heard: list[tuple[str, object]] = []
    leave = book.on_change(lambda key, value: heard.append((key, value)))
    book.put("appearance.theme", "dark")
    book.put("appearance.theme", "light")
    book.reset("appearance.theme")
    leave()
    leave()
    book.put("appearance.theme", "light")
    assert heard == [("appearance.theme", "light"), ("appearance.theme", "dark")]


def test_a_reset_takes_the_value_out_of_the_file(book_of, tmp_path):
    book = book_of('[appearance]\ntheme = "light"\n')
    book.reset("appearance.theme")
    assert "theme" not in (tmp_path / "settings.toml").read_text()


def test_a_disk_that_refuses_is_said_and_nothing_changes(book_of, tmp_path):
    book = book_of()
    book.path = tmp_path / "settings.toml" / "settings.toml"
    (tmp_path / "settings.toml").write_text("")
    with pytest.raises(UserError, match="cannot be"):
        book.put("appearance.theme", "light")
    assert book.value("appearance.theme") == "dark"


def test_names_of_an_open_section_may_hold_dots(book_of):
    book = book_of('[shortcuts]\n"window.palette" = "Ctrl+P"\nchart.follow = "F"\n')
    assert book.problems == ()
    assert book.kept("shortcuts") == {"window.palette": "Ctrl+P", "chart.follow": "F"}
    book.put("shortcuts.log.clear", "Ctrl+L")
    assert book_of().kept("shortcuts")["log.clear"] == "Ctrl+L"


def test_keys_that_are_none_are_named(book_of):
    assert "a shortcut such as" in str(book_of('[shortcuts]\n"window.palette" = "Ctrl+ P"\n').problems[0])


def test_durations_are_read_in_seconds(book_of):
    assert book_of('[alerts]\npause = "1.5min"\n').number("alerts.pause") == 90.0


def test_every_setting_is_declared_with_words_for_people():
    for key, declaration in declarations().items():
        assert declaration.title, key
        assert declaration.doc.endswith("."), key
    assert [section.order for section in sections()] == sorted(section.order for section in sections())


def test_nothing_alike_points_at_the_list():
    assert "plimsoll settings list" in unknown("zzzz.qqqq")


def test_taking_keys_away_is_told_though_none_are_kept_before(book_of):
    book = book_of()
    heard: list[str] = []
    book.on_change(lambda key, _: heard.append(key))
    book.put("shortcuts.layout.undo", "")
    book.reset("shortcuts.layout.undo")
    assert heard == ["shortcuts.layout.undo"] * 2
