"""Where an answer is tried: small sizes for the dimensions, and rational points for the variables.

Everything is drawn from the text of the expression by a hash: the same question is always tried at the same points.
The sizes of different dimensions differ, since square shapes hide every mistake of transposition.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from hashlib import blake2b
from math import prod

from jacobook.language.declaration import TANGENT
from jacobook.language.dimension import Dimension
from jacobook.language.expression import Application, Call, Expression, Size, Variable, walk
from jacobook.proof.numbers.arithmetic import Undefined, arithmetic
from jacobook.proof.numbers.elimination import Matrix, determinant, identity, inverse, multiplied, transposed
from jacobook.proof.oracle.arrays import Array, Unproved, built, entries

_SIZES = (3, 2, 4, 5, 6, 7, 8, 9, 10, 11, 12)
_EVEN = (4, 2, 6)
_ODD = (5, 3, 1)
# Entries are odd multiples of this: exact as binary fractions too, and never one of the special values 0, 1/2, 1.
_GRAIN = Fraction(1, 1024)
_SMALLEST_DETERMINANT = Fraction(1, 100)
# Places that an index names: of every axis that is tried there are so many.
_PLACES = 2


@dataclass(frozen=True, slots=True)
class Region:
    """Where the entries of a point lie: their absolute values between two bounds, and which signs they take."""

    name: str
    low: Fraction
    high: Fraction
    signs: str


_GENERIC = Region("generic", Fraction(1, 4), Fraction(2), "alternating")
_ANY_SIGNS = Region("any signs", Fraction(1, 4), Fraction(2), "mixed")
_POSITIVE = Region("positive", Fraction(1, 4), Fraction(2), "positive")
_SMALL = Region("small", Fraction(1, 64), Fraction(1, 4), "mixed")
_NEGATIVE = Region("negative", Fraction(1, 4), Fraction(2), "negative")
_LARGE = Region("large", Fraction(5, 4), Fraction(3), "positive")
_SMALL_POSITIVE = Region("small positive", Fraction(1, 64), Fraction(1, 4), "positive")
# In a mingled region each variable draws its own, so that log(w − x) finds large w beside small x.
_MINGLED = Region("mingled", Fraction(0), Fraction(0), "")
REGIONS = (
    _GENERIC,
    _ANY_SIGNS,
    _POSITIVE,
    _SMALL,
    _MINGLED,
    _NEGATIVE,
    _LARGE,
    _MINGLED,
    _SMALL_POSITIVE,
    _ANY_SIGNS,
)
_OWN_REGIONS = (_ANY_SIGNS, _POSITIVE, _SMALL, _NEGATIVE, _LARGE, _SMALL_POSITIVE)


def canonical_text(expression: Expression) -> str:
    """The expression as text that depends on nothing but its meaning."""
    if isinstance(expression, Call):
        along = f"{[*expression.axes]}{[*map(str, expression.shape)]}" if expression.axes else ""
        return f"{expression.function}{along}({','.join(map(canonical_text, expression.arguments))})"
    if isinstance(expression, Application):
        return f"{expression.function.name}({','.join(map(canonical_text, expression.arguments))})"
    if isinstance(expression, Size):
        return str(expression.dimension)
    return expression.name if hasattr(expression, "name") else str(expression.value)


def dimensions(shapes: Iterable[tuple[Dimension, ...]]) -> tuple[tuple[str, ...], frozenset[int]]:
    """The dimension symbols in the order in which they first appear, and the numbers that stand among them."""
    symbols: dict[str, None] = {}
    numbers = set()
    for shape in shapes:
        for dimension in shape:
            symbols.update(dict.fromkeys(dimension.names))
            numbers.add(dimension.factor)
    return tuple(symbols), frozenset(numbers)


def size_assignments(expression: Expression, variables: Iterable[Variable]) -> tuple[dict[str, int], ...]:
    """Numbers for the dimension symbols: several assignments, in each of them pairwise different."""
    known = [*variables]
    symbols, numbers = _dimensions_of(expression, known)
    if not symbols:
        return ({},)
    pool = [size for size in _SIZES if size not in numbers] + list(range(13, 13 + len(symbols)))
    found: list[dict[str, int]] = []
    for shift in range(len(pool) - len(symbols)):
        window = pool[shift : shift + len(symbols) + 1]
        for turn in range(len(window)):
            sizes = dict(zip(symbols, window[turn:] + window[:turn], strict=False))
            if has_room(expression, known, sizes):
                found.append(sizes)
        if found:
            break
    return tuple(found)


def further_assignments(expression: Expression, variables: Iterable[Variable]) -> tuple[dict[str, int], ...]:
    """Sizes to try where others do not work: all even, for a skew matrix that is inverted; odd; equal ones; and 1."""
    every = [*variables]
    symbols, _ = _dimensions_of(expression, every)
    if not symbols:
        return ()
    found: list[dict[str, int]] = []
    for window in (_EVEN, _ODD, _EVEN[::-1], _ODD[::-1]):
        cycled = [window[place % len(window)] for place in range(len(symbols))]
        found.append(dict(zip(symbols, cycled, strict=True)))
    found += [dict.fromkeys(symbols, size) for size in (4, 2, 3, 5, 1)]
    known = [*size_assignments(expression, every)]
    fresh = (sizes for number, sizes in enumerate(found) if sizes not in (*known, *found[:number]))
    return tuple(sizes for sizes in fresh if has_room(expression, every, sizes))


def has_room(expression: Expression, variables: Iterable[Variable], sizes: Mapping[str, int]) -> bool:
    """Whether every axis has a place at these sizes, and every slice lies within its axis."""
    shapes = [variable.shape for variable in variables]
    for node in walk(expression):
        shapes.append(node.shape)
        if not isinstance(node, Call) or node.function != "select":
            continue
        cut = iter(node.shape)
        for start, step, whole in zip(node.arguments[1:], node.axes, node.arguments[0].shape, strict=True):
            count = [next(cut).size(sizes) for _ in range(1 if step else len(start.shape))]
            if not isinstance(start, Size):
                continue
            first = start.dimension.size(sizes)
            last = first + step * ((count or [1])[0] - 1)
            if not (0 <= first < whole.size(sizes) and 0 <= last < whole.size(sizes)):
                return False
    return all(dimension.size(sizes) > 0 for shape in shapes for dimension in shape)


def _dimensions_of(expression: Expression, variables: Iterable[Variable]) -> tuple[tuple[str, ...], frozenset[int]]:
    shapes = [variable.shape for variable in variables]
    for node in walk(expression):
        if isinstance(node, Application):
            shapes += [*node.function.arguments, node.function.result]
    shapes += [(node.dimension,) if isinstance(node, Size) else node.shape for node in walk(expression)]
    return dimensions(shapes)


def whole_exponents(expression: Expression) -> frozenset[str]:
    """The variables that count the factors of a matrix power, and so are whole numbers."""
    calls = [node for node in walk(expression) if isinstance(node, Call) and node.function == "matrix_power"]
    return frozenset(call.arguments[1].name for call in calls if isinstance(call.arguments[1], Variable))


def counting(expression: Expression) -> frozenset[str]:
    """The variables that are whole numbers: those that count factors, and those that name places."""
    indices = (node.name for node in walk(expression) if isinstance(node, Variable) and "index" in node.properties)
    return whole_exponents(expression).union(indices)


@dataclass(frozen=True, slots=True)
class Draw:
    """One attempt at a point: the text it is for, the index of the point, and the number of the attempt."""

    text: str
    point: int
    attempt: int

    @property
    def region(self) -> Region:
        return REGIONS[self.attempt % len(REGIONS)]

    def point_of(
        self, variables: Mapping[str, Variable], sizes: Mapping[str, int], whole: frozenset[str] = frozenset()
    ) -> dict[str, Array]:
        """Rational entries for every variable, with the properties that it declares.

        Raises `Undefined` if this attempt misses a property, `Unproved` if it is unknown.
        """
        return {
            name: Fraction(1 + self.point % 3 + 1)
            if name in whole and "index" not in variable.properties
            else self._array(variable, dict(sizes))
            for name, variable in variables.items()
        }

    def _array(self, variable: Variable, sizes: dict[str, int]) -> Array:
        lengths = [dimension.size(sizes) for dimension in variable.shape]
        if "index" in variable.properties:
            return built(lengths, lambda place: Fraction(self._hash(variable.name, *place, 0, self.point) % _PLACES))
        if not lengths:
            return Fraction(0) if TANGENT in variable.properties else self._entry(variable, 0, 0)
        if len(lengths) == 1:
            vector = tuple(self._entry(variable, i, 0) for i in range(lengths[0]))
            return _with_properties(variable, (vector,))[0] if variable.properties - {"positive"} else vector
        if len(lengths) > 2:
            after = prod(lengths[1:])

            def entry(place: tuple[int, ...]) -> Fraction:
                found = self._entry(variable, place[0] * after + _flat(place[1:], lengths[1:]), len(lengths))
                ones = "zero-one" in variable.properties
                return Fraction(int(found > 0 or place[-1] == place[-2])) if ones else found

            return built(lengths, entry)
        rows, columns = lengths
        free = tuple(tuple(self._entry(variable, i, j) for j in range(columns)) for i in range(rows))
        return _with_properties(variable, free) if variable.properties - {"positive"} else free

    def _entry(self, variable: Variable, i: int, j: int) -> Fraction:
        region = self.region
        if region is _MINGLED:
            region = _OWN_REGIONS[self._hash(variable.name, -1, -1, self.point) % len(_OWN_REGIONS)]
        low, high = int(region.low / _GRAIN), int(region.high / _GRAIN)
        size = ((low + self._hash(variable.name, i, j, self.point) % (high - low)) | 1) * _GRAIN
        if "positive" in variable.properties or region.signs == "positive":
            return size
        if region.signs == "negative":
            return -size
        # From one point to the next every entry of an alternating region changes its sign, so that both are tried.
        turn = self.point if region.signs == "alternating" else 0
        of_point = 0 if region.signs == "alternating" else self.point
        return size if (self._hash(f"sign of {variable.name}", i, j, of_point) + turn) % 2 else -size

    def _hash(self, name: str, *at: int) -> int:
        *place, point = at
        text = f"{self.text}|{name}|{','.join(map(str, place))}|{point}|{self.attempt}"
        return int.from_bytes(blake2b(text.encode(), digest_size=6).digest())


def _flat(place: tuple[int, ...], lengths: Sequence[int]) -> int:
    number = 0
    for position, length in zip(place, lengths, strict=True):
        number = number * length + position
    return number


def _with_properties(variable: Variable, free: Matrix) -> Matrix:
    """A matrix made from free entries that has the declared properties."""
    properties, exact = variable.properties, arithmetic(None)
    size = range(len(free))
    unknown = sorted(properties - set(_HOLDS))
    if unknown:
        raise Unproved(f"the proof does not know how to choose {variable.name} with the property {unknown[0]}")
    if properties & {TANGENT, "rigid"}:
        result = _rigid(free) if "rigid" in properties else tuple(tuple(Fraction(0) for _ in row) for row in free)
    elif "orthogonal" in properties:
        result = _orthogonal(free, properties)
    elif "diagonal" in properties:
        zero = Fraction(0)
        positive = "positive definite" in properties
        result = tuple(
            tuple((abs(free[i][i]) if positive else free[i][i]) if i == j else zero for j in size) for i in size
        )
    elif "positive definite" in properties:
        square, unit = multiplied(free, transposed(free)), identity(len(free), exact)
        result = tuple(tuple(square[i][j] + unit[i][j] / 8 for j in size) for i in size)
    elif "symmetric" in properties:
        result = tuple(tuple(free[max(i, j)][min(i, j)] for j in size) for i in size)
    elif "skew" in properties:
        result = _skew(free)
    elif "lower triangular" in properties or "upper triangular" in properties:
        result = _triangular(free, properties)
    elif "one-hot" in properties:
        result = tuple(tuple(Fraction(int(j == _chosen(row))) for j in range(len(row))) for row in free)
    elif "zero-one" in properties:
        result = tuple(
            tuple(Fraction(int(entry > 0 or i == j)) for j, entry in enumerate(row)) for i, row in enumerate(free)
        )
    elif "probability" in properties:
        result = tuple(tuple(abs(entry) / sum(map(abs, row)) for entry in row) for row in free)
    elif "unit" in properties:
        result = tuple(map(_unit, free))
    else:
        result = free
    missed = sorted(name for name in properties if not _HOLDS[name](result))
    if missed:
        raise Undefined(f"no {variable.name} that is {missed[0]} was found")
    return result


def has_properties(variable: Variable, array: Array) -> bool:
    """Whether an array has the properties that a variable declares."""
    if len(variable.shape) > 2:
        if "zero-one" in variable.properties and any(entry not in (0, 1) for entry in entries(array)):
            return False
        return "positive" not in variable.properties or all(entry > 0 for entry in entries(array))
    matrix = array if len(variable.shape) == 2 else ((array,) if isinstance(array, tuple) else ((array,),))
    return all(_HOLDS[name](matrix) for name in variable.properties)


def _triangular(free: Matrix, properties: frozenset[str]) -> Matrix:
    side = 1 if "lower triangular" in properties else -1
    ones = any(name.startswith("unit") for name in properties)
    return tuple(
        tuple(
            Fraction(1) if ones and i == j else entry if side * (i - j) >= 0 else Fraction(0)
            for j, entry in enumerate(row)
        )
        for i, row in enumerate(free)
    )


def _chosen(row: tuple[Fraction, ...]) -> int:
    """The place of a row that is chosen: that of its largest entry."""
    return max(range(len(row)), key=lambda j: abs(row[j]))


def _unit(row: tuple[Fraction, ...]) -> tuple[Fraction, ...]:
    """A vector of norm 1 with rational entries, by the projection of a sphere onto a plane."""
    *most, _ = row
    square = sum((entry * entry for entry in most), start=Fraction(0))
    return (*(2 * entry / (square + 1) for entry in most), (square - 1) / (square + 1))


def _skew(free: Matrix) -> Matrix:
    size = range(len(free))
    return tuple(tuple((free[i][j] if i > j else -free[j][i]) if i != j else Fraction(0) for j in size) for i in size)


def _orthogonal(free: Matrix, properties: frozenset[str]) -> Matrix:
    """Signs on the diagonal; a reflection I − 2vvᵀ/vᵀv; or Cayley's (I − S)(I + S)⁻¹ with signs of the rows."""
    exact, size = arithmetic(None), range(len(free))
    unit = identity(len(free), exact)
    signs = [1 if free[i][i] > 0 else -1 for i in size]
    if "diagonal" in properties:
        return tuple(tuple(sign * entry for entry in row) for sign, row in zip(signs, unit, strict=True))
    if "symmetric" in properties:
        vector = free[0]
        square = sum((entry * entry for entry in vector), start=Fraction(0))
        return tuple(tuple(unit[i][j] - 2 * vector[i] * vector[j] / square for j in size) for i in size)
    skew = _skew(free)
    plus = tuple(tuple(unit[i][j] + skew[i][j] for j in size) for i in size)
    minus = tuple(tuple(unit[i][j] - skew[i][j] for j in size) for i in size)
    rotation = multiplied(minus, inverse(plus, exact))
    if "rotation" in properties:
        return rotation
    return tuple(tuple(sign * entry for entry in row) for sign, row in zip(signs, rotation, strict=True))


