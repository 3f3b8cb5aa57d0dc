"""Every text has its place in the Linguist files, every translation keeps the places of its source."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from setup import translations
from setup.translations import FOLDER, LANGUAGES, compile_file, document, kept, texts

PLACE = re.compile(r"\{[^{}]*\}")
KEYS = re.compile(r"\b(?:F\d+|Ctrl|Alt|Shift|Esc|Enter|Home|Space)\b")


@pytest.fixture(scope="module")
def found() -> dict[str, set[str]]:
    return texts()


@pytest.mark.parametrize("language", LANGUAGES)
def test_file_holds_every_text_and_no_other(language: str, found: dict[str, set[str]]):
    path = FOLDER / f"plimsoll_{language}.ts"
    current = document(found, kept(path), LANGUAGES[language])
    assert path.read_text(encoding="utf-8") == current, "run: python -m setup.translations"


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_is_translated(language: str, found: dict[str, set[str]]):
    known = kept(FOLDER / f"plimsoll_{language}.ts")
    assert [text for text in found if text not in known] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_places_and_keys_survive_translation(language: str):
    known = kept(FOLDER / f"plimsoll_{language}.ts")
    lost = {
        source: said
        for source, said in known.items()
        if sorted(PLACE.findall(source)) != sorted(PLACE.findall(said))
        or set(KEYS.findall(source)) - set(re.findall(r"F\d+|Ctrl|Alt|Shift|Esc|Enter|Home|Space", said))
    }
    assert lost == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_compiled_file_is_of_the_source(language: str, tmp_path: Path):
    path = FOLDER / f"plimsoll_{language}.ts"
    compile_file(path, tmp_path / "again.qm")
    assert (tmp_path / "again.qm").read_bytes() == path.with_suffix(".qm").read_bytes()


def test_a_text_that_is_no_longer_said_leaves_and_a_new_one_is_unfinished(tmp_path: Path):
    path = tmp_path / "some.ts"
    path.write_text(document({"Halt": {"a.py"}, "Gone": {"a.py"}}, {"Halt": "停止", "Gone": "没了"}, "zh_CN"))
    assert kept(path) == {"Halt": "停止", "Gone": "没了"}
    path.write_text(document({"Halt": {"a.py"}, "New": {"b.py"}}, kept(path), "zh_CN"))
    assert kept(path) == {"Halt": "停止"}
    assert 'type="unfinished"' in path.read_text(encoding="utf-8")


def test_markers_are_found_in_python(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "terminal").mkdir()
    said = 'tr("One")\nnoop("Two")\ncounted(n, noop("Three"), "Four")\ntr(name)\nother("Five")\n'
    (tmp_path / "terminal/some.py").write_text(said, encoding="utf-8")
    monkeypatch.setattr(translations, "ROOT", tmp_path)
    assert {text for _, text in translations.in_python()} == {"One", "Two", "Three", "Four"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_painted_words_fit_the_core(language: str):
    """The core holds 96 bytes of a painted text, the figures in it included."""
    known = kept(FOLDER / f"plimsoll_{language}.ts")
    painted = (known[text] for _, text in translations.in_painters())
    assert [text for text in painted if len(text.encode()) > 96 - 24] == []
