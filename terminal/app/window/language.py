"""The language on screen: Qt Linguist's compiled texts, looked up by :mod:`terminal.sdk.words`."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QTranslator

import resources
from terminal.sdk import words

FOLDER = Path(resources.__file__).parent / "i18n"
SOURCE = "en"
OF_QT = {"zh": "qtbase_zh_CN"}
"""Qt's own words, such as those of a dialog that asks for a file."""


class Texts:
    """The translated texts of one language, each looked up once."""

    of_qt: QTranslator | None = None
    """Of Qt's own words, while they are not English."""

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
    speak_qt(language)
    if language == SOURCE:
        return True
    translator = QTranslator()
    if not translator.load(str(folder / f"plimsoll_{language}.qm")):
        return False
    words.install(Texts(translator).look_up, language)
    return True


def speak_qt(language: str) -> None:
    """Sets the language of Qt's own words; they stay English where Qt came without them."""
    if Texts.of_qt is not None:
        QCoreApplication.removeTranslator(Texts.of_qt)
        Texts.of_qt = None
    translator = QTranslator()
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if language in OF_QT and translator.load(OF_QT[language], folder) and QCoreApplication.instance() is not None:
        QCoreApplication.installTranslator(translator)
        Texts.of_qt = translator


def current() -> str:
    """The language in force."""
    return words.language()
