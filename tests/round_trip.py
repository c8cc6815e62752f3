"""What is printed of answers, read back: each formula as itself, or refused with a reason, and never as another.

`python tests/round_trip.py [latex] [text] [numpy]` prints what is refused of the whole catalogue, kind by kind.
"""

from __future__ import annotations

import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jacobook import derive
from jacobook.catalogue.loader import load
from jacobook.derivation import Derivation
from jacobook.derivation.paired import paired
from jacobook.errors import JacobookError, LanguageError, Refused
from jacobook.language.declaration import TANGENT
from jacobook.language.dimension import Dimension, proper_axes, shape_text
from jacobook.language.expression import Expression, Variable
from jacobook.language.numpy_code import read_numpy
from jacobook.language.reader import read_anything
from jacobook.layout.forms.network import NoMatrixForm
from jacobook.layout.formulas.layouts import Layout
from jacobook.proof.numbers.arithmetic import arithmetic
from jacobook.proof.oracle.arrays import Unproved, entries
from jacobook.proof.oracle.components import evaluate_expression
from jacobook.proof.oracle.taylor import TaylorArithmetic
from jacobook.proof.points.case import WORKING_DIGITS, Case
from jacobook.proof.points.search import cases
from jacobook.proof.verdict.arrangement import arrangement

_Names = tuple[Mapping[str, Variable], frozenset[str]]
NOTATIONS = ("latex", "text", "numpy")
NUMBERS = arithmetic(WORKING_DIGITS)


class Outcome(StrEnum):
    """What becomes of a printed formula that is read."""

    ITSELF = "read as itself"
    AMONG = "one of several readings"
    REFUSED = "refused"
    WRONG = "read as something else"


@dataclass(frozen=True, slots=True)
class Printed:
    """A formula as it is printed, with the shapes of its names, and what it is at a point."""

    name: str
    variables: Mapping[str, Variable]
    lengths: frozenset[str]
    size: tuple[Dimension, Dimension]
    point: Mapping[str, Any] = field(compare=False)
    sizes: Mapping[str, int] = field(compare=False)
    wanted: NDArray[Any] = field(compare=False)
    texts: Mapping[str, str] = field(default_factory=dict)

    @property
    def declared(self) -> dict[str, str]:
        """The variables as they are declared in text."""
        return {
            variable.name: " ".join([shape_text(variable.shape), *sorted(variable.properties)])
            for variable in self.variables.values()
            if TANGENT not in variable.properties
        }


@dataclass(frozen=True, slots=True)
class Found:
    """What became of one printed formula."""

    printed: Printed
    notation: str
    outcome: Outcome
    why: str = ""

    def __str__(self) -> str:
        return f"{self.printed.name}, {self.notation}: {self.printed.texts[self.notation]}: {self.why}"


def printed_of(name: str, derivation: Derivation) -> Iterator[Printed]:
    """What is printed of an answer: both layouts, and the backward pass where a page has one.

    Theorems about functions that are only declared, arrays of more axes and complex variables are left out.
    """
    properties = {each for variable in derivation.variables.values() for each in variable.properties}
    if derivation.parsed.functions or derivation.question.has_many_axes or "complex" in properties:
        return
    lengths = derivation.names - set(derivation.variables)
    with suppress(Unproved):
        case = cases(derivation.expression, derivation.wrt)[0]
        for layout in ("numerator", "denominator"):
            with suppress(Refused, Unproved, NoMatrixForm):
                yield _one(
                    f"{name} in {layout} layout",
                    (derivation.variables, lengths),
                    getattr(derivation, layout),
                    case,
                    layout,
                )
    if derivation.order == 1 and proper_axes(derivation.expression.shape):
        with suppress(JacobookError):
            backward = derivation.backward
            question = paired(derivation.question, backward.upstream)
            case = cases(question.expression, question.wrt)[0]
            variables = {**derivation.variables, question.upstream.name: question.upstream}
            yield _one(f"{name}, backward pass", (variables, lengths), backward, case, "denominator")


