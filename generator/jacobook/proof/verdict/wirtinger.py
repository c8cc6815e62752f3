"""The proof of a derivative by a complex variable, by real and imaginary parts.

The expression as it was asked, with its conjugates and absolute values, is written out entry by entry at complex
points, and moved along each entry's real part and imaginary part: ∂/∂z = (∂/∂x − i ∂/∂y)/2, ∂/∂z̄ = (∂/∂x + i ∂/∂y)/2.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import chain, product
from typing import Any, TypeVar

from jacobook.language.conjugates import COMPLEX
from jacobook.language.dimension import ONE, Shape
from jacobook.language.expression import Call, Expression, Variable, walk
from jacobook.language.functions import ELEMENTWISE, FUNCTIONS, Function
from jacobook.language.functions.shapes import ENTRYWISE
from jacobook.layout.formulas import formula as f
from jacobook.layout.formulas.layouts import Layout
from jacobook.proof.numbers.arithmetic import Entry, Undefined
from jacobook.proof.oracle.arrays import Array, Unproved, at, built, entries
from jacobook.proof.oracle.complex_numbers import Moving, MovingScalars, complex_number, taken
from jacobook.proof.oracle.components import evaluate_expression
from jacobook.proof.verdict.certificate import Disproved
from jacobook.proof.verdict.complex_evaluation import PARTS, Rows, printed_at

_ASSIGNMENTS, _POINTS, _TRIES = 2, 2, 12
_REAL = frozenset({"positive", "symmetric", "invertible"})
_FUNCTIONS = FUNCTIONS | {
    name: Function(name=name, kind=ELEMENTWISE, summary=says, signature=ENTRYWISE, definition=says)
    for name, says in PARTS.items()
}
_CLOSE = 1e-30


@dataclass(frozen=True)
class ComplexCase:
    """A complex point, and the derivative there by each entry of the variable, along real and imaginary parts."""

    sizes: Mapping[str, int]
    point: Mapping[str, Array]
    shapes: tuple[Shape, Shape]
    derivatives: Mapping[tuple[int, ...], Array]

    def expected(self, layout: Layout) -> Rows:
        """The derivative in a layout."""
        return _arranged(self.derivatives, self.shapes, self.sizes, layout)

    def printed(self, form: f.MatrixForm) -> Rows:
        """A printed formula at the point. Raises `Undefined`, `Malformed`."""
        return printed_at(form, {name: _columns(value) for name, value in self.point.items()}, self.sizes)

    def value(self, expression: Expression) -> Array:
        """An expression at the point, written out. Raises `Undefined`, `Unproved`."""
        values = dict(self.point)
        written = evaluate_expression(_spelled(expression), values, self.sizes, MovingScalars(), _FUNCTIONS)
        return _each(lambda entry: taken(entry)[0], written)


Axis = tuple[int, int]
Axes = tuple[Axis, ...]
Seen = TypeVar("Seen")


def at_complex_points(
    expression: Expression,
    variables: Mapping[str, Variable],
    by: Variable,
    look: Callable[[ComplexCase], Seen],
    *,
    barred: bool,
) -> list[Seen]:
    """What is seen at a few complex points, of several sizes, at which all that is looked at has a value.

    Raises what `look` raises, and `Unproved` where there are no such points.
    """
    seen: list[Seen] = []
    full = 0
    for number, sizes in enumerate(assignments(expression, variables)):
        draw, met = random.Random(17 + number), 0  # noqa: S311 (nothing is kept secret)
        for _ in range(_TRIES):
            try:
                point = {name: drawn(variable, sizes, draw) for name, variable in variables.items()}
                seen.append(look(case_at(expression, point, by, sizes, barred=barred)))
            except (Undefined, ZeroDivisionError):
                continue
            met += 1
            if met == _POINTS:
                break
        full += met == _POINTS
        if full == _ASSIGNMENTS:
            return seen
    raise Unproved("no complex points were found at which the derivative has a value")


def assignments(expression: Expression, variables: Mapping[str, Variable]) -> Iterator[dict[str, int]]:
    """Small sizes for the dimensions.

    A Gram matrix ZᴴZ has an inverse only where Z is at least as high as wide: both orders of sizes are tried.
    """
    shapes = (*(v.shape for v in variables.values()), *(node.shape for node in walk(expression)))
    names = sorted({name for shape in shapes for d in shape for name in d.names})
    for lengths in ((2, 3), (3, 2), (2, 2)):
        yield {name: lengths[place % 2] for place, name in enumerate(names)}


def case_at(
    expression: Expression, point: Mapping[str, Array], by: Variable, sizes: Mapping[str, int], *, barred: bool
) -> ComplexCase:
    """The derivative at a point. Raises `Undefined`, `ZeroDivisionError`, `Unproved`."""
    found = _derivatives(_spelled(expression), point, by, sizes, barred=barred)
    return ComplexCase(sizes, point, (expression.shape, by.shape), found)


def prove_complex(
    expression: Expression,
    variables: Mapping[str, Variable],
    by: Variable,
    forms: Mapping[Layout, f.MatrixForm],
    *,
    barred: bool,
) -> int:
    """Prove both layouts of the derivative by a variable, or by its conjugate; how many entries were compared.

    Raises `Disproved`, and `Unproved` where no point has a value.
    """

    def compared(case: ComplexCase) -> int:
        for layout, form in forms.items():
            found, expected = case.printed(form), case.expected(layout)
            if (len(found), len(found[0])) != (len(expected), len(expected[0])):
                raise Disproved("the derivative has other rows and columns than its form says")
            for given, right in zip(chain(*found), chain(*expected), strict=True):
                if not close(given, right):
                    told = f"an entry is {complex(given):.6g} at a complex point, not {complex(right):.6g}"
                    raise Disproved(f"in {layout} layout {told}")
        return sum(len(entries(array)) for array in case.derivatives.values())

    return sum(at_complex_points(expression, variables, by, compared, barred=barred))


def close(given: Entry, right: Entry) -> bool:
    """Whether two numbers agree to as many digits as are compared."""
    return bool(abs(given - right) <= _CLOSE * max(1, abs(right)))


def _arranged(
    derivatives: Mapping[tuple[int, ...], Array],
    shapes: tuple[Shape, Shape],
    sizes: Mapping[str, int],
    layout: Layout,
) -> Rows:
    """The derivatives as the rows and columns of a layout; each side runs over its axes, the first the slowest."""
    rows, columns = (_places(side, shapes, sizes) for side in _sides(shapes, layout))

    def entry(place: Mapping[Axis, int]) -> Entry:
        of_value, of_variable = (
            tuple(place.get((array, axis), 0) for axis in range(len(shape))) for array, shape in enumerate(shapes)
        )
        return at(derivatives[of_variable], of_value)

    return tuple(tuple(entry({**row, **column}) for column in columns) for row in rows)


def _sides(shapes: tuple[Shape, Shape], layout: Layout) -> tuple[Axes, Axes]:
    """The axes of value and variable that are rows, and those that are columns, in a layout; vec stacks columns."""
    value, variable = (
        tuple((array, axis) for axis, length in enumerate(shape) if length != ONE) for array, shape in enumerate(shapes)
    )
    if len(value) + len(variable) > 2:
        numerator = (value[::-1], variable[::-1])
    elif len(value) == 2:
        numerator = (value[:1], value[1:])
    elif len(variable) == 2:
        numerator = (variable[1:], variable[:1])
    else:
        numerator = (value, variable)
        lies = any(len(shape) == 2 and shape[0] == ONE for shape in shapes)
        if lies and len(value) + len(variable) == 1:
            numerator = (variable, value)
    return numerator if layout is Layout.NUMERATOR else numerator[::-1]


def _places(side: Axes, shapes: tuple[Shape, Shape], sizes: Mapping[str, int]) -> list[dict[Axis, int]]:
    ranges = [range(shapes[array][axis].size(dict(sizes))) for array, axis in side]
    return [dict(zip(side, chosen, strict=True)) for chosen in product(*ranges)]


def _columns(value: Array) -> Rows:
    if not isinstance(value, tuple):
        return ((value,),)
    return value if isinstance(value[0], tuple) else tuple((entry,) for entry in value)


def _derivatives(
    expression: Expression, point: Mapping[str, Array], by: Variable, sizes: Mapping[str, int], *, barred: bool
) -> dict[tuple[int, ...], Array]:
    """The derivative by each entry, an array of the value's shape."""
    lengths = [d.size(dict(sizes)) for d in by.shape]
    unit = complex_number(Fraction(0), Fraction(1))
    found: dict[tuple[int, ...], Array] = {}

    def slopes(direction: Mapping[tuple[int, ...], Entry]) -> Array:
        zero = complex_number(Fraction(0))
        moved = built(lengths, lambda place: Moving(at(point[by.name], place), direction.get(place, zero)))
        written = evaluate_expression(expression, {**point, by.name: moved}, sizes, MovingScalars(), _FUNCTIONS)
        return _each(lambda entry: taken(entry)[1], written)

    for place in product(*map(range, lengths)):
        one = complex_number(Fraction(1))
        if "complex" in by.properties:
            along, across = slopes({place: one}), slopes({place: unit})
            sign = unit if barred else -unit
        elif "hermitian" in by.properties and place[0] != place[1]:
            other = place[::-1]
            along, across, sign = slopes({place: one, other: one}), slopes({place: unit, other: -unit}), -unit
        else:
            found[place] = slopes({place: one})
            continue
        found[place] = _both(along, across, sign)
    return found


