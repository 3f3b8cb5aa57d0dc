"""Values of declared settings: what is refused, in which words, and what comes back."""

from __future__ import annotations

import pytest

from terminal.domain.errors import UserError
from terminal.sdk.manifest import SettingDeclaration
from terminal.sdk.setting_text import bounds_words, declaration_of, from_text, to_text, to_toml


def declared(**fields) -> SettingDeclaration:
    return declaration_of("limit", {"doc": "A limit."} | fields)


WHOLE = declared(type="int", default=30, min=1, max=90, unit="days")
SPAN = declared(type="duration", default="5s", min="0s", max="1h")


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ({"type": "integer", "default": 1, "doc": "x"}, "did you mean int"),
        ({"type": "int", "doc": "x"}, "has no 'default'"),
        ({"type": "int", "default": 1}, "has no 'doc'"),
        ({"type": "int", "default": 1, "doc": "x", "mni": 1}, "did you mean min"),
        ({"type": "int", "default": 0, "doc": "x", "min": 1}, "outside its bounds"),
        ({"type": "int", "default": 0, "doc": "x", "min": "low"}, "is no number"),
        ({"type": "choice", "default": "a", "doc": "x"}, "needs 'choices'"),
        ({"type": "choice", "default": "a", "doc": "x", "choices": "abc"}, "list of words"),
    ],
)
def test_a_declaration_that_breaks_its_own_rules_is_refused(table, words):
    with pytest.raises(UserError, match="tide") as refused:
        declaration_of("tide", table)
    assert words in str(refused.value)


@pytest.mark.parametrize(
    ("declaration", "text", "value"),
    [
        (WHOLE, " 42 ", 42),
        (SPAN, "250ms", "250ms"),
        (SPAN, "5 min", "5 min"),
        (SPAN, "12", "12s"),
        (declared(type="bool", default=False), "On", True),
        (declared(type="float", default=1.0), "1.25", 1.25),
        (declared(type="keys", default=""), "Ctrl+Shift+K", "Ctrl+Shift+K"),
        (declared(type="keys", default="X"), "", ""),
    ],
)
def test_words_become_values_and_values_words(declaration, text, value):
    assert from_text(declaration, text) == value
    assert from_text(declaration, to_text(value)) == value


@pytest.mark.parametrize(
    ("declaration", "text", "words"),
    [
        (WHOLE, "many", "whole number"),
        (WHOLE, "1.5", "whole number"),
        (WHOLE, "inf", "whole number"),
        (WHOLE, "91", "at most 90 days"),
        (SPAN, "soon", "250ms"),
        (SPAN, "2h", "outside its bounds"),
        (declared(type="bool", default=False), "maybe", "true or false"),
        (declared(type="choice", default="dark", choices=["dark", "light"]), "lihgt", "did you mean light"),
    ],
)
def test_words_that_mean_no_value_are_refused_with_what_would_do(declaration, text, words):
    with pytest.raises(UserError, match="limit") as refused:
        from_text(declaration, text)
    assert words in str(refused.value)


def test_bounds_are_said_with_their_unit():
    assert bounds_words(WHOLE) == ", from 1 to 90 days"
    assert bounds_words(SPAN) == ", from 0 to 3600 s"
    assert bounds_words(declared(type="float", default=1.0)) == ""


def test_a_file_keeps_durations_as_words_and_numbers_as_numbers():
    assert to_toml("250ms") == "250ms"
    assert to_toml(42) == 42
