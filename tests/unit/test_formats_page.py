"""The page about formats knows every format and every column name that the core knows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from terminal.bridge.jobs import ReplayRequest, replay
from terminal.domain.errors import UserError
from tests.support.repository import text_of

PAGE = text_of(Path("docs/reference/formats.md"))
TABULAR = Path("core_rs/wire/src/tabular")
ALIASES = re.compile(r"aliases: &\[(?P<names>[^\]]*)\]")


def test_every_format_has_a_row(tmp_path: Path):
    (tmp_path / "x").write_text("x")
    with pytest.raises(UserError) as refusal:
        replay(ReplayRequest(tmp_path / "x", format="none"), lambda fraction, units: None)
    _, listed = str(refusal.value).split("there are ")
    assert re.findall(r"^\| `([\w-]+)` \|", PAGE, re.MULTILINE)[:13] == listed.split(", ")


@pytest.mark.parametrize("source", ["mod.rs", "quotes.rs", "trades.rs", "bars.rs"])
def test_every_column_name_is_listed(source: str):
    names = re.findall(r'"(\w+)"', " ".join(ALIASES.findall(text_of(TABULAR / source))))
    assert names
    assert [name for name in names if f"`{name}`" not in PAGE] == []
