"""Every notation is registered once, and is offered wherever answers are printed."""

import json
from typing import ClassVar

import pytest

from jacobook import derive
from jacobook.answer_data import layout_entry
from jacobook.cli.derive import FORMATS
from jacobook.errors import Refused
from jacobook.language.functions import ELEMENTWISE, FUNCTIONS
from jacobook.notation.julia import JuliaPrinter
from jacobook.notation.notations import NOTATIONS, WORDED


def answer():
    return derive("norm(A @ x) ** 2", "x", {"A": "m×n"}, prove=False).denominator


def test_there_are_notations_for_people_and_code():
    assert set(WORDED) == {"latex", "typst", "text", "spoken"}
    assert set(NOTATIONS) - set(WORDED) == {"numpy", "jax", "torch", "sympy", "julia"}


def test_the_command_line_offers_each():
    assert set(FORMATS) - set(NOTATIONS) == {"markdown", "einsum", "json"}
    assert len(set(FORMATS)) == len(FORMATS)


def test_an_answer_has_each_as_an_attribute_and_as_data():
    found = answer()
    entry = layout_entry(found)
    assert set(entry) == {"shape", *NOTATIONS}
    for name in NOTATIONS:
        assert entry[name] == found.printed(name) == found.code(name) == getattr(found, name)
        assert name in dir(found)
    with pytest.raises(AttributeError, match="no attribute 'matlab'"):
        _ = found.matlab


def test_the_schema_of_answers_has_each(root):
    schema = json.loads(
        (root / "generator" / "jacobook" / "publish" / "pages" / "rules.schema.json").read_text("utf-8")
    )
    layout = next(each for each in schema["$defs"].values() if "numpy" in each.get("properties", {}))
    assert set(layout["properties"]) == set(layout["required"]) == {"shape", *NOTATIONS}


@pytest.mark.parametrize("notation", NOTATIONS)
@pytest.mark.parametrize("name", [each.name for each in FUNCTIONS.values() if each.kind == ELEMENTWISE])
def test_every_function_of_entries_is_printed(name, notation):
    two = FUNCTIONS[name].arity == 2
    where = {"y": "m", "A": "m×n", "x": "n"} | ({"w": "m"} if two else {})
    found = derive(f"sum(y * {name}(A @ x{', w' if two else ''}))", "y", where, prove=False)
    assert found.denominator.printed(notation)


def test_what_a_notation_cannot_say_is_none_in_data_and_refused_when_asked_for():
    found = derive("u(x)", "x", {"u": "n -> m", "x": "n"}, prove=False).denominator
    assert found.code("julia") is None
    with pytest.raises(Refused, match="Julia code cannot contain the derivative of u"):
        _ = found.julia


@pytest.mark.parametrize(
    ("expression", "variable", "missing"),
    [("X.T @ A", "X", "commutation"), ("A @ diag(x) @ B", "x", "khatri_rao"), ("cross(u, v)", "u", "cross_matrix")],
)
def test_a_construction_that_a_language_has_no_pattern_for_is_refused(expression, variable, missing):
    class Less(JuliaPrinter):
        patterns: ClassVar = {name: pattern for name, pattern in JuliaPrinter.patterns.items() if name != missing}

    found = derive(expression, variable, prove=False).denominator
    with pytest.raises(Refused, match=f"Julia code has no pattern for {missing.replace('_', ' ')}"):
        Less.naming([found.formula]).form(found.form)
