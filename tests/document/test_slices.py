"""Pages of arrays with more than two axes: each derivative for every slice, in both layouts."""

import json

import pytest

from jacobook.answers.answers import answer
from jacobook.answers.entry import entry
from jacobook.answers.lock import forms
from jacobook.catalogue.model import Rule
from jacobook.document.pages.rule_page import rule_page
from jacobook.errors import JacobookError

LINEAR = Rule("linear", "Linear", "X @ W", ("X", "W"), {"X": "b×t×c", "W": "c×d"}, 1)


@pytest.fixture(scope="module")
def answered():
    return answer(LINEAR)


def test_a_page_tells_the_derivative_of_each_slice(answered):
    page = rule_page(answered)
    by_input, by_weights = page.derivatives
    assert by_input.numerator.equation.text == "∂Yᵢ/∂Xᵢ = Wᵀ ⊗ Iₜ, for each i = 1, …, b"
    assert by_input.denominator.formula.latex.endswith(r"\quad \text{for each } i = 1, \dots, b")
    assert by_input.backward.denominator.equation.text == "∂L/∂Xᵢ = GᵢWᵀ, for each i = 1, …, b"
    assert by_weights.backward.denominator.equation.text == "∂L/∂W = Σᵢ XᵢᵀGᵢ"
    assert by_weights.backward.upstream.text == "G = ∂L/∂Y"
    assert by_weights.backward.denominator.upstream_shape.label == "b×t×d"
    assert len({derivative.kind for derivative in page.derivatives}) == 1
    assert by_input.kind.id == "arrays"
    assert page.variables[0].shape.label == "b×t×c"


def test_data_has_the_slices_in_the_place_of_the_layouts(answered):
    found = entry(answered)
    json.dumps(found)
    by_input = found["derivatives"][0]
    assert by_input["numerator"]["text"] == "Wᵀ ⊗ Iₜ, for each i = 1, …, b"
    assert forms(by_input)["denominator"]["text"] == "W ⊗ Iₜ, for each i = 1, …, b"


def test_what_ties_slices_has_no_page():
    with pytest.raises(JacobookError, match="tie slices together"):
        rule_page(answer(Rule("tied", "Tied", "X / norm(X)", ("X",), {"X": "b×t×c"}, 1)))
