"""The forms that a claim may have: which entry of the derivative stands in each of its places, whatever the sizes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import permutations, product
from math import prod

from jacobook.claims.reading import Claim
from jacobook.language.dimension import ONE, Shape, proper_axes
from jacobook.layout.formulas.layouts import Layout
from jacobook.proof.every_size.sides import VEC, Axes, Axis, sides
from jacobook.proof.normal_form.terms import Unclear
from jacobook.proof.numbers.arithmetic import Entry, Numbers, arithmetic
from jacobook.proof.oracle.arrays import entries
from jacobook.proof.points.case import Case, Position, measured, positions
from jacobook.proof.points.points import Draw, canonical_text

NUMERATOR, DENOMINATOR = str(Layout.NUMERATOR), str(Layout.DENOMINATOR)
BACKWARD, DIFFERENTIAL, COMPONENTS, ARRAY = "backward", "differential", "components", "array"
VEC_TURNED = "vec transposed"


@dataclass(frozen=True, slots=True)
class Form:
    """A form by name: for each axis of a claim the axes of the derivative that it follows, the slowest first.

    `shapes` are those of the arrays whose axes these are: the value, then the variables.
    """

    name: str
    shapes: tuple[Shape, ...]
    groups: tuple[Axes, ...]

    @property
    def shape(self) -> Shape:
        """The shape of what has this form, without axes of length 1."""
        return tuple(prod((self.shapes[a][b] for a, b in group), start=ONE) for group in self.groups)

    @property
    def is_in_order(self) -> bool:
        """Whether the axes stand in the order of the derivative: the value's first, then the variables'."""
        axes = [axis for group in self.groups for axis in group]
        return axes == sorted(axes)

    def places(self, sizes: dict[str, int]) -> Iterator[tuple[Position, ...]]:
        """Which entries stand in the form, row after row."""
        lengths = [measured(shape, sizes) for shape in self.shapes]
        ranges = [product(*(range(lengths[a][b]) for a, b in group)) for group in self.groups]
        for chosen in product(*map(list, ranges)):
            at: dict[Axis, int] = {}
            for group, values in zip(self.groups, chosen, strict=True):
                at |= dict(zip(group, values, strict=True))
            yield tuple(
                tuple(at.get((array, axis), 0) for axis in range(len(shape))) for array, shape in enumerate(self.shapes)
            )


def forms_of(claim: Claim) -> tuple[Form, ...]:
    """The forms that the answer to a question has, those that a reader thinks of first before the others."""
    asked = claim.asked
    if claim.change is not None:
        return tuple(_layouts((asked.expression.shape,), (DIFFERENTIAL,)))
    shapes = (asked.expression.shape, *(variable.shape for variable in asked.wrt))
    if claim.indices:
        return tuple(_in_components(shapes, claim))
    if asked.upstream:
        return tuple(_layouts(shapes, (f"{BACKWARD}, transposed", BACKWARD)))[::-1]
    found = [*_layouts(shapes, (NUMERATOR, DENOMINATOR)), *_vec(shapes)]
    every = tuple(((a, b),) for a, shape in enumerate(shapes) for b, length in enumerate(shape) if length != ONE)
    if len(every) > 1:
        found += [Form(ARRAY, shapes, every)]
    unique: dict[tuple[Axes, ...], Form] = {}
    for form in found:
        unique.setdefault(form.groups, form)
    return tuple(unique.values())


def _layouts(shapes: tuple[Shape, ...], names: Sequence[str]) -> Iterator[Form]:
    for name, layout in zip(names, (Layout.NUMERATOR, Layout.DENOMINATOR), strict=False):
        try:
            pair = sides(shapes, layout)
        except Unclear:
            continue
        yield Form(name, shapes, tuple(side for side in pair if side))


def _vec(shapes: tuple[Shape, ...]) -> Iterator[Form]:
    if max(map(len, shapes)) >= 2:
        rows, columns = sides(shapes, VEC)
        if rows and columns:
            yield Form(VEC, shapes, (rows, columns))
            yield Form(VEC_TURNED, shapes, (columns, rows))


def _in_components(shapes: tuple[Shape, ...], claim: Claim) -> Iterator[Form]:
    """One entry by its indices, in the order of the axes; in another only where that one does not fit."""
    every = tuple((a, b) for a, shape in enumerate(shapes) for b, length in enumerate(shape) if length != ONE)
    if len(claim.indices) == len(every):
        for order in permutations(every):
            yield Form(COMPONENTS, shapes, tuple((axis,) for axis in order))


def expected(claim: Claim, form: Form, case: Case, digits: Numbers) -> list[Entry]:
    """The entries of the derivative in a form, row after row."""
    derivatives = case.derivatives(digits).projected(claim.asked.structures)
    if claim.change is None:
        return [derivatives[place] for place in form.places(case.sizes)]
    (variable,) = claim.asked.wrt
    steps = entries(further_values(claim, case)[claim.change.name])
    number = arithmetic(digits).number
    found = []
    for (at,) in form.places(case.sizes):
        total = number(Fraction(0))
        for place, step in zip(positions(measured(variable.shape, case.sizes)), steps, strict=True):
            total += derivatives[at, place] * number(step)
        found.append(total)
    return found


def further_values(claim: Claim, case: Case) -> dict[str, Entry]:
    """Values of the changes that a claim speaks of: those of the point, or drawn for it."""
    wanted = {name: v for name, v in claim.further.items() if "index" not in v.properties}
    missing = {name: v for name, v in wanted.items() if name not in case.point}
    drawn = Draw(f"change of {canonical_text(case.expression)}", 1, 1).point_of(missing, case.sizes) if missing else {}
    return {name: case.point.get(name, drawn.get(name)) for name in wanted}


def fits(claim_shape: Shape, form: Form) -> bool:
    """Whether something of a shape can have a form, whatever the sizes; axes of length 1 do not count."""
    if form.name == COMPONENTS:
        return not proper_axes(claim_shape)
    return proper_axes(claim_shape) == proper_axes(form.shape)