def _both(along: Array, across: Array, sign: Entry) -> Array:
    if isinstance(along, tuple):
        return tuple(_both(a, b, sign) for a, b in zip(along, across, strict=True))
    return (along + sign * across) / 2


def _each(change: Any, array: Array) -> Array:  # noqa: ANN401
    return tuple(_each(change, part) for part in array) if isinstance(array, tuple) else change(array)


def _fractions(draw: random.Random) -> Iterator[Fraction]:
    while True:
        yield Fraction(draw.randint(-9, 9), draw.randint(2, 7))


def drawn(variable: Variable, sizes: Mapping[str, int], draw: random.Random) -> Array:
    """A random value of a variable with its properties. Raises `Unproved` for one that it cannot be given."""
    if other := sorted(variable.properties - COMPLEX - _REAL):
        raise Unproved(f"questions about complex variables and {other[0]} ones are not proved")
    numbers, lengths = _fractions(draw), [d.size(dict(sizes)) for d in variable.shape]
    imaginary = bool(variable.properties & COMPLEX)

    def entry(_: tuple[int, ...]) -> Entry:
        real = next(numbers)
        real = abs(real) + 1 if "positive" in variable.properties else real
        return complex_number(real, next(numbers) if imaginary else Fraction(0))

    value = built(lengths, entry)
    if variable.properties & {"hermitian", "symmetric"}:
        size = range(len(value))
        half = "hermitian" in variable.properties
        return tuple(
            tuple((value[i][j] + (value[j][i].conjugate() if half else value[j][i])) / 2 for j in size) for i in size
        )
    return value


def _spelled(expression: Expression) -> Expression:
    """The expression with the norm of complex numbers by its definition, the root of Σ |u|²."""
    if not isinstance(expression, Call):
        return expression
    inner = tuple(map(_spelled, expression.arguments))
    if expression.function == "norm":
        (u,) = inner
        square = Call("multiply", (Call("conj", (u,), u.shape), u), u.shape)
        return Call("sqrt", (Call("sum", (square,), ()),), ())
    return replace(expression, arguments=inner)
