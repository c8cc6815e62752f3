"""Functions of rotations evaluated in printed forms: by the axis, the angle and the half angle.

`jacobook.proof.oracle.rotations` has them by powers of [w]×, and as series; here Exp(w) is c I + s [u]× + (1 − c) uuᵀ
about the axis u, which comes to the same by another way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import reduce
from operator import add

from jacobook.language.functions.rotations import (
    EXPONENTIAL,
    INVERSE_JACOBIAN,
    LEFT_JACOBIAN,
    LOGARITHM,
    RIGHT_JACOBIAN,
    VEE,
)
from jacobook.proof.evaluation.evaluator import Evaluator
from jacobook.proof.numbers.arithmetic import Entry, Undefined
from jacobook.proof.numbers.elimination import Matrix, identity, transposed
from jacobook.proof.numbers.fitting import Malformed, column, square

_HALF = Fraction(1, 2)


def _vector(name: str, value: Matrix) -> tuple[Entry, Entry, Entry]:
    found = column(name, value)
    if len(found) != 3:
        raise Malformed(f"{name} is that of a vector of length 3")
    return found[0], found[1], found[2]


def _angle(at: Evaluator, vector: tuple[Entry, Entry, Entry]) -> Entry | None:
    """‖w‖; None for no rotation at all."""
    total = reduce(add, (entry * entry for entry in vector))
    return None if at.arithmetic.is_zero(total) else at.arithmetic.power(total, at.number(_HALF))


def _about(at: Evaluator, axis: tuple[Entry, Entry, Entry], along: Entry, across: Entry, turned: Entry) -> Matrix:
    """along · uuᵀ + across · (I − uuᵀ) + turned · [u]×."""
    u, v, w = axis
    zero = at.number(0)
    skew = ((zero, -w, v), (w, zero, -u), (-v, u, zero))
    return tuple(
        tuple(
            (along - across) * axis[i] * axis[j] + (across if i == j else zero) + turned * skew[i][j] for j in range(3)
        )
        for i in range(3)
    )


def _made(coefficients: Callable[[Evaluator, Entry], tuple[Entry, Entry]], name: str) -> Callable[..., Matrix]:
    """A function of a vector by what it does across the axis: a factor there, and one of a quarter turn."""

    def value(at: Evaluator, argument: Matrix) -> Matrix:
        vector = _vector(name, argument)
        angle = _angle(at, vector)
        if angle is None:
            return identity(3, at.arithmetic)
        axis = (vector[0] / angle, vector[1] / angle, vector[2] / angle)
        across, turned = coefficients(at, angle)
        return _about(at, axis, at.number(1), across, turned)

    return value


def _exponential(at: Evaluator, angle: Entry) -> tuple[Entry, Entry]:
    return at.arithmetic.function("cos", angle), at.arithmetic.function("sin", angle)


def _right_jacobian(at: Evaluator, angle: Entry) -> tuple[Entry, Entry]:
    cosine, sine = _exponential(at, angle)
    return sine / angle, (cosine - at.number(1)) / angle


def _inverse_jacobian(at: Evaluator, angle: Entry) -> tuple[Entry, Entry]:
    """The half angle times its cotangent, and the half angle."""
    half = angle * at.number(_HALF)
    sine = at.arithmetic.function("sin", half)
    if at.arithmetic.negligible(sine):
        raise Undefined("the inverse of a Jacobian at a full turn")
    return half * at.arithmetic.function("cos", half) / sine, half


def _left_jacobian(at: Evaluator, argument: Matrix) -> Matrix:
    return transposed(_made(_right_jacobian, LEFT_JACOBIAN)(at, argument))


def _vee(at: Evaluator, argument: Matrix) -> Matrix:
    if square(VEE, argument) != 3:
        raise Malformed("vee is that of a matrix 3×3")
    half = at.number(_HALF)
    return tuple((half * (argument[i][j] - argument[j][i]),) for i, j in ((2, 1), (0, 2), (1, 0)))


def _logarithm(at: Evaluator, argument: Matrix) -> Matrix:
    vector = _vee(at, argument)
    sine = _angle(at, _vector(LOGARITHM, vector))
    trace = reduce(add, (argument[i][i] for i in range(3)))
    cosine = (trace - at.number(1)) * at.number(_HALF)
    if sine is None:
        if cosine < 0:
            raise Undefined("the rotation vector of half a turn")
        return vector
    angle = at.arithmetic.function("acos", cosine)
    return tuple((entry * angle / sine,) for (entry,) in vector)


OF_ROTATIONS: Mapping[str, Callable[..., Matrix]] = {
    VEE: _vee,
    EXPONENTIAL: _made(_exponential, EXPONENTIAL),
    LOGARITHM: _logarithm,
    RIGHT_JACOBIAN: _made(_right_jacobian, RIGHT_JACOBIAN),
    INVERSE_JACOBIAN: _made(_inverse_jacobian, INVERSE_JACOBIAN),
    LEFT_JACOBIAN: _left_jacobian,
}
"""What evaluates the functions of rotations."""
