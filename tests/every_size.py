"""Formulas compared for every size, by their texts: what the tests of the normal form ask."""

from __future__ import annotations

from collections.abc import Mapping

from jacobook.derivation import Derivation
from jacobook.language.dimension import ONE
from jacobook.language.grammar import parse
from jacobook.layout.formulas.formula import MatrixForm
from jacobook.layout.formulas.statement import statement
from jacobook.proof.every_size.comparison import Answer
from jacobook.proof.every_size.formula_reading import formula_reading
from jacobook.proof.every_size.symbols import Declared
from jacobook.proof.normal_form.algebra import Algebra
from jacobook.proof.normal_form.powers import with_closed_brackets
from jacobook.proof.normal_form.quotients import without_quotients
from jacobook.proof.normal_form.terms import collected


def equal(one: str, other: str, where: dict[str, str], *, deep: bool = True, brackets: bool = False) -> bool:
    """Whether two expressions of one shape are found to be equal for every size."""
    left, right = (parse(text, where).expression for text in (one, other))
    variables = {name: parse(name, where).variables[name] for name in where}
    algebra = with_closed_brackets(Algebra(deep=deep)) if brackets else Algebra(deep=deep)
    reading = formula_reading(algebra, Declared(variables))
    formulas = statement(left), statement(right)
    assert (formulas[0].rows, formulas[0].columns) == (formulas[1].rows, formulas[1].columns)
    rows, columns = ((d,) if d != ONE else () for d in (formulas[0].rows, formulas[0].columns))
    sides = tuple(algebra.index(d) for d in rows), tuple(algebra.index(d) for d in columns)
    terms = [reading.entry(formula, *sides) for formula in formulas]
    free = [*sides[0], *sides[1]]
    difference = collected([*terms[0], *algebra.scaled(terms[1], -1)], free)
    return not without_quotients(algebra, [*difference.values()], free)


def asked(derivation: Derivation, forms: Mapping[str, MatrixForm]) -> Answer:
    """Forms that are said to be those of a derivation, to be compared with its component form."""
    shapes = (derivation.expression.shape, *(variable.shape for variable in derivation.wrt))
    return Answer(derivation.derivative, shapes, derivation.variables, forms)
