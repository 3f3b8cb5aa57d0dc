"""The layout as a tree: read from junk without harm, written to the dock manager's XML and back."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal.app.workspace.layout_tree import (
    Branch,
    Float,
    Layout,
    LayoutError,
    Tabs,
    document_of,
    layout_of,
    layout_of_xml,
    only,
    with_panel,
    xml_of,
)

TWO = Layout(
    Branch(
        "row", (Tabs(("heatmap",), "heatmap", share=0.7, home="centre"), Tabs(("tape", "chart"), "chart", share=0.3))
    )
)

JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["main", "floating", "row", "column", "tabs", "share", "current", "closed", "home", "x"]),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


@given(JUNK)
def test_junk_is_refused_or_makes_a_layout_that_can_be_written(document):
    try:
        layout = layout_of(document)
    except LayoutError:
        return
    assert layout_of(json.loads(json.dumps(document_of(layout)))) == layout
    xml_of(layout)


@pytest.mark.parametrize(
    ("document", "word"),
    [
        ([], "not an object"),
        ({"main": {"tabs": "chart"}}, "tabs"),
        ({"main": {"tabs": ["../x"]}}, "tabs"),
        ({"main": {"row": []}}, "row"),
        ({"main": {"tabs": [], "share": 0}}, "share"),
        ({"main": {"tabs": [], "share": True}}, "share"),
        ({"main": {"tabs": []}, "floating": [{"node": {"tabs": []}, "geometry": "xyz"}]}, "hexadecimal"),
    ],
)
def test_a_layout_that_makes_no_sense_is_refused_by_part(document, word):
    with pytest.raises(LayoutError, match=word):
        layout_of(document)


def test_a_nest_without_end_is_refused():
    document: dict = {"tabs": ["chart"]}
    for _ in range(100):
        document = {"row": [document]}
    with pytest.raises(LayoutError, match="deeper"):
        layout_of({"main": document})


def test_the_dock_managers_xml_gives_the_same_places():
    layout = Layout(TWO.main, (Float(Tabs(("log",), "log"), "01d9"),))
    back = layout_of_xml(xml_of(layout))
    assert back.panels() == layout.panels()
    assert [leaf.keys for leaf in back.leaves()] == [leaf.keys for leaf in layout.leaves()]
    assert [round(leaf.share, 1) for leaf in back.leaves()][:2] == [0.7, 0.3]
    assert back.floating[0].geometry == "01d9"


def test_closed_panels_keep_their_place():
    layout = layout_of({"main": {"tabs": ["a", "b"], "closed": ["b"]}})
    assert layout_of_xml(xml_of(layout)).shown() == ("a",)
    assert layout_of_xml(xml_of(layout)).panels() == ("a", "b")


def test_unknown_panels_leave_no_hole():
    assert only(TWO, ["heatmap"]).main == Tabs(("heatmap",), "heatmap", share=1.0, home="centre")
    assert only(TWO, []).main == Tabs(())


def test_a_panel_named_twice_stays_in_its_first_place():
    layout = Layout(Branch("row", (Tabs(("a", "b")), Tabs(("a", "c")))))
    assert [leaf.keys for leaf in only(layout, ["a", "b", "c"]).leaves()] == [("a", "b"), ("c",)]


def test_a_new_panel_comes_to_where_its_area_is_at_home():
    areas = {"tape": "right"}
    found = with_panel(TWO, "news", "right", areas, shown=True)
    assert [leaf.keys for leaf in found.leaves()] == [("heatmap",), ("tape", "chart", "news")]
    hidden = with_panel(TWO, "news", "centre", areas, shown=False)
    assert "news" not in hidden.shown()
    assert next(hidden.leaves()).keys == ("heatmap", "news")
