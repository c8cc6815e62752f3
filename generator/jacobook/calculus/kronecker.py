"""Inverses and determinants of Kronecker products taken apart: (A ⊗ B)⁻¹ is A⁻¹ ⊗ B⁻¹.

For an m×m matrix A and an n×n matrix B, det(A ⊗ B) = det(A)ⁿ det(B)ᵐ, and A ⊗ B is invertible exactly where both are
(Magnus and Neudecker, Matrix Differential Calculus, ch. 2). Products, transposes and traces of Kronecker products need
no such rules: index form has them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

from jacobook.language.expression import Call, Expression, Number, Size

_SCALING = frozenset({"multiply", "divide"})


def kronecker_apart(expression: Expression) -> Expression:
    """The expression without inverses and determinants of Kronecker products of square matrices; equal in value."""
    if not isinstance(expression, Call):
        return expression
    arguments = tuple(map(kronecker_apart, expression.arguments))
    changed = any(new is not old for new, old in zip(arguments, expression.arguments, strict=True))
    call = replace(expression, arguments=arguments) if changed else expression
    apart = _APART.get(call.function)
    factors = _factors(call.arguments[0]) if apart is not None else None
    return call if apart is None or factors is None else apart(call, *factors)


def _factors(expression: Expression) -> tuple[Expression, Expression] | None:
    """The two square matrices whose Kronecker product an expression is, a scalar put into the first; or None."""
    match expression:
        case Call(function="kron", arguments=(left, right)) if _is_square(left) and _is_square(right):
            return left, right
        case Call(function="transpose", arguments=(body,)) if (inner := _factors(body)) is not None:
            left, right = (Call("transpose", (each,), each.shape, each.span) for each in inner)
            return left, right
        case Call(function="negate", arguments=(body,)) if (inner := _factors(body)) is not None:
            return Call("negate", inner[:1], inner[0].shape, expression.span), inner[1]
        case Call(function=name, arguments=(scalar, body)) if (
            name == "multiply" and not scalar.shape and (inner := _factors(body)) is not None
        ):
            return Call(name, (scalar, inner[0]), inner[0].shape, expression.span), inner[1]
        case Call(function=name, arguments=(body, scalar)) if (
            name in _SCALING and not scalar.shape and (inner := _factors(body)) is not None
        ):
            return Call(name, (inner[0], scalar), inner[0].shape, expression.span), inner[1]
        case Call(function="matmul", arguments=(first, second)):
            one, other = _factors(first), _factors(second)
            if one is None or other is None or any(a.shape != b.shape for a, b in zip(one, other, strict=True)):
                return None
            left, right = (Call("matmul", pair, pair[0].shape, pair[0].span) for pair in zip(one, other, strict=True))
            return left, right
        case _:
            return None


def _is_square(expression: Expression) -> bool:
    return len(expression.shape) == 2 and expression.shape[0] == expression.shape[1]


def _inverse(call: Call, left: Expression, right: Expression) -> Expression:
    inverses = tuple(replace(call, arguments=(matrix,), shape=matrix.shape) for matrix in (left, right))
    return replace(call, function="kron", arguments=inverses)


def _determinant(call: Call, left: Expression, right: Expression) -> Expression:
    """det(A)ⁿ det(B)ᵐ, each to the power of the other's size."""
    powers = []
    for matrix, other in ((left, right), (right, left)):
        size = other.shape[0]
        exponent = Size(size) if size.symbols else Number(Fraction(size.factor))
        powers.append(Call("power", (Call("det", (matrix,), (), call.span), exponent), (), call.span))
    return Call("multiply", tuple(powers), (), call.span)


def _log_determinant(call: Call, left: Expression, right: Expression) -> Expression:
    return Call("log", (_determinant(call, left, right),), (), call.span)


_APART: dict[str, Callable[[Call, Expression, Expression], Expression]] = {
    "inv": _inverse,
    "det": _determinant,
    "logdet": _log_determinant,
}
