"""Pages of layers begin with their backward pass, and a table holds the backward passes of all."""

import re

import pytest

from jacobook.answers.answers import answer
from jacobook.catalogue.model import Catalogue, Chapter, Rule
from jacobook.document.collections.site import pages
from jacobook.document.collections.table import theme_tables
from jacobook.document.pages.rule_page import rule_page
from jacobook.document.setting.environment import Templates

LAYER = Rule(
    "some-layer",
    "Some layer",
    "tanh(W @ x)",
    ("x", "W"),
    {"W": "m×n", "x": "n"},
    chapter="some",
    tags=("deep-learning",),
)
LOSS = Rule("some-loss", "Some loss", "norm(x)**2", ("x",), {"x": "n"}, chapter="some", tags=("deep-learning",))
OTHER = Rule("no-layer", "No layer", "tanh(W @ x)", ("x",), {"W": "m×n", "x": "n"}, chapter="some")


@pytest.fixture(scope="module")
def some():
    catalogue = Catalogue((Chapter("some", "Some", 1, "Some.", (LAYER, LOSS, OTHER)),))
    return catalogue, {rule.id: rule_page(answer(rule)) for rule in catalogue}


def test_backpropagation_is_the_first_derivation_of_a_layer(some):
    _, found = some
    for derivative in found["some-layer"].derivatives:
        assert derivative.routes[0].title == "By backpropagation"
        assert len({route.name for route in derivative.routes}) > 2
    assert found["no-layer"].derivatives[0].routes[0].title == "In components"
    names = [sorted(route.name for route in found[page].derivatives[0].routes) for page in ("some-layer", "no-layer")]
    assert names[0] == names[1]


def test_a_table_holds_the_gradients_of_layers_and_of_nothing_else(some):
    table = next(table for table in theme_tables(*some) if table.id == "layers")
    rows = [row for group in table.groups for row in group.rows]
    assert [(row.page.id, row.derivative.wrt) for row in rows] == [("some-layer", "x"), ("some-layer", "W")]
    assert table.reached == "All are proved for every size."
    assert "2 gradients" in table.description


def test_the_pages_show_the_backward_pass_first(some):
    files = dict(pages(*some, "0.1.0", Templates()))
    page = files["rules/some-layer.md"]
    assert page.startswith("---\ntitle: ")
    assert (
        page.index("Given the upstream gradient")
        < page.index("### Derivative in both layouts")
        < page.index("Component form")
    )
    assert page.count("{ #by-x-backward ") == page.count("{ #by-x-layouts ") == 1
    other = files["rules/no-layer.md"]
    assert "### Derivative in both layouts" not in other
    assert other.index('<div class="answers') < other.index("Given the upstream gradient")
    table = files["tables/layers.md"]
    assert table.count(r"given <span") == 2
    assert r"\mathbf{W}^\top" in table
    rows = re.findall(r"<tr id.*?</tr>", table, flags=re.DOTALL)
    assert all(row.count("<td") == 4 for row in rows)
