"""What the steps in components say: in the words of a reader, and not in the names of the table of functions."""

from __future__ import annotations

import pytest

from expressions import DIFFERENTIATED
from jacobook.derivation import derive


def reasons(asked: str, by: str = "x", **where: str) -> str:
    routes = derive(asked, wrt=by, where={"x": "n"} | where, prove=False).steps
    return "; ".join(step.reason for step in next(route for route in routes if route.name == "components").steps)


@pytest.mark.parametrize("function", DIFFERENTIATED, ids=lambda f: f.name)
def test_a_function_is_called_as_people_call_it(function):
    argument = "x / 10" if function.arity == 1 else "x, w"
    where = {} if function.arity == 1 else {"w": "n"}
    said = reasons(f"sum({function.name}({argument}) * x)", **where)

    assert "_" not in said
    assert f"derivative of {function.name}" not in said


def test_comparisons_are_told_once():
    said = reasons("where(x > 0, x, 0.1*x)")

    assert said.count("a bracket of a comparison is constant on either side of its border") == 1
    assert "greater" not in said
    assert "less" not in said


def test_a_choice_is_differentiated_case_by_case():
    assert "a choice between cases is differentiated case by case" in reasons("where(x > 0, log(x), 0)")
