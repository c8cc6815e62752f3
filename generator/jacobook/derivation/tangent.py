"""Derivatives by a rotation or a rigid motion: along R Exp(τ) at τ = 0, or along Exp(τ) R.

A rotation R cannot move entry by entry. By a rotation a derivative is that by a vector τ of length 3, of the expression
with R Exp(τ) in the place of R, at τ = 0: the right Jacobian of Solà, Deray and Atchuthan (arXiv 1812.01537); with
Exp(τ) R it is the left one, as in Barfoot's book. Of a value Y that is a rotation itself the change is measured so too:
by the vector δ with Y Exp(δ), or Exp(δ) Y, which to first order is vee(YᵀY(τ)), or vee(Y(τ)Yᵀ).

In the plane τ is an angle, and R Exp(τ) is R + τRJ to first order, with J a quarter turn. For a rigid motion
T = [R t; 0 1] it is (ρ, θ), the translation first as in both sources; to first order T Exp(τ) has the rotation R Exp(θ)
and the translation t + Rρ; Exp(τ) T has Exp(θ) R and Exp(θ) t + ρ.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction

from jacobook.derivation.complex_question import ComplexQuestion
from jacobook.derivation.question import Question
from jacobook.derivation.rigid import (
    MOTION,
    SQUARE,
    VECTOR,
    Motion,
    motion_of,
    substituted,
    taken_apart,
    written,
)
from jacobook.errors import LanguageError, Refused
from jacobook.language.declaration import TANGENT
from jacobook.language.dimension import Dimension, shape_text
from jacobook.language.expression import Call, Expression, Number, StackedVariable, Variable
from jacobook.language.functions.rotations import EXPONENTIAL, VEE
from jacobook.notation.names import printed_alike

SIDES = ("right", "left")
"""On which side of a rotation the small one stands by which it is differentiated."""

_PLANE = (Dimension.of(2), Dimension.of(2))
_NAMES = ("tau", "delta", "eta", "tau_0")
_LETTERS = {"tau": "τ", "delta": "δ", "eta": "η", "rho": "ρ", "theta": "θ", "phi": "ϕ"}
_GROUPS = ("rotation", "rigid")
_SMALL = frozenset({TANGENT})


@dataclass(frozen=True)
class TangentQuestion(Question):
    """The derivative by a rotation or a rigid motion, as that by a small vector; `original` is what a reader asked."""

    original: Question = field(kw_only=True)
    said: tuple[str, ...] = field(kw_only=True)

    @property
    def content(self) -> tuple[object, ...]:
        """All that the answer depends on; where nothing turns, the two sides differ only by what is said."""
        return *super().content, self.said

    @property
    def asked(self) -> str:
        """What was asked, in words."""
        return self.original.asked

    @property
    def notes(self) -> tuple[str, ...]:
        """The convention, and what else a reader must know before the answer."""
        return (*self.original.notes, *self.said)


def along_rotation(question: Question, side: str) -> Question:
    """A question by a rotation or a rigid motion as one by a small vector; any other as it is.

    Raises `LanguageError`, `Refused`.
    """
    if side not in SIDES:
        raise LanguageError(f"{side!r} is no side of a rotation", hint=f"known: {', '.join(SIDES)}")
    found = [(each, kind) for each in question.wrt for kind in _GROUPS if kind in each.properties]
    if not found:
        if side != SIDES[0]:
            raise LanguageError(
                "only a derivative with respect to a rotation has a left side and a right side",
                hint=f'declare it, for example where="{question.wrt[0].name}: 3×3 rotation"',
            )
        return question
    variable, kind = found[0]
    named = "a rotation" if kind == "rotation" else "a rigid motion"
    if isinstance(question, ComplexQuestion):
        raise Refused(f"derivatives of complex expressions with respect to {named} are not supported")
    if question.order > 1:
        raise Refused(f"derivatives of higher order with respect to {named} are not supported")
    if kind == "rigid":
        return _by_motion(question, variable, side)
    if variable.shape == _PLANE:
        return _in_the_plane(question, variable, side)
    if variable.shape != SQUARE:
        raise Refused(
            "derivatives with respect to a rotation are supported in two and three dimensions; "
            f"{variable.name} is {shape_text(variable.shape)}",
            hint=f"declare {variable.name}: 3×3 rotation",
        )
    return _in_space(question, variable, side)


def _in_space(question: Question, rotation: Variable, side: str) -> Question:
    tau = Variable(_free(question, *_NAMES), VECTOR, _SMALL)
    turn = Call(EXPONENTIAL, (tau,), SQUARE)
    before = question.expression
    after = substituted(before, {rotation.name: _beside(rotation, turn, side)})
    said = [_along(rotation.name, "a rotation", tau.name, side)]
    if _is_rotation(before, SQUARE):
        after = Call(VEE, (_change(before, after, side),), VECTOR)
        said.append(_measured("rotation", "vector δ", side))
    return _asked(question, after, {**question.parsed.variables, tau.name: tau}, tau, said)


def _in_the_plane(question: Question, rotation: Variable, side: str) -> Question:
    tau = Variable(_free(question, *_NAMES), (), _SMALL)
    quarter = "[[0, -1], [1, 0]]"
    step = f"R @ {quarter}" if side == SIDES[0] else f"{quarter} @ R"
    before = question.expression
    after = substituted(before, {rotation.name: written(f"R + a*({step})", {"R": rotation, "a": tau})})
    said = [
        _along(rotation.name, "a rotation of the plane", tau.name, side)
        + f" {_letter(tau.name)} is the angle, and Exp({_letter(tau.name)}) turns by it."
    ]
    if _is_rotation(before, _PLANE):
        # Rotations of the plane commute, and their angles add up.
        turns = Number(Fraction(_times(before, rotation.name)))
        after = Call("multiply", (turns, tau), ())
        said.append(_measured("rotation", "angle δ", side))
    return _asked(question, after, {**question.parsed.variables, tau.name: tau}, tau, said)


def _by_motion(question: Question, motion: Variable, side: str) -> Question:
    if motion.shape != MOTION:
        raise Refused(
            f"derivatives with respect to a rigid motion are supported in three dimensions; {motion.name} is "
            f"{shape_text(motion.shape)}",
            hint=f"declare {motion.name}: 4×4 rigid",
        )
    rho = Variable(_free(question, "rho", "rho_0"), VECTOR, _SMALL)
    theta = Variable(_free(question, "theta", "phi", "theta_0"), VECTOR, _SMALL)
    still, known = dict[str, Motion](), dict[str, Variable]()
    for name, each in question.parsed.variables.items():
        if "rigid" in each.properties and each.shape == MOTION:
            rotation = Variable(_free(question, f"R_{name}", f"rotation_{name}"), SQUARE, _ROTATION)
            shift = Variable(_free(question, f"t_{name}", f"translation_{name}"), VECTOR)
            still[name] = Motion(rotation, shift)
            known |= {rotation.name: rotation, shift.name: shift}
        else:
            known[name] = each
    at_rest, turn = still[motion.name], Call(EXPONENTIAL, (theta,), SQUARE)
    if side == SIDES[0]:
        step: Expression = Call("matmul", (at_rest.rotation, rho), VECTOR)
        shifted: Expression = at_rest.translation
    else:
        step, shifted = rho, Call("matmul", (turn, at_rest.translation), VECTOR)
    moved = Motion(_beside(at_rest.rotation, turn, side), Call("add", (shifted, step), VECTOR))
    moving = {**still, motion.name: moved}
    names = {name: (each.rotation, each.translation) for name, each in still.items()}
    said = [_along(motion.name, "a rigid motion", "tau", side) + _parts(names, (rho.name, theta.name))]
    before, after = (motion_of(question.expression, each) for each in (still, moving))
    if before is None or after is None:
        expression = taken_apart(question.expression, moving)
    else:
        change = before.inverse.after(after) if side == SIDES[0] else after.after(before.inverse)
        rotated = Call(VEE, (change.rotation,), VECTOR)
        expression = written("concatenate([p, v])", {"p": change.translation, "v": rotated})
        said.append(_measured("rigid motion", "vector δ of length 6", side))
    names_of_small = f"[{rho.name}, {theta.name}]"
    tau = StackedVariable(names_of_small, (Dimension.of(6),), parts=(rho, theta))
    return _asked(question, expression, {**known, rho.name: rho, theta.name: theta}, tau, said)


_ROTATION = frozenset({"rotation", "orthogonal", "invertible"})


def _parts(names: dict[str, tuple[Expression, Expression]], small: tuple[str, str]) -> str:
    """How rigid motions are taken apart, in sentences."""
    made = " and ".join(
        f"{name} = [{rotation.name} {shift.name}; 0 1]"
        for name, (rotation, shift) in names.items()
        if isinstance(rotation, Variable) and isinstance(shift, Variable)
    )
    rho, theta = map(_letter, small)
    return f" τ is ({rho}, {theta}): {rho} moves, {theta} turns. {made}."


def _asked(
    question: Question, after: Expression, known: dict[str, Variable], by: Variable, said: list[str]
) -> TangentQuestion:
    parsed = replace(question.parsed, expression=after, variables=known)
    return TangentQuestion(parsed, (by,), question.projected, question.called, original=question, said=tuple(said))


def _beside(rotation: Expression, turn: Expression, side: str) -> Expression:
    return Call("matmul", (rotation, turn) if side == SIDES[0] else (turn, rotation), rotation.shape)


def _change(before: Expression, after: Expression, side: str) -> Expression:
    """YᵀY(τ), or Y(τ)Yᵀ."""
    back = Call("transpose", (before,), before.shape)
    return Call("matmul", (back, after) if side == SIDES[0] else (after, back), before.shape)


def _times(expression: Expression, name: str) -> int:
    """How often a product of rotations turns by the angle of one of them, less how often it turns back."""
    match expression:
        case Variable():
            return int(expression.name == name)
        case Call(function="matmul", arguments=arguments):
            return sum(_times(each, name) for each in arguments)
        case Call(function="transpose" | "inv", arguments=(body,)):
            return -_times(body, name)
        case _:
            return 0


def _letter(name: str) -> str:
    return _LETTERS.get(name, name)


def _along(name: str, what: str, small: str, side: str) -> str:
    letter = _letter(small)
    moved = f"{name} Exp({letter})" if side == SIDES[0] else f"Exp({letter}) {name}"
    return f"{name} is {what}: the derivative is along {moved} at {letter} = 0 ({side})."


def _measured(what: str, change: str, side: str) -> str:
    moved = "Y Exp(δ)" if side == SIDES[0] else "Exp(δ) Y"
    return f"The value Y is a {what} too: its change is the {change} with {moved}."


def _free(question: Question, *names: str) -> str:
    taken = question.names
    return next(name for name in names if name not in taken and printed_alike({*taken, name}) is None)


def _is_rotation(expression: Expression, shape: tuple[Dimension, ...]) -> bool:
    """Whether an expression is a rotation of this shape by what it is made of."""
    if expression.shape != shape:
        return False
    match expression:
        case Variable(properties=properties):
            return "rotation" in properties
        case Call(function=name) if name == EXPONENTIAL:
            return True
        case Call(function="eye"):
            return True
        case Call(function="matmul" | "transpose" | "inv", arguments=arguments):
            return all(_is_rotation(each, shape) for each in arguments)
        case _:
            return False
