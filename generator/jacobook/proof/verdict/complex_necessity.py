"""Whether conditions on complex variables are needed: each is made to fail, and then something must have no value."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from fractions import Fraction

from jacobook.language.domain import Predicate
from jacobook.language.expression import Expression, Variable
from jacobook.layout.conditions.condition import Condition
from jacobook.layout.formulas import formula as f
from jacobook.layout.formulas.layouts import Layout
from jacobook.proof.numbers.arithmetic import Undefined
from jacobook.proof.oracle.arrays import Array
from jacobook.proof.oracle.complex_numbers import complex_number
from jacobook.proof.verdict.wirtinger import ComplexCase, assignments, case_at, drawn

_WHOLE = frozenset({Predicate.NOT_ZERO, Predicate.POSITIVE})
_ONE_ENTRY = frozenset({Predicate.NO_ZERO_ENTRY})
_ONE_COLUMN = frozenset({Predicate.INVERTIBLE, Predicate.FULL_COLUMN_RANK, Predicate.POSITIVE_DETERMINANT})


def idle_condition(
    expression: Expression,
    variables: Mapping[str, Variable],
    by: Variable,
    forms: Mapping[Layout, f.MatrixForm],
    conditions: Sequence[Condition],
    *,
    barred: bool,
) -> Condition | None:
    """The first condition without which everything has a value; None where there is none.

    Only conditions on a variable by itself are made to fail.
    """
    for condition in conditions:
        name = condition.subject.name if isinstance(condition.subject, f.Symbol) else ""
        if name not in variables or condition.sufficient_only:
            continue
        sizes = next(assignments(expression, variables))
        draw = random.Random(5)  # noqa: S311 (nothing is kept secret)
        point = {each: drawn(variable, sizes, draw) for each, variable in variables.items()}
        point[name] = _failing(point[name], condition.predicate)
        try:
            case = case_at(expression, point, by, sizes, barred=barred)
            _look(case, forms)
        except (Undefined, ZeroDivisionError):
            continue
        return condition
    return None


def _look(case: ComplexCase, forms: Mapping[Layout, f.MatrixForm]) -> None:
    for form in forms.values():
        case.printed(form)


def _failing(value: Array, predicate: Predicate) -> Array:
    """The value, changed so that the predicate fails of it."""
    zero = complex_number(Fraction(0))
    if not isinstance(value, tuple):
        return zero
    if predicate in _WHOLE:
        return _zeros(value)
    if predicate in _ONE_ENTRY:
        return (
            (_zeros(value[0]), *value[1:]) if not isinstance(value[0], tuple) else ((zero, *value[0][1:]), *value[1:])
        )
    if predicate in _ONE_COLUMN:
        return tuple((zero, *row[1:]) for row in value)
    return value


def _zeros(value: Array) -> Array:
    return tuple(map(_zeros, value)) if isinstance(value, tuple) else complex_number(Fraction(0))
