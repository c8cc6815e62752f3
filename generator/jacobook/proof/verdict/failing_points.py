"""Points at which a condition fails: with entries that things depend on, or with the subject of it solved to fail."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain

from jacobook.language.domain import Predicate
from jacobook.layout.conditions.condition import Condition
from jacobook.layout.formulas import formula as layout
from jacobook.layout.formulas.formula import Formula
from jacobook.proof.evaluation.evaluation import Evaluation
from jacobook.proof.numbers.arithmetic import Entry, NotExact, Undefined, arithmetic
from jacobook.proof.numbers.elimination import Matrix
from jacobook.proof.numbers.fitting import Malformed
from jacobook.proof.oracle.arrays import Array, entries, rank
from jacobook.proof.oracle.instances import Instances
from jacobook.proof.points.case import WORKING_DIGITS

_NEWTON_STEPS = 12
_LARGEST_DENOMINATOR = 2**400
_HALF = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class Point:
    """Entries for every variable and numbers for the dimensions; `rough` ones are only near the place that is meant."""

    arrays: dict[str, Array]
    sizes: dict[str, int]
    rough: bool = False

    def having(self, name: str, value: Array, *, rough: bool = False) -> Point:
        """The point with another value of one variable."""
        return Point(self.arrays | {name: value}, self.sizes, rough)

    def evaluation(self, digits: int | None) -> Evaluation:
        """The evaluation of formulas there."""
        symbols = {name: _matrix(array, digits) for name, array in self.arrays.items()}
        return Evaluation(symbols, self.sizes, arithmetic(digits), instances=Instances())


def special_values(value: Array) -> Iterator[Array]:
    """Values that things depend on: zeros, ones, equal entries, matrices without full rank."""
    zero, one = Fraction(0), Fraction(1)
    if not isinstance(value, tuple):
        yield from (zero, one, -one, _HALF, Fraction(-5, 2), Fraction(3))
        return
    if not isinstance(value[0], tuple):
        rest = value[1:]
        yield from ((zero,) * len(value), (one,) * len(value), (zero, *rest), (one, *rest), (-one, *rest))
        return
    if isinstance(value[0][0], tuple):
        # Of more axes all but the first stand side by side.
        yield from (_shaped(_flat(found), value) for found in special_values(tuple(map(entries, value))))
        return
    rows, columns = len(value), len(value[0])
    yield ((zero,) * columns,) * rows
    yield (value[0],) * rows
    yield tuple((row[0],) * columns for row in value)
    yield ((zero,) * columns, *value[1:])
    yield tuple((zero, *row[1:]) for row in value)
    yield ((zero, *value[0][1:]), *value[1:])
    yield tuple(tuple(one if i == j else zero for j in range(columns)) for i in range(rows))


def with_zeros(value: Array) -> Iterator[Array]:
    """An array of zeros, and of a matrix the diagonal alone: of a positive definite one that is one too."""
    yield _shaped([Fraction(0)] * len(_flat(value)), value)
    if rank(value) == 2:
        yield tuple(tuple(v if i == j else v * 0 for j, v in enumerate(row)) for i, row in enumerate(value))


def solved(condition: Condition, name: str, point: Point) -> Point | None:
    """The point with one variable changed so that the condition fails, by Newton's method; None where none is found."""
    start = point.arrays[name]
    current = _flat(start)
    for digits in (None, WORKING_DIGITS):
        try:
            for _ in range(_NEWTON_STEPS):
                step = _newton_step(condition, name, point.having(name, _shaped(current, start)), digits)
                if step is None or not any(step):
                    break
                current = [entry + change for entry, change in zip(current, step, strict=True)]
                if digits is None and any(entry.denominator > _LARGEST_DENOMINATOR for entry in current):
                    raise NotExact("it comes nearer and nearer")  # noqa: TRY301 - as any number that is not rational
            if not all(entry.denominator & (entry.denominator - 1) == 0 for entry in current) or digits is not None:
                return point.having(name, _shaped(current, start), rough=True)
            return point.having(name, _shaped(current, start))
        except NotExact:
            current = _flat(start)
        except (Undefined, Malformed, ZeroDivisionError):
            return None
    return None


