"""The page of a rule: what it contains, for every rule of the catalogue."""

import pickle
from dataclasses import fields, is_dataclass, replace
from urllib.parse import parse_qs

import pytest

from jacobook.catalogue.model import Rule
from jacobook.derivation import derive
from jacobook.document.pages.answer import Answer
from jacobook.document.pages.rule_page import rule_page
from jacobook.language.declaration import parse_declarations
from jacobook.language.declared_function import is_function_declaration
from jacobook.layout.formulas.layouts import LAYOUTS, Layout


def page_of(expr, wrt, where=None, **given):
    rule = Rule("some-rule", "Some rule", expr, tuple(wrt), where or {}, **given)
    derivations = {item: derive(expr, item, where, rule.order) for item in wrt}
    return rule_page(Answer(rule, derivations, {item: found.verify() for item, found in derivations.items()}))


def test_a_page_holds_the_answers_in_both_layouts():
    page = page_of("x @ A @ x", ["x"], {"A": "n×n", "x": "n"})
    (derivative,) = page.derivatives
    assert page.equation.text == "y = xᵀAx"
    assert derivative.numerator.equation.text == "∂y/∂x = xᵀ(A + Aᵀ)"
    assert derivative.denominator.equation.text == "∂y/∂x = (A + Aᵀ)x"
    assert (derivative.numerator.shape.label, derivative.denominator.shape.label) == ("1×n", "n×1")
    assert (derivative.numerator.shape.word, derivative.denominator.shape.word) == ("row", "column")
    assert not derivative.same
    assert [variable.shape.label for variable in page.variables] == ["n×1", "n×n"]


def test_the_layouts_are_the_same_where_formula_and_shape_are():
    by_w, by_z = page_of("w * x * z", ["w", "z"], {"z": "scalar"}).derivatives
    assert by_w.same
    assert not by_z.same


def test_one_line_of_a_derivation_stands_for_both_layouts_where_they_agree():
    (derivative,) = page_of("w * x", ["w"]).derivatives
    (route,) = derivative.routes
    assert [step.layout for step in route.steps].count(None) == len(route.steps)
    assert route.steps[-1].right == derivative.numerator.formula


def test_a_derivation_ends_in_a_line_for_each_layout_where_they_differ():
    (derivative,) = page_of("A @ x", ["x"]).derivatives
    (route,) = derivative.routes
    assert [step.layout for step in route.steps][-2:] == list(LAYOUTS)
    assert route.heading.startswith("In components: ")


def test_the_matrix_is_written_out_in_both_layouts():
    (derivative,) = page_of("w * x", ["w"]).derivatives
    assert derivative.numerator.written_out.text == "[x₁  0  ⋯  0; 0  x₂  ⋯  0; ⋮  ⋮  ⋱  ⋮; 0  0  ⋯  xₙ]"
    (derivative,) = page_of("A @ x", ["x"], {"A": "2×3"}).derivatives
    assert derivative.numerator.written_out.text.count(";") == 1
    assert derivative.denominator.written_out.text.count(";") == 2
    (derivative,) = page_of("3 * a**2", ["a"]).derivatives
    assert derivative.numerator.written_out is None


def test_what_is_written_out_is_said_row_by_row():
    (derivative,) = page_of("a @ x", ["x"], {"a": "n"}).derivatives
    assert derivative.denominator.written_out.spoken == (
        "the matrix with first row: a sub 1; second row: a sub 2; and so on; last row: a sub n"
    )


def test_the_example_is_exact_where_the_numbers_stay_rational():
    (derivative,) = page_of("x @ A @ x", ["x"], {"A": "n×n", "x": "n"}).derivatives
    assert derivative.example.exact
    assert derivative.example.value.text == "y = 25"
    assert derivative.example.numerator.text == "∂y/∂x = [9  4  12]"
    (derivative,) = page_of("exp(x)", ["x"], {"x": "n"}).derivatives
    assert not derivative.example.exact
    assert derivative.example.value.text.startswith("y ≈ [")


