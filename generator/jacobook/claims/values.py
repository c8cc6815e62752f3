"""Values at one case: those of a claim, of an answer in a form, and of a formula, in one arithmetic."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import chain, product

import mpmath

from jacobook.claims.comparison import claimed
from jacobook.claims.forms import Form, expected, further_values
from jacobook.claims.reading import Claim
from jacobook.language.dimension import Shape
from jacobook.language.expression import Variable, is_implicit
from jacobook.layout.formulas import formula as f
from jacobook.proof.evaluation.linear_algebra import changed
from jacobook.proof.numbers.arithmetic import Entry, NotExact, Numbers, Undefined
from jacobook.proof.numbers.elimination import Matrix
from jacobook.proof.numbers.fitting import Malformed
from jacobook.proof.oracle.arrays import Unproved
from jacobook.proof.oracle.instances import Instances
from jacobook.proof.points.case import WORKING_DIGITS, Case, as_matrix, measured
from jacobook.proof.points.on_equations import on_equations
from jacobook.proof.points.points import REGIONS, Draw, canonical_text, counting
from jacobook.proof.verdict.questions import evaluation

Values = tuple[Entry, ...]

_CLOSE = mpmath.mpf(10) ** -40
NO_VALUE = (NotExact, Undefined, Malformed, Unproved, ZeroDivisionError, OverflowError, KeyError)
"""What is raised where something has no value, or none in an arithmetic."""


def same(left: Sequence[Entry], right: Sequence[Entry]) -> bool:
    """Whether entries are equal: exactly, or to forty digits."""
    return len(left) == len(right) and all(is_same(a, b) for a, b in zip(left, right, strict=True))


def is_same(left: Entry, right: Entry) -> bool:
    """Whether two numbers are equal, exactly or to forty digits."""
    if left == right or (isinstance(left, Fraction) and isinstance(right, Fraction)):
        return bool(left == right)
    return bool(abs(left - right) <= _CLOSE * max(1, abs(left), abs(right)))


@dataclass(frozen=True, slots=True)
class Here:
    """A claim at one case, in the arithmetic in which it has a value; what has been worked out is remembered."""

    claim: Claim
    case: Case
    digits: Numbers
    values: Values
    _known: dict[Form, Values] = field(default_factory=dict)

    @classmethod
    def at(cls, claim: Claim, case: Case) -> Here | None:
        """The claim at a case; None where it has no value."""
        for digits in dict.fromkeys((case.digits, WORKING_DIGITS)):
            try:
                return cls(claim, case, digits, claimed(claim, case, digits))
            except NotExact:
                continue
            except NO_VALUE:
                return None
        return None

    def expected(self, form: Form) -> Values:
        """The entries that a form has here."""
        if form not in self._known:
            self._known[form] = tuple(expected(self.claim, form, self.case, self.digits))
        return self._known[form]

    def fits(self, form: Form) -> bool:
        """Whether the claim has as many rows and columns here as the form."""
        if self.claim.indices:
            return len(self.claim.indices) == len(form.groups) and form.is_in_order
        return _longer(self.claim.shape, self.case) == _longer(form.shape, self.case)

    def agrees(self, form: Form) -> bool:
        """Whether the claim has the entries of a form here."""
        return self.fits(form) and same(self.values, self.expected(form))

    def of(self, formula: f.Formula) -> Values | None:
        """The entries of a formula here, row after row; None where it has no value."""
        known: dict[str, Matrix] = {}
        for name, array in further_values(self.claim, self.case).items():
            matrix = as_matrix(array, self.digits)
            known |= {name: matrix, changed(name.removeprefix("d")): matrix}
        here = evaluation(self.case, self.digits, known)
        try:
            if self.claim.indices:
                return tuple(here.scalar(formula, bound) for bound in self._bound())
            return tuple(chain.from_iterable(here.value(formula)))
        except NO_VALUE:
            return None

    def _bound(self) -> Iterator[dict[str, tuple[int, int]]]:
        """The values that the indices of the component form take, row after row."""
        entries = self.claim.asked.entries()
        indices = () if entries is None else entries[1]
        lengths = [measured((dimension,), self.case.sizes)[0] for _, dimension in indices]
        for values in product(*map(range, lengths)):
            yield {name: (value, size) for (name, _), value, size in zip(indices, values, lengths, strict=True)}


def _longer(shape: Shape, case: Case) -> list[int]:
    """The lengths of axes that are longer than 1 there."""
    return [length for length in measured(shape, case.sizes) if length != 1]


def everywhere(claim: Claim, cases: Sequence[Case]) -> tuple[Here, ...]:
    """A claim at those of the cases at which it has a value."""
    return tuple(filter(None, (Here.at(claim, case) for case in cases)))


def drawn(
    claim: Claim, sizes: Mapping[str, int], properties: Mapping[str, frozenset[str]], points: int = 2
) -> Iterator[Case]:
    """Cases of the question of a claim at these sizes, at which variables have further properties."""
    asked = claim.asked
    known = {
        name: replace(variable, properties=variable.properties | properties.get(name, frozenset()))
        for name, variable in _all_variables(claim).items()
    }
    text = f"{canonical_text(asked.expression)} under a condition"
    found = 0
    for attempt in range(2 * len(REGIONS)):
        case = _drawn(claim, dict(sizes), known, Draw(text, found, attempt))
        if case is not None:
            yield case
            found += 1
        if found == points:
            return


def _all_variables(claim: Claim) -> dict[str, Variable]:
    further = {name: v for name, v in claim.further.items() if "index" not in v.properties}
    return {**claim.asked.variables, **further}


def _drawn(claim: Claim, sizes: dict[str, int], known: Mapping[str, Variable], draw: Draw) -> Case | None:
    asked = claim.asked
    try:
        point = draw.point_of(known, sizes, counting(asked.expression))
        return at_point(claim, sizes, point)
    except NO_VALUE:
        return None


def at_point(claim: Claim, sizes: dict[str, int], point: Mapping[str, Entry]) -> Case | None:
    """The case of the question of a claim at a point, at which its declared equations are solved.

    None where the derivative does not exist there.
    """
    there = Case(claim.asked.expression, claim.asked.wrt, dict(sizes), dict(point), None, Instances("claim"))
    if is_implicit(there.expression):
        solved = on_equations(there)
        if solved is None:
            return None
        there = solved
    for digits in dict.fromkeys((there.digits, WORKING_DIGITS)):
        case = replace(there, digits=digits, _known={})
        try:
            case.derivatives(digits)
        except NotExact:
            continue
        except NO_VALUE:
            return None
        return case
    return None
