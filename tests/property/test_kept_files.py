"""Whatever lies in the user's files, the terminal opens: it names what it cannot use and raises nothing."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from terminal.app.alerts.book import AlertStore
from terminal.app.alerts.rules import from_json, to_json
from terminal.app.preferences.book import SettingsFile
from terminal.app.preferences.declared import declarations
from terminal.app.services.redaction import redacted
from terminal.app.services.watchlists import WatchlistStore
from terminal.domain.errors import UserError
from terminal.sdk.setting_text import from_text, to_text
from terminal.sdk.setting_values import checked

LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12)
JSON = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner))
NEARLY_RULES = st.fixed_dictionaries(
    {},
    optional={
        "id": LEAVES | st.just("a"),
        "kind": st.sampled_from(["price", "signal", "feed", "risk"]) | LEAVES,
        "measure": st.sampled_from(["last", "stale", "disk", "ofi"]) | LEAVES,
        "relation": st.sampled_from(["above", "below", "is"]) | LEAVES,
        "threshold": LEAVES,
        "once": LEAVES,
    },
)
KEYS = sorted(declarations())


def opened(content: bytes) -> SettingsFile:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "settings.toml").write_bytes(content)
        return SettingsFile(Path(folder), {}, site=Path(folder) / "none")


@given(st.binary(max_size=200))
def test_any_bytes_open_with_every_value_in_its_bounds(content):
    book = opened(content)
    for key, declaration in declarations().items():
        assert checked(declaration, book.value(key)) == book.value(key)


@given(st.sampled_from(KEYS), JSON)
def test_any_value_of_a_setting_is_used_or_named(key, value):
    section, _, name = key.partition(".")
    try:
        import tomlkit

        text = tomlkit.dumps({section: {name: value}})
    except (TypeError, ValueError):  # no TOML holds it
        return
    book = opened(text.encode("utf-8", "surrogatepass"))
    assert book.problems or checked(declarations()[key], value) == book.value(key)


@given(st.sampled_from(KEYS), st.text(max_size=20))
def test_any_words_are_a_value_that_reads_back_or_a_refusal(key, words):
    declaration = declarations()[key]
    try:
        value = from_text(declaration, words)
    except UserError:
        return
    assert from_text(declaration, to_text(value)) == value


@given(JSON | st.builds(lambda rules: {"version": 1, "rules": rules}, st.lists(NEARLY_RULES | JSON, max_size=4)))
def test_any_alerts_file_opens_and_loses_no_rule(document):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "alerts.json").write_text(json.dumps(document), encoding="utf-8")
        told: list = []
        book = AlertStore(folder, SettingsFile(folder, {}, site=folder / "none"), told.append)
        for rule in book.rules():
            assert from_json(to_json(rule)) == rule
        assert len(told) >= len(book.refused)


@given(JSON | st.builds(lambda lists: {"version": 1, "lists": lists}, JSON))
def test_any_watchlist_file_opens_with_a_list(document):
    with tempfile.TemporaryDirectory() as name:
        (Path(name) / "watchlists.json").write_text(json.dumps(document), encoding="utf-8")
        assert WatchlistStore(Path(name), lambda _: None).names()


@given(st.text(max_size=300))
def test_any_text_can_be_searched_for_secrets_and_twice_is_once(text):
    assert redacted(redacted(text)) == redacted(text)
