"""Which choices fit what was typed, and in which order: by how well the letters fall, then by what was used last."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

KINDS = {">": "action", "@": "instrument", "#": "setting"}
"""A first letter that asks for one kind only."""
WORD, START, INSIDE, SCATTERED = 90, 100, 60, 30


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to find: words to match, words beside them, and what choosing it does."""

    name: str
    detail: str
    choose: Callable[[], object]
    kind: str = ""
    """``instrument panel action workspace setting session``; its own words are shown beside."""
    keys: str = ""
    id: str = ""
    """What it is remembered by; empty takes kind and name."""
    more: str = ""
    """Further words that find it."""

    @property
    def mark(self) -> str:
        """What it is remembered by."""
        return self.id or f"{self.kind}:{self.name}"


def matching(choices: Sequence[Choice], typed: str, recent: Sequence[str] = ()) -> list[Choice]:
    """Choices that hold every word typed, the best first; with nothing typed, those used last come first."""
    wanted = typed.strip().casefold()
    kind = KINDS.get(wanted[:1], "")
    if kind:
        choices = [choice for choice in choices if choice.kind == kind]
        wanted = wanted[1:].strip()
    rank = {mark: len(recent) - at for at, mark in enumerate(recent)}
    words = wanted.split()
    scored = [(score(choice, words), rank.get(choice.mark, 0), -at, choice) for at, choice in enumerate(choices)]
    found = [entry for entry in scored if entry[0] > 0]
    found.sort(key=lambda entry: (entry[0] + (12 if entry[1] and words else 0), entry[1], entry[2]), reverse=True)
    return [entry[3] for entry in found]


def score(choice: Choice, words: Sequence[str]) -> float:
    """How well every word falls; 0 where one does not. Without words everything fits alike."""
    total = 1.0
    name = choice.name.casefold()
    beside = f"{choice.detail} {choice.more}".casefold()
    for word in words:
        one = max(fit(word, name) or scattered(word, name), fit(word, beside) * 0.4 if len(word) > 1 else 0.0)
        if one <= 0:
            return 0.0
        total += one
    return total


def fit(word: str, text: str) -> float:
    """How well one word falls in a text: at its start, at a word's start, or inside; else 0."""
    at = text.find(word)
    if at == 0:
        return START - len(text) * 0.1
    if at > 0:
        begins = f" {word}" in text.replace("-", " ").replace("·", " ").replace("/", " ")
        return (WORD if begins else INSIDE) - at * 0.1
    return 0.0


def scattered(word: str, text: str) -> float:
    """Letters in order, first letters of words preferred; 0 where they are not all there or too far apart."""
    if len(word) < 2:
        return 0.0
    initials = "".join(part[0] for part in text.replace("-", " ").split())
    if initials.startswith(word):
        return SCATTERED * 2
    at, gaps = -1, 0
    for letter in word:
        found = text.find(letter, at + 1)
        if found < 0:
            return 0.0
        gaps += found - at - 1 if at >= 0 else 0
        at = found
    return max(SCATTERED - gaps, 0.0) if gaps <= 2 * len(word) else 0.0
