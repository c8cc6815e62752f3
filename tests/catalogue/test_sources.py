"""Places in published works: which are well formed, and how they are cited."""

import pytest

from jacobook.catalogue.sources import WORKS, cite, is_source


@pytest.mark.parametrize("text", [work.example for work in WORKS.values()] + ["wikipedia:vv-05-inst", "cookbook:58-k3"])
def test_a_place_in_a_known_work_is_a_source(text):
    assert is_source(text)
    assert cite(text).work.prefix == text.partition(":")[0]
    assert cite(text).text


@pytest.mark.parametrize(
    "text", ["", "article", "article:", "article:Z1", "article:C5 ", "cookbook:x", "wikipedia:xx-01", "elsewhere:1"]
)
def test_anything_else_is_not(text):
    assert not is_source(text)


def test_places_are_cited_as_a_reader_finds_them():
    assert cite("cookbook:81").text == "equation (81)"
    assert cite("wikipedia:sv-13").text == "table “scalar by vector”, row 13"
    assert cite("article:C5").text == "section “Derivatives of vector element-wise binary operators”"
