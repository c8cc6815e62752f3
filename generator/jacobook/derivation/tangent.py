"""Derivatives by a rotation: along R Exp(τ) at τ = 0, or along Exp(τ) R.

A rotation R cannot move entry by entry. By a rotation a derivative is that by a vector τ of length 3, of the expression
with R Exp(τ) in the place of R, at τ = 0: the right Jacobian of Solà, Deray and Atchuthan (arXiv 1812.01537); with
Exp(τ) R it is the left one, as in Barfoot's book. Of a value Y that is a rotation itself the change is measured so too:
by the vector δ with Y Exp(δ), or Exp(δ) Y, which to first order is vee(YᵀY(τ)), or vee(Y(τ)Yᵀ).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from jacobook.derivation.complex_question import ComplexQuestion
from jacobook.derivation.question import Question
from jacobook.errors import LanguageError, Refused
from jacobook.language.declaration import TANGENT
from jacobook.language.dimension import Dimension
from jacobook.language.expression import Application, Call, Expression, Variable
from jacobook.language.functions.rotations import EXPONENTIAL, VEE
from jacobook.notation.names import printed_alike

SIDES = ("right", "left")
"""On which side of a rotation the small one stands by which it is differentiated."""

_THREE = Dimension.of(3)
_SQUARE = (_THREE, _THREE)
_NAMES = ("tau", "delta", "eta", "tau_0")


@dataclass(frozen=True)
class TangentQuestion(Question):
    """The derivative by a rotation, as that by a small vector; `original` is the question that a reader asked."""

    side: str = field(kw_only=True)
    original: Question = field(kw_only=True)

    @property
    def asked(self) -> str:
        """What was asked, in words."""
        return self.original.asked

    @property
    def notes(self) -> tuple[str, ...]:
        """The convention, and what else a reader must know before the answer."""
        rotation, tau = self.original.wrt[0].name, self.wrt[0].name
        letter = {"tau": "τ", "delta": "δ", "eta": "η"}.get(tau, tau)
        moved = f"{rotation} Exp({letter})" if self.side == "right" else f"Exp({letter}) {rotation}"
        said = [f"{rotation} is a rotation: the derivative is along {moved} at {letter} = 0 ({self.side})."]
        if _is_rotation(self.original.expression):
            change = "Y Exp(δ)" if self.side == "right" else "Exp(δ) Y"
            said.append(f"The value Y is a rotation too: its change is the vector δ with {change}.")
        return (*self.original.notes, *said)


def along_rotation(question: Question, side: str) -> Question:
    """A question by a rotation as one by a small vector; any other as it is. Raises `LanguageError`, `Refused`."""
    if side not in SIDES:
        raise LanguageError(f"{side!r} is no side of a rotation", hint=f"known: {', '.join(SIDES)}")
    rotations = [variable for variable in question.wrt if "rotation" in variable.properties]
    if not rotations:
        if side != SIDES[0]:
            raise LanguageError(
                "only a derivative with respect to a rotation has a left side and a right side",
                hint=f'declare it, for example where="{question.wrt[0].name}: 3×3 rotation"',
            )
        return question
    rotation = rotations[0]
    if isinstance(question, ComplexQuestion):
        raise Refused("derivatives of complex expressions with respect to a rotation are not supported")
    if question.order > 1:
        raise Refused("derivatives of higher order with respect to a rotation are not supported")
    if rotation.shape != _SQUARE:
        raise Refused(
            f"derivatives with respect to a rotation are supported in three dimensions; {rotation.name} has others",
            hint=f"declare {rotation.name}: 3×3 rotation",
        )
    tau = Variable(_free(question), (_THREE,), frozenset({TANGENT}))
    turn = Call(EXPONENTIAL, (tau,), _SQUARE)
    factors = (rotation, turn) if side == "right" else (turn, rotation)
    before = question.expression
    after = _replaced(before, rotation.name, Call("matmul", factors, _SQUARE))
    if _is_rotation(before):
        back = Call("transpose", (before,), _SQUARE)
        pair = (back, after) if side == "right" else (after, back)
        after = Call(VEE, (Call("matmul", pair, _SQUARE),), (_THREE,))
    known = {**question.parsed.variables, tau.name: tau}
    parsed = replace(question.parsed, expression=after, variables=known)
    return TangentQuestion(parsed, (tau,), question.projected, question.called, side=side, original=question)


def _free(question: Question) -> str:
    taken = question.names
    return next(name for name in _NAMES if name not in taken and printed_alike({*taken, name}) is None)


def _replaced(expression: Expression, name: str, by: Expression) -> Expression:
    match expression:
        case Variable() if expression.name == name:
            return by
        case Call() | Application():
            arguments = tuple(_replaced(argument, name, by) for argument in expression.arguments)
            return replace(expression, arguments=arguments)
        case _:
            return expression


def _is_rotation(expression: Expression) -> bool:
    """Whether an expression is a rotation 3×3 by what it is made of."""
    if expression.shape != _SQUARE:
        return False
    match expression:
        case Variable(properties=properties):
            return "rotation" in properties
        case Call(function=name) if name == EXPONENTIAL:
            return True
        case Call(function="eye"):
            return True
        case Call(function="matmul" | "transpose" | "inv", arguments=arguments):
            return all(map(_is_rotation, arguments))
        case _:
            return False
