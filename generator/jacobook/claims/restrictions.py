"""Conditions under which a claim is right: each property is imposed, and the claim compared again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import combinations

from jacobook.claims.every_size import holds_for_every_size
from jacobook.claims.forms import Form, fits, forms_of
from jacobook.claims.reading import Claim
from jacobook.claims.values import at_point, drawn, everywhere
from jacobook.language.expression import Variable
from jacobook.proof.numbers.arithmetic import arithmetic
from jacobook.proof.numbers.elimination import multiplied
from jacobook.proof.points.branches import branches
from jacobook.proof.points.case import Case

SQUARE_PROPERTIES = ("symmetric", "skew", "orthogonal", "diagonal")
_RARE = frozenset({"skew", "orthogonal", "diagonal"})
_MOST_VARIABLES = 6
_POINTS = 3


@dataclass(frozen=True, slots=True)
class Restriction:
    """What makes a claim right: in words, and as which form; `every_size` where that is shown for every size.

    What is rare is told only where nothing else explains a claim, and so is what is said of sizes.
    """

    words: str
    form: Form
    every_size: bool = False
    is_rare: bool = False
    of_sizes: bool = False
    properties: Mapping[str, frozenset[str]] = field(default_factory=dict)


def restrictions(claim: Claim, sizes: Mapping[str, int]) -> Iterator[Restriction]:
    """Every condition that is found under which a claim is right; those that ask the least before the others."""
    variables = [v for v in claim.asked.variables.values() if "index" not in v.properties][:_MOST_VARIABLES]
    symmetric: set[str] = set()
    for variable in variables:
        for name in _properties(variable):
            if name == "diagonal" and variable.name in symmetric:
                continue
            found = _under(claim, sizes, {variable.name: frozenset({name})}, _worded(variable.name, name))
            if found is not None:
                symmetric.add(variable.name)
                yield found
    squares = [v for v in variables if _is_square(v) and "symmetric" not in v.properties]
    if not symmetric and len(squares) > 1:
        yield from _together(claim, sizes, squares)
    yield from _of_sizes(claim, sizes)


def _worded(name: str, property_of: str) -> str:
    return f"‖{name}‖ = 1" if property_of == "unit" else f"{name} is {property_of}"


def _properties(variable: Variable) -> Iterator[str]:
    if _is_square(variable):
        yield from (name for name in SQUARE_PROPERTIES if not variable.properties)
    if len(variable.shape) == 1 and not variable.properties:
        yield "unit"
    if not variable.properties:
        yield "positive"


def _is_square(variable: Variable) -> bool:
    return len(variable.shape) == 2 and variable.shape[0] == variable.shape[1]


def _under(
    claim: Claim, sizes: Mapping[str, int], properties: Mapping[str, frozenset[str]], words: str
) -> Restriction | None:
    """The claim where variables have further properties."""
    form = _agreeing(claim, list(drawn(claim, sizes, properties, _POINTS)), exactly=True)
    if form is None:
        return None
    every_size = _for_every_size(claim, form, properties)
    if not every_size and branches(claim.asked.expression):
        # A few points may lie on one side of a kink, all of them.
        return None
    other = {name: size + 1 for name, size in sizes.items()}
    if sizes and _agreeing(claim, list(drawn(claim, other, properties, 1)), exactly=True, among=(form,)) is None:
        return None
    rare = any(each & _RARE for each in properties.values())
    return Restriction(words, form, every_size, rare, properties=properties)


def _for_every_size(claim: Claim, form: Form, properties: Mapping[str, frozenset[str]]) -> bool:
    variables = {
        name: replace(variable, properties=variable.properties | properties.get(name, frozenset()))
        for name, variable in claim.asked.variables.items()
    }
    return holds_for_every_size(replace(claim, asked=replace(claim.asked, variables=variables)), form)


def _agreeing(claim: Claim, cases: list[Case], *, exactly: bool, among: tuple[Form, ...] | None = None) -> Form | None:
    """The form that a claim has at all of these cases; `exactly` one that it can have whatever the sizes."""
    places = everywhere(claim, cases)
    if not cases or len(places) < len(cases):
        return None
    wanted = among or tuple(form for form in forms_of(claim) if not exactly or fits(claim.shape, form))
    return next((form for form in wanted if all(here.agrees(form) for here in places)), None)


def _together(claim: Claim, sizes: Mapping[str, int], squares: list[Variable]) -> Iterator[Restriction]:
    """Two square matrices that commute; several that are symmetric, no more of them than it needs."""
    names = [variable.name for variable in squares]
    for first, second in combinations(squares, 2):
        if first.shape == second.shape and not second.properties:
            cases = [_commuting(claim, case, first.name, second.name) for case in drawn(claim, sizes, {}, _POINTS)]
            form = _agreeing(claim, [case for case in cases if case is not None], exactly=True)
            if form is not None:
                yield Restriction(f"{first.name} and {second.name} commute", form)
    found = _symmetric(claim, sizes, names)
    for name in names:
        fewer = [other for other in names if other != name]
        if found is not None and len(fewer) > 1 and (less := _symmetric(claim, sizes, fewer)) is not None:
            found, names = less, fewer
    if found is not None:
        yield found


def _symmetric(claim: Claim, sizes: Mapping[str, int], names: list[str]) -> Restriction | None:
    """The claim where these matrices are symmetric, all of them."""
    every = {name: frozenset({"symmetric"}) for name in names}
    return _under(claim, sizes, every, f"{' and '.join(names)} are symmetric")


def _commuting(claim: Claim, case: Case, first: str, second: str) -> Case | None:
    """The case with a polynomial of one matrix in the place of another."""
    matrix = case.point[first]
    square = multiplied(matrix, matrix)
    size = range(len(matrix))
    unit = arithmetic(None).number(Fraction(3, 7))
    other = tuple(tuple(square[i][j] / 2 + 2 * matrix[i][j] + (unit if i == j else 0) for j in size) for i in size)
    return at_point(claim, case.sizes, {**case.point, second: other})


def _of_sizes(claim: Claim, sizes: Mapping[str, int]) -> Iterator[Restriction]:
    """Two dimensions that are equal; one that is 1; all of them 1."""
    for first, second in combinations(sizes, 2):
        equal = [dict(sizes) | {first: size, second: size} for size in (2, 3)]
        cases = [case for each in equal for case in drawn(claim, each, {}, 1)]
        form = _agreeing(claim, cases, exactly=False)
        if form is not None:
            yield Restriction(f"{first} = {second}", form, of_sizes=True)
            return
    alone = [{name: 1} for name in sizes] + ([dict.fromkeys(sizes, 1)] if len(sizes) > 1 else [])
    for ones in alone:
        cases = list(drawn(claim, {**sizes, **ones}, {}, _POINTS))
        form = _agreeing(claim, cases, exactly=False)
        if form is not None:
            words = " and ".join(f"{name} = 1" for name in ones)
            yield Restriction(words, form, of_sizes=True)
            return
