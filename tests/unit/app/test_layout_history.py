"""Undo for layouts: changes of shape alone, bounded, both ways."""

from __future__ import annotations

from terminal.app.workspace.layout_history import MOST, LayoutHistory


def state(name: str, size: int = 1) -> bytes:
    return f"<Splitter><Area>{name}</Area><Sizes>{size}</Sizes></Splitter>".encode()


def test_nothing_to_undo_gives_nothing():
    history = LayoutHistory()
    history.begin(state("a"))
    assert history.undo(state("a")) is None
    assert history.redo(state("a")) is None


def test_sizes_alone_are_no_change():
    history = LayoutHistory()
    history.begin(state("a"))
    assert not history.note(state("a", 900))
    assert history.undo(state("a", 900)) is None


def test_a_change_nobody_noted_yet_is_undone_all_the_same():
    history = LayoutHistory()
    history.begin(state("a", 5))
    assert history.undo(state("b")) == state("a", 5)
    assert history.redo(state("a", 5)) == state("b")


def test_a_new_change_takes_the_way_forward_away():
    history = LayoutHistory()
    history.begin(state("a"))
    history.undo(state("b"))
    history.note(state("c"))
    assert history.redo(state("c")) is None
    assert history.undo(state("c")) == state("a")


def test_the_stack_is_bounded():
    history = LayoutHistory()
    history.begin(state("start"))
    for number in range(MOST + 20):
        history.note(state(str(number)))
    assert len(history.past) == MOST