def _one(name: str, names: _Names, form: Any, case: Case, layout: str) -> Printed:
    derivatives = case.derivatives(WORKING_DIGITS)
    wanted = np.array(
        [[float(derivatives[place]) for place in row] for row in arrangement(case.lengths, Layout(layout))]
    )
    texts = {notation: text for notation in NOTATIONS if (text := form.code(notation)) is not None}
    variables, lengths = names
    size = form.rows, form.columns
    return Printed(name, variables, lengths, size, case.point, case.sizes, wanted.ravel(), texts)


def read_back(printed: Printed, notation: str) -> Found:
    """What becomes of one printed formula."""
    try:
        expressions = [*_expressions(printed, printed.texts[notation], notation)]
    except LanguageError as refusal:
        return Found(printed, notation, Outcome.REFUSED, str(refusal).splitlines()[0])
    is_itself = [_is(expression, printed) for expression in expressions]
    if not any(is_itself):
        return Found(printed, notation, Outcome.WRONG, " or ".join(map(str, expressions)))
    if len(is_itself) == 1:
        return Found(printed, notation, Outcome.ITSELF)
    return Found(printed, notation, Outcome.AMONG, f"{len(is_itself)} readings: {' or '.join(map(str, expressions))}")


def _expressions(printed: Printed, text: str, notation: str) -> Iterator[Expression]:
    if notation == "numpy":
        try:
            yield read_numpy(text, printed.variables, printed.lengths)
        except LanguageError:
            pass
        else:
            return
    readings = read_anything(text, printed.declared, (), printed.size)
    strange = {name for reading in readings for name in reading.parsed.variables} - set(printed.declared)
    if strange:
        raise LanguageError(f"{', '.join(sorted(strange))} is taken for a variable")
    for reading in readings:
        yield reading.parsed.expression


def _is(expression: Expression, printed: Printed) -> bool:
    value = value_at(expression, printed.point, printed.sizes)
    scale = max(1.0, float(np.abs(printed.wanted).max(initial=0)))
    return value.shape == printed.wanted.shape and np.allclose(value, printed.wanted, rtol=1e-9, atol=1e-9 * scale)


def value_at(expression: Expression, point: Mapping[str, Any], sizes: Mapping[str, int]) -> NDArray[Any]:
    """The entries of an expression, row after row, at a point of fractions."""
    arrays = {name: _mapped(array) for name, array in point.items()}
    found = evaluate_expression(expression, arrays, sizes, TaylorArithmetic(NUMBERS))
    return np.array([float(entry) for entry in entries(found)])


def _mapped(array: Any) -> Any:
    return tuple(map(_mapped, array)) if isinstance(array, tuple) else NUMBERS.number(array)


def catalogue(start: int = 0, step: int = 1) -> Iterator[tuple[str, Derivation]]:
    """Every question of the catalogue, or every so many, answered, but those in complex numbers: zᴴ is not read."""
    rules = [rule for rule in load() if rule.chapter != "complex"]
    asked = [(question, wrt) for rule in rules for question in rule.questions for wrt in question.wrt]
    for question, wrt in asked[start::step]:
        answer = derive(question.expr, wrt, question.where, question.order, prove=False)
        if isinstance(answer, Derivation):
            yield f"{question.id} by {wrt}", answer


def kinds(found: Iterable[Found]) -> dict[str, list[Found]]:
    """Those that are not read as themselves alone, by what is said of them, the most frequent first."""
    groups: dict[str, list[Found]] = defaultdict(list)
    for each in found:
        if each.outcome is Outcome.REFUSED:
            groups[re.sub(r"\d+|(?<![\w.])[^\W\d_]\w?(?!\w)", "…", each.why)].append(each)
        elif each.outcome is not Outcome.ITSELF:
            groups[str(each.outcome)].append(each)
    return dict(sorted(groups.items(), key=lambda group: -len(group[1])))


def _report(notations: Iterable[str], printed: Iterable[Printed]) -> None:
    known = list(printed)
    for notation in notations:
        found = [read_back(each, notation) for each in known if notation in each.texts]
        counts = Counter(each.outcome for each in found)
        lines = [f"{notation}: {len(found)}; " + ", ".join(f"{count} {outcome}" for outcome, count in counts.items())]
        for why, group in kinds(found).items():
            lines += [f"  {len(group)} × {why}", *(f"      {each}" for each in group[:4])]
        sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    _report(sys.argv[1:] or NOTATIONS, (each for name, answer in catalogue() for each in printed_of(name, answer)))
