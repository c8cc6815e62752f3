"""Whether printed forms equal the component form of a derivative for every size."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from jacobook.calculus.index_form import Array
from jacobook.language.dimension import ONE
from jacobook.language.expression import Variable
from jacobook.layout.formula import Formula, MatrixForm
from jacobook.proof.arrangement import Axes, sides
from jacobook.proof.components import Unproved
from jacobook.proof.every_size.algebra import MOST_WORK, Algebra
from jacobook.proof.every_size.array_reading import ArrayReading
from jacobook.proof.every_size.formula_reading import FormulaReading, index_names
from jacobook.proof.every_size.quotients import without_quotients
from jacobook.proof.every_size.symbols import Declared
from jacobook.proof.every_size.terms import Index, Terms, Unclear, collected

Indices = Sequence[tuple[str, object]]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is compared: a derivative as an array, the value's axes first, and the variables of the question."""

    derivative: Array
    ranks: tuple[int, ...]
    variables: Mapping[str, Variable]


def reason_against(asked: Asked, form: MatrixForm, sides: tuple[Axes, Axes]) -> str | None:
    """Why a form is not known to be the derivative for every size; None where it is proved to be."""
    reason = ""
    for deep in (False, True):
        algebra = Algebra(deep=deep)
        try:
            if _agree(algebra, asked, form, sides):
                return None
            reason = "the two are not known to be equal"
        except Unclear as why:
            reason = str(why)
        except RecursionError:
            reason = "it is nested too deeply"
    return reason


def _agree(algebra: Algebra, asked: Asked, form: MatrixForm, sides: tuple[Axes, Axes]) -> bool:
    declared = Declared(asked.variables)
    places = [algebra.index(dimension) for dimension in asked.derivative.shape]
    starts = [sum(asked.ranks[:array]) for array in range(len(asked.ranks))]

    def side(axes: Axes) -> tuple[Index, ...]:
        found = (places[starts[array] + axis] for array, axis in axes)
        return tuple(index for index in found if index.dimension != ONE)

    expected = ArrayReading(algebra, declared).array(asked.derivative, places)
    given = FormulaReading(algebra, declared).form(form, *map(side, sides))
    one, other = (collected(terms, places) for terms in (expected, given))
    if {text: t.coefficient for text, t in one.items()} == {text: t.coefficient for text, t in other.items()}:
        return True
    if not algebra.deep:
        return False
    difference = collected([*one.values(), *algebra.scaled([*other.values()], -1)], places)
    return not without_quotients(algebra, [*difference.values()], places)
