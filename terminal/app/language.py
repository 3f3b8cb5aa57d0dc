"""The language on screen: Qt Linguist's compiled texts, looked up by :mod:`terminal.sdk.words`."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QTranslator

import resources
from terminal.sdk import words

FOLDER = Path(resources.__file__).parent / "i18n"
SOURCE = "en"


class Texts:
    """The translated texts of one language, each looked up once."""

    def __init__(self, translator: QTranslator) -> None:
        self.translator = translator
        self.found: dict[str, str] = {}

    def look_up(self, text: str) -> str:
        """The translation, the English text where there is none."""
        known = self.found.get(text)
        if known is None:
            known = self.found[text] = self.translator.translate(words.CONTEXT, text) or text
        return known


def speak(language: str, folder: Path = FOLDER) -> bool:
    """Sets the language; false where its texts are not there, and English stays. Whoever calls draws anew."""
    words.install(None)
    if language == SOURCE:
        return True
    translator = QTranslator()
    if not translator.load(str(folder / f"plimsoll_{language}.qm")):
        return False
    words.install(Texts(translator).look_up, language)
    return True


def current() -> str:
    """The language in force."""
    return words.language()