def _rigid(free: Matrix) -> Matrix:
    """A rotation beside a translation, over zeros and a one."""
    *moved, last = free
    rotation = _orthogonal(tuple(row[:-1] for row in moved), frozenset({"rotation"}))
    rows = tuple((*turned, row[-1]) for turned, row in zip(rotation, moved, strict=True))
    return (*rows, (*(Fraction(0) for _ in last[:-1]), Fraction(1)))


def _is_rigid(matrix: Matrix) -> bool:
    *moved, last = matrix
    rotation, exact = tuple(row[:-1] for row in moved), arithmetic(None)
    turns = multiplied(rotation, transposed(rotation)) == identity(len(rotation), exact)
    return turns and determinant(rotation, exact) == 1 and last == (*(Fraction(0) for _ in last[:-1]), Fraction(1))


def _is_positive_definite(matrix: Matrix) -> bool:
    """Sylvester's criterion: the leading minors are positive."""
    leading = [tuple(row[:size] for row in matrix[:size]) for size in range(1, len(matrix) + 1)]
    return matrix == transposed(matrix) and all(determinant(minor, arithmetic(None)) > 0 for minor in leading)


_HOLDS: dict[str, Callable[[Matrix], bool]] = {
    "symmetric": lambda matrix: matrix == transposed(matrix),
    "skew": lambda matrix: all(
        a == -b for r, c in zip(matrix, transposed(matrix), strict=True) for a, b in zip(r, c, strict=True)
    ),
    "diagonal": lambda matrix: all(entry == 0 for i, row in enumerate(matrix) for j, entry in enumerate(row) if i != j),
    "orthogonal": lambda matrix: multiplied(matrix, transposed(matrix)) == identity(len(matrix), arithmetic(None)),
    "rotation": lambda matrix: determinant(matrix, arithmetic(None)) == 1,
    "rigid": _is_rigid,
    TANGENT: lambda matrix: all(entry == 0 for row in matrix for entry in row),
    "invertible": lambda matrix: abs(determinant(matrix, arithmetic(None))) >= _SMALLEST_DETERMINANT,
    "positive": lambda matrix: all(entry > 0 for row in matrix for entry in row),
    "positive definite": _is_positive_definite,
    "lower triangular": lambda matrix: all(entry == 0 for i, row in enumerate(matrix) for entry in row[i + 1 :]),
    "upper triangular": lambda matrix: all(entry == 0 for i, row in enumerate(matrix) for entry in row[:i]),
    "unit lower triangular": lambda matrix: all(row[i] == 1 for i, row in enumerate(matrix)),
    "unit upper triangular": lambda matrix: all(row[i] == 1 for i, row in enumerate(matrix)),
    "one-hot": lambda matrix: all(sorted(row) == [0] * (len(row) - 1) + [1] for row in matrix),
    "zero-one": lambda matrix: all(entry in (0, 1) for row in matrix for entry in row),
    "probability": lambda matrix: all(sum(row) == 1 for row in matrix),
    "unit": lambda matrix: all(sum(entry * entry for entry in row) == 1 for row in matrix),
    "index": lambda matrix: all(entry >= 0 and int(entry) == entry for row in matrix for entry in row),
}