def _matrix(array: Array, digits: int | None) -> Matrix:
    number = arithmetic(digits).number
    if not isinstance(array, tuple):
        return ((number(array),),)
    if not isinstance(array[0], tuple):
        return tuple((number(entry),) for entry in array)
    return tuple(tuple(map(number, entries(row))) for row in array)


def _flat(value: Array) -> list[Fraction]:
    return list(entries(value))


def _shaped(flat: Sequence[Fraction], like: Array) -> Array:
    if not isinstance(like, tuple):
        return flat[0]
    if not isinstance(like[0], tuple):
        return tuple(flat)
    size = len(flat) // len(like)
    return tuple(_shaped(flat[place * size : (place + 1) * size], part) for place, part in enumerate(like))


def _newton_step(condition: Condition, name: str, point: Point, digits: int | None) -> list[Fraction] | None:
    """The change of a variable after which, to first order, the subject is as the condition forbids."""
    value = point.arrays[name]
    here = _flat(value)
    change = Fraction(1, 2**100) if digits else Fraction(1)
    about, places = _forbidden(condition)

    def numbers(at: Sequence[Fraction]) -> list[Entry]:
        rows = point.having(name, _shaped(at, value)).evaluation(digits).value(about)
        return list(chain.from_iterable(rows))[:places]

    now = numbers(here)
    columns = []
    for place in range(len(here)):
        moved = numbers([entry + (change if k == place else 0) for k, entry in enumerate(here)])
        step = arithmetic(digits).number(change)
        columns.append([(after - before) / step for after, before in zip(moved, now, strict=True)])
    return _solution([([column[row] for column in columns], -entry) for row, entry in enumerate(now)])


def _forbidden(condition: Condition) -> tuple[Formula, int | None]:
    """A formula, and how many of its entries are 0 where the condition fails: None for all of them."""
    subject = condition.subject
    match condition.predicate:
        case Predicate.INVERTIBLE | Predicate.POSITIVE_DETERMINANT:
            return layout.Determinant(subject), 1
        case Predicate.NOT_ZERO:
            return subject, None
        case Predicate.NOT_HALF_TURN if isinstance(subject, layout.Apply):
            return subject.arguments[0], 1
        case _:
            return subject, 1


def _solution(equations: list[tuple[list[Entry], Entry]]) -> list[Fraction] | None:
    """A solution of linear equations, zero wherever it may be; None where there is none."""
    rows = [[*left, right] for left, right in equations]
    count = len(rows[0]) - 1
    pivots: list[tuple[int, int]] = []
    for column in range(count):
        taken = {place for place, _ in pivots}
        free = [k for k in range(len(rows)) if k not in taken and _matters(rows[k][column])]
        if not free:
            continue
        pivot = max(free, key=lambda k: abs(rows[k][column]))
        pivots.append((pivot, column))
        divisor = rows[pivot][column]
        rows[pivot] = [entry / divisor for entry in rows[pivot]]
        for k, row in enumerate(rows):
            if k != pivot and row[column]:
                factor = row[column]
                rows[k] = [entry - factor * other for entry, other in zip(row, rows[pivot], strict=True)]
    used = {place for place, _ in pivots}
    if any(_matters(row[-1]) for k, row in enumerate(rows) if k not in used):
        return None
    result = [Fraction(0)] * count
    for place, column in pivots:
        result[column] = _fraction(rows[place][-1])
    return result


def _matters(entry: Entry) -> bool:
    return bool(abs(entry) > Fraction(1, 10**30)) if isinstance(entry, Fraction) else bool(abs(entry) > 10.0**-30)


def _fraction(entry: Entry) -> Fraction:
    if isinstance(entry, Fraction):
        return entry
    sign, mantissa, exponent, _ = entry._mpf_
    value = Fraction(int(mantissa)) * Fraction(2) ** int(exponent)
    return -value if sign else value
