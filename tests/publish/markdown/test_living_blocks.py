"""Living figures in a page's source: drawn whole, with their numbers in a table and for the script."""

import json
import re
from html import unescape

import markdown
import pytest

from jacobook.block import read_block
from jacobook.errors import LanguageError
from jacobook.publish.markdown.page_errors import PageError


def converted(body):
    extensions = ["pymdownx.superfences", "jacobook.publish.mathematics", "jacobook.publish.jacobian_blocks"]
    return markdown.Markdown(extensions=extensions).convert(f"```jacobian\n{body}\n```")


def test_a_curve_is_drawn_whole_with_a_table_of_its_numbers():
    html = converted("x**2\nwrt: x\nwhere: x: scalar\nshow: figure\nfigure: slope -2..2\nat: x = 1")
    (data,) = re.findall(r'<figure class="living living-slope" data-figure="([^"]*)"', html)
    assert json.loads(unescape(data))["names"] == ["x", "y"]
    drawn = html[html.index("<svg") : html.index("</svg>")]
    for role in ("curve", "tangent", "point"):
        assert f'class="{role}"' in drawn
    assert "<td>1</td><td>1</td><td>2</td>" in html
    assert "<script" not in html


def test_a_grid_is_a_table_in_each_layout_or_in_one():
    body = "[3*x**2*y, 2*x + y**8]\nwrt: [x, y]\nwhere: x: scalar, y: scalar\nshow: figure\nat: x = 1, y = 1"
    both, one = converted(body), converted(f"{body}\nlayout: numerator")
    assert re.findall(r'<table class="living-grid" data-layout="(\w+)"', both) == ["numerator", "denominator"]
    assert re.findall(r'<table class="living-grid" data-layout="(\w+)"', one) == ["numerator"]
    places = re.findall(r'<td data-output="(\d)" data-input="(\d)">', both)
    assert places[:4] == [("0", "0"), ("0", "1"), ("1", "0"), ("1", "1")]
    assert places[4:] == [("0", "0"), ("1", "0"), ("0", "1"), ("1", "1")]


def test_a_figure_is_asked_for_before_it_is_chosen():
    with pytest.raises(LanguageError, match="which figure is shown"):
        read_block("x @ x\nwrt: x\nfigure: grid")
    with pytest.raises(PageError, match="there is no figure 'circle'"):
        converted("x @ x\nwrt: x\nwhere: x: 2\nshow: figure\nfigure: circle")
    with pytest.raises(LanguageError, match="works only in the pages of a site"):
        read_block("x @ x\nwrt: x\nshow: figure").require_words()
