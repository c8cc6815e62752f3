"""Printed formulas evaluated at complex numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any, ClassVar

from jacobook.layout.formulas import formula as f
from jacobook.proof.evaluation.evaluation import EVALUATORS, Evaluation
from jacobook.proof.numbers.arithmetic import Entry, Reals, Undefined, arithmetic
from jacobook.proof.numbers.fitting import Malformed, entrywise, single
from jacobook.proof.oracle.complex_numbers import DIGITS, ComplexNumbers, MovingScalars, complex_number, taken

Rows = tuple[tuple[Entry, ...], ...]
PARTS = {"conj": "conjugate", "real": "real part", "imag": "imaginary part", "angle": "angle"}
"""Functions of complex numbers, as `MovingScalars` knows them."""


def _apply(at_point: Evaluation, formula: f.Apply, bound: Any) -> Any:  # noqa: ANN401 (as evaluators are)
    scalars = MovingScalars()
    definition = {**PARTS, "abs": "Abs(t)"}.get(formula.function)
    if definition is None:
        try:
            return EVALUATORS[f.Apply](at_point, formula, bound)
        except (AttributeError, TypeError):
            # It compares numbers, or is known of real ones alone.
            return _of_reals(at_point, formula, bound)
    value = at_point.value(formula.arguments[0], bound)
    return entrywise(lambda entry: taken(scalars.apply(definition, (entry,), 0))[0], value)


def _of_reals(at_point: Evaluation, formula: f.Apply, bound: Any) -> Any:  # noqa: ANN401
    """A function of complex numbers that are real, by real ones. Raises `Undefined` where they are not."""
    reals = arithmetic(DIGITS)
    assert isinstance(reals, Reals)
    values = [at_point.value(argument, bound) for argument in formula.arguments]
    if any(not at_point.arithmetic.negligible(entry.imag) for rows in values for row in rows for entry in row):
        raise Undefined(f"{formula.function} of complex numbers")
    names = {argument: f"{formula.function} {k}" for k, argument in enumerate(formula.arguments)}
    known = {
        name: entrywise(lambda entry: reals.context.mpf(entry.real), value)
        for name, value in zip(names.values(), values, strict=True)
    }
    symbols = tuple(f.Symbol(names[each], each.rows, each.columns) for each in formula.arguments)
    here = Evaluation(known, at_point.sizes, reals)
    found = EVALUATORS[f.Apply](here, replace(formula, arguments=symbols), bound)
    return entrywise(lambda entry: complex_number(Fraction(0)) + entry, found)


def _norm(at_point: Evaluation, formula: f.Norm, bound: Any) -> Any:  # noqa: ANN401
    if formula.kind not in ("2", "frobenius"):
        raise Malformed(f"the norm {formula.kind} is not known of complex numbers")
    body = [entry for row in at_point.value(formula.body, bound) for entry in row]
    total = sum((abs(entry) ** 2 for entry in body), complex_number(Fraction(0)))
    return single(at_point.arithmetic.power(total, complex_number(Fraction(1, 2))))


def _matrix_power(at_point: Evaluation, formula: f.MatrixPower, bound: Any) -> Any:  # noqa: ANN401
    exponent = at_point.scalar(formula.exponent, bound).real
    whole = f.Number(Fraction(int(exponent)))
    if int(exponent) != exponent:
        raise Malformed("a matrix is raised to whole powers only")
    base = f.Inverse(formula.body) if whole.value < 0 else formula.body
    factors = (base,) * abs(int(exponent))
    return at_point.value(f.Product((f.Identity(formula.rows), *factors)), bound)


class _ComplexEvaluation(Evaluation):
    """Printed formulas at complex points."""

    evaluators: ClassVar[Mapping[type, Any]] = {
        **EVALUATORS,
        f.Apply: _apply,
        f.Norm: _norm,
        f.MatrixPower: _matrix_power,
    }


def printed_at(form: f.MatrixForm, inputs: Mapping[str, Rows], sizes: Mapping[str, int]) -> Rows:
    """A printed formula at complex numbers. Raises `Undefined`, `Malformed`, `ZeroDivisionError`."""
    return _ComplexEvaluation(dict(inputs), dict(sizes), ComplexNumbers()).form(form)