def test_themes_follow_tags_and_what_the_expression_does_last():
    assert page_of("w * x", ["w"], tags=("element-wise",)).themes == ("element-wise",)
    assert page_of("sum(w * x)", ["w"]).themes == ("reductions",)
    assert page_of("w @ x", ["w"]).themes == ("reductions",)
    assert page_of("A @ x", ["x"]).themes == ()


def test_descriptions_have_the_length_that_search_engines_show():
    assert 50 <= len(page_of("w * x", ["w"]).description) <= 160
    assert 50 <= len(page_of("w * x", ["w"], summary="Short.").description) <= 160


def test_what_was_checked_is_said_once_where_it_is_the_same():
    page = page_of("w * x", ["w", "x"])
    ((names, sentence),) = page.checks
    assert names == ""
    assert sentence.startswith("Proved for every size")


def test_what_was_checked_names_the_variables_where_it_differs():
    items = ("w", "x", "x,x", "w,x")
    found = {item: derive("sum(w * x**2)", item) for item in items}
    certificates = {item: derivation.verify() for item, derivation in found.items()}
    certificates |= {item: replace(certificates[item], every_size=False) for item in ("x", "x,x")}
    certificates |= {"w,x": replace(certificates["w,x"], unmet=("the branch n > 9",))}
    page = rule_page(Answer(Rule("some-rule", "Some rule", "sum(w * x**2)", items, {}), found, certificates))
    assert [names for names, _ in page.checks] == ["w", "x and x twice", "w then x"]
    assert [sentence.partition(",")[0] for _, sentence in page.checks][1] == "Proved at these sizes"


def test_every_rule_of_the_catalogue_has_a_page(catalogue, rule_pages, derivations):
    assert list(rule_pages) == [rule.id for rule in catalogue]
    for rule in catalogue:
        page = rule_pages[rule.id]
        # A function without a definition, and the solution of an equation, have no code; arrays have no worked numbers.
        no_numbers = any(
            is_function_declaration(text) or "=" in text or "argmin" in text for text in rule.where.values()
        )
        assert 50 <= len(page.description) <= 160, rule.id
        assert [derivative.wrt for derivative in page.derivatives] == list(rule.wrt)
        for derivative in page.derivatives:
            assert derivative.routes, rule.id
            in_slices = derivations[rule.id][derivative.wrt].question.has_many_axes
            assert bool(derivative.programs) is not (no_numbers or in_slices), rule.id
            assert bool(derivative.example) is not (no_numbers or in_slices), rule.id
            assert derivative.checked, rule.id


def test_a_page_is_made_of_plain_values(rule_pages):
    """So that it can be kept from one build to the next and compared."""
    assert rule_pages
    for page in rule_pages.values():
        assert set(map(type, _leaves(page))) <= {str, int, bool, Layout, type(None)}
        assert pickle.loads(pickle.dumps(page)) == page  # noqa: S301 - our own bytes


def _leaves(value):
    if is_dataclass(value):
        for field in fields(value):
            yield from _leaves(getattr(value, field.name))
    elif isinstance(value, tuple):
        for part in value:
            yield from _leaves(part)
    else:
        yield value


@pytest.mark.parametrize("expr", ["x @ x", "exp(x) / sum(exp(x))"])
def test_the_same_rule_gives_the_same_page(expr):
    assert page_of(expr, ["x"]) == page_of(expr, ["x"])


def test_a_page_carries_its_question_for_the_page_that_differentiates():
    where = {"A": "n×n symmetric", "x": "n"}
    asked = parse_qs(page_of("x @ A @ x", ["x", "A"], where, order=2).question.removeprefix("?"))
    assert asked == {"e": ["x @ A @ x"], "wrt": ["x"], "w": ["A: n×n symmetric, x: n"], "o": ["2"]}
    assert parse_declarations(asked["w"][0]) == where
