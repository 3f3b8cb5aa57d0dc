"""Who is let in, and by whom."""

from __future__ import annotations

from pathlib import Path

import pytest

from terminal.domain.errors import UserError
from terminal.supervision.keys import new_key
from terminal.supervision.people import NewPerson, PeopleFile
from tests.support.people import NOW_NS, key_of, staffed


@pytest.fixture
def people(tmp_path: Path) -> PeopleFile:
    """Everybody."""
    return staffed(tmp_path / "supervision")


def newcomer(people: PeopleFile, name: str = "joe") -> NewPerson:
    """Somebody with a new key."""
    return NewPerson(name, "trader", new_key(people.keys / f"{name}.new", name, None), ["desk:equities"])


def test_the_first_two_need_nobodys_word_and_everyone_after_them_does(people: PeopleFile):
    vouched = {person.name: person.vouched_by for person in people.all()}
    assert vouched == {"kim": "", "lee": "", "ann": "lee", "max": "lee"}
    new = newcomer(people)
    with pytest.raises(UserError, match="must vouch"):
        people.add(new, None, NOW_NS)
    with pytest.raises(UserError, match="role trader; it takes risk or administrator"):
        people.add(new, key_of(people, "kim"), NOW_NS)
    assert people.add(new, key_of(people, "max"), NOW_NS).scopes == ("desk:equities",)


def test_a_name_is_given_once_even_after_removal(people: PeopleFile):
    with pytest.raises(UserError, match="nobody removes themselves"):
        people.remove("lee", key_of(people, "lee"), NOW_NS)
    people.remove("kim", key_of(people, "lee"), NOW_NS)
    assert [person.name for person in people.present()] == ["lee", "ann", "max"]
    with pytest.raises(UserError, match="a name is given once"):
        people.add(newcomer(people, "kim"), key_of(people, "lee"), NOW_NS)
    with pytest.raises(UserError, match="nobody called `kim`"):
        people.remove("kim", key_of(people, "lee"), NOW_NS)


def test_a_row_that_somebody_changed_stops_every_approval(people: PeopleFile):
    text = people.path.read_text()
    people.path.write_text(text.replace('name = "ann"\nrole = "analyst"', 'name = "ann"\nrole = "risk"'))
    with pytest.raises(UserError, match=r"people\.toml:\d+: vouch of `ann` is no valid word"):
        people.all()


@pytest.mark.parametrize("name", ["", "a b", "../x", "x" * 41, '"', "-x"])
def test_a_name_that_is_none_is_refused(people: PeopleFile, name: str):
    with pytest.raises(UserError, match="is no name"):
        people.check_name(name)


def test_somebody_elses_key_does_not_speak_for_a_person(people: PeopleFile):
    new_key(people.keys / "false.key", "lee", None)
    from terminal.supervision.keys import open_key

    false = open_key(people.keys / "false.key", lambda _: "")
    with pytest.raises(UserError, match="is not that of `lee`"):
        people.add(newcomer(people), false, NOW_NS)
