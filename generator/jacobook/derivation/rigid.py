"""Rigid motions T = [R t; 0 1] taken apart: a product, an inverse and a moved point by rotations and translations.

What is differentiated by T is written with a rotation R_T and a translation t_T for every rigid motion T; the answers
are then those of the sources, [R, −R[p]×] for a moved point. (T S has the rotation R_T R_S and the translation
R_T t_S + t_T, T⁻¹ has R_Tᵀ and −R_Tᵀ t_T.)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from jacobook.language.dimension import Dimension
from jacobook.language.expression import Application, Call, Expression, Number, Size, Variable
from jacobook.language.reader import read

THREE, FOUR = Dimension.of(3), Dimension.of(4)
VECTOR, SQUARE, POINT, MOTION = (THREE,), (THREE, THREE), (FOUR,), (FOUR, FOUR)


@dataclass(frozen=True, slots=True)
class Motion:
    """A rigid motion by its rotation and its translation."""

    rotation: Expression
    translation: Expression

    @property
    def matrix(self) -> Expression:
        """[R t; 0 1]."""
        parts = {"R": self.rotation, "t": self.translation}
        return written("vstack([hstack([R, t[:, None]]), [0, 0, 0, 1]])", parts)

    def after(self, other: Motion) -> Motion:
        """This motion of what the other one moved."""
        rotation = Call("matmul", (self.rotation, other.rotation), SQUARE)
        return Motion(rotation, _sum(_product(self.rotation, other.translation), self.translation))

    @property
    def inverse(self) -> Motion:
        """The motion back."""
        back = Call("transpose", (self.rotation,), SQUARE)
        return Motion(back, Call("negate", (_product(back, self.translation),), VECTOR))


@dataclass(frozen=True, slots=True)
class _Point:
    """A vector of length 4 by its first three entries and its last, which is 1 of a point and 0 of a direction."""

    place: Expression
    last: Expression


def written(text: str, parts: Mapping[str, Expression]) -> Expression:
    """An expression of the language with expressions in the place of its names."""
    shapes = {name: "×".join(map(str, part.shape)) or "scalar" for name, part in parts.items()}
    return substituted(read(text, shapes).expression, parts)


def substituted(expression: Expression, parts: Mapping[str, Expression]) -> Expression:
    """An expression with others in the place of the variables of these names."""
    match expression:
        case Variable():
            return parts.get(expression.name, expression)
        case Call() | Application():
            return replace(expression, arguments=tuple(substituted(each, parts) for each in expression.arguments))
        case _:
            return expression


def taken_apart(expression: Expression, motions: Mapping[str, Motion]) -> Expression:
    """The expression in the rotations and the translations of its rigid motions."""
    motion = motion_of(expression, motions)
    if motion is not None:
        return motion.matrix
    if not isinstance(expression, Call | Application):
        return expression
    if isinstance(expression, Call) and expression.function == "det" and motion_of(expression.arguments[0], motions):
        return Number(Fraction(1))
    if isinstance(expression, Call) and (part := _part(expression, motions)) is not None:
        return part
    point = _point(expression, motions)
    if point is not None:
        return written("hstack([p, s])", {"p": point.place, "s": point.last})
    return replace(expression, arguments=tuple(taken_apart(each, motions) for each in expression.arguments))


def motion_of(expression: Expression, motions: Mapping[str, Motion]) -> Motion | None:
    """The motion that an expression is by what it is made of: a product of motions and of their inverses."""
    if expression.shape != MOTION:
        return None
    match expression:
        case Variable(name=name):
            return motions.get(name)
        case Call(function="inv", arguments=(body,)):
            inner = motion_of(body, motions)
            return None if inner is None else inner.inverse
        case Call(function="matmul", arguments=(left, right)):
            first, second = motion_of(left, motions), motion_of(right, motions)
            return None if first is None or second is None else first.after(second)
        case _:
            return None


def _part(call: Call, motions: Mapping[str, Motion]) -> Expression | None:
    """The rotation or the translation of a motion, the place of a moved point; None for any other part."""
    if call.function != "select":
        return None
    body, starts = call.arguments[0], call.arguments[1:]
    at = tuple(start.dimension.whole if isinstance(start, Size) else None for start in starts)
    motion = motion_of(body, motions)
    if motion is not None:
        if (call.shape, call.axes, at) == (SQUARE, (1, 1), (0, 0)):
            return motion.rotation
        if (call.shape, call.axes, at) == (VECTOR, (1, 0), (0, 3)):
            return motion.translation
        return None
    point = _point(body, motions) if body.shape == POINT else None
    if point is None:
        return None
    if (call.shape, call.axes, at) == (VECTOR, (1,), (0,)):
        return point.place
    return point.last if (call.axes, at) == ((0,), (3,)) else None


def _point(expression: Expression, motions: Mapping[str, Motion]) -> _Point | None:
    """A moved point; None for any other expression."""
    match expression:
        case Call(function="matmul", arguments=(left, right)) if expression.shape == POINT:
            motion = motion_of(left, motions)
            if motion is None:
                # (T @ A) @ p is T @ (A @ p).
                if left.shape == MOTION and isinstance(left, Call) and left.function == "matmul":
                    first, second = left.arguments
                    return _point(_moved(first, _moved(second, right)), motions)
                return None
            inner = _parted(right, motions)
            moved = _product(motion.rotation, inner.place)
            return _Point(_sum(moved, _scaled(inner.last, motion.translation)), inner.last)
        case _:
            return None


def _moved(matrix: Expression, point: Expression) -> Expression:
    return Call("matmul", (matrix, point), POINT)


def _parted(vector: Expression, motions: Mapping[str, Motion]) -> _Point:
    """The first three entries and the last of a vector of length 4."""
    found = _point(vector, motions)
    if found is not None:
        return found
    match vector:
        case Call(function="concatenate", arguments=(place, Call(function="spread", arguments=(last,)))) if (
            place.shape == VECTOR and last.shape == ()
        ):
            return _Point(taken_apart(place, motions), taken_apart(last, motions))
        case _:
            whole = {"p": taken_apart(vector, motions)}
            return _Point(written("p[:3]", whole), written("p[3]", whole))


def _product(matrix: Expression, vector: Expression) -> Expression:
    return Call("matmul", (matrix, vector), VECTOR)


def _sum(left: Expression, right: Expression | None) -> Expression:
    return left if right is None else Call("add", (left, right), VECTOR)


def _scaled(number: Expression, vector: Expression) -> Expression | None:
    if isinstance(number, Number) and number.value in (0, 1):
        return vector if number.value else None
    return Call("multiply", (number, vector), VECTOR)
