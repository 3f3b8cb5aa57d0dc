"""Values of declared settings: what is refused, in which words, and what comes back."""

from __future__ import annotations

import pytest

from terminal.domain.errors import UserError
from terminal.sdk.manifest import SettingDeclaration
from terminal.sdk.setting_values import checked, declaration_of, duration_text, from_text, to_text, to_toml


def declared(**fields) -> SettingDeclaration:
    return declaration_of("limit", {"doc": "A limit."} | fields)


WHOLE = declared(type="int", default=30, min=1, max=90, unit="days")
SPAN = declared(type="duration", default="5s", min="0s", max="1h")


@pytest.mark.parametrize(
    ("declaration", "value", "words"),
    [
        (WHOLE, 0, "from 1 to 90 days"),
        (WHOLE, 1.5, "whole number"),
        (WHOLE, True, "whole number"),
        (WHOLE, "30", "whole number"),
        (declared(type="float", default=1.0), float("nan"), "number is wanted"),
        (declared(type="bool", default=True), 1, "true or false"),
        (declared(type="choice", default="dark", choices=["dark", "light"]), "lihgt", "did you mean 'light'"),
        (SPAN, "soon", "250ms"),
        (SPAN, "2h", "from 0s to 1h"),
        (declared(type="colour", default="#FFFFFF"), "red", "#RRGGBB"),
        (declared(type="keys", default=""), "Hyper+K", "Ctrl+K"),
        (declared(type="str", default=""), 3, "text is wanted"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_with_what_would_do(declaration, value, words):
    with pytest.raises(UserError, match="setting limit") as refused:
        checked(declaration, value)
    assert words in str(refused.value)


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ({"type": "integer", "default": 1, "doc": "x"}, "did you mean 'int'"),
        ({"type": "int", "doc": "x"}, "has no 'default'"),
        ({"type": "int", "default": 1}, "has no 'doc'"),
        ({"type": "int", "default": 1, "doc": "x", "mni": 1}, "did you mean 'min'"),
        ({"type": "int", "default": 0, "doc": "x", "min": 1}, "outside its bounds"),
        ({"type": "int", "default": 0, "doc": "x", "min": "low"}, "is no number"),
        ({"type": "choice", "default": "a", "doc": "x"}, "needs 'choices'"),
        ({"type": "choice", "default": "a", "doc": "x", "choices": "abc"}, "list of words"),
    ],
)
def test_a_declaration_that_breaks_its_own_rules_is_refused(table, words):
    with pytest.raises(UserError, match="setting tide") as refused:
        declaration_of("tide", table)
    assert words in str(refused.value)


@pytest.mark.parametrize(
    ("declaration", "text", "value"),
    [
        (WHOLE, " 42 ", 42),
        (SPAN, "250ms", 0.25),
        (SPAN, "5 min", 300.0),
        (SPAN, "12", 12.0),
        (declared(type="bool", default=False), "On", True),
        (declared(type="float", default=1.0), "1.25", 1.25),
        (declared(type="keys", default=""), "shift+ctrl+k", "Ctrl+Shift+K"),
        (declared(type="keys", default=""), "ctrl++", "Ctrl++"),
        (declared(type="keys", default=""), "Ctrl+K, Ctrl+S", "Ctrl+K, Ctrl+S"),
        (declared(type="keys", default="X"), "", ""),
    ],
)
def test_words_become_values_and_values_words(declaration, text, value):
    assert from_text(declaration, text) == value
    assert from_text(declaration, to_text(declaration, value)) == value


def test_words_that_are_no_number_are_refused_not_raised_through():
    with pytest.raises(UserError, match="whole number"):
        from_text(WHOLE, "many")


def test_a_file_keeps_durations_as_words_and_numbers_as_numbers():
    assert to_toml(SPAN, 0.25) == "250ms"
    assert to_toml(WHOLE, 42) == 42
    assert duration_text(90.0) == "90s"
