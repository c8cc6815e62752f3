"""Parts of factorizations as NumPy calls them: `eigh(S).eigenvectors`, `svd(A).Vh`, `qr(A).R`."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import TYPE_CHECKING

from jacobook.language.expression import Expression
from jacobook.language.functions.factors import ATTRIBUTES
from jacobook.language.keywords import refuse_keywords

if TYPE_CHECKING:
    from jacobook.language.attempt import Attempt

SLOGDET = "slogdet"
FACTORIZED = frozenset((*(name for name, _ in ATTRIBUTES), SLOGDET))
"""What gives several parts, which are told apart by what stands after the call."""


def part_of_factorization(at: Attempt, node: ast.Attribute, name: str) -> Expression:
    """The part that stands after a call. Raises `LanguageError`."""
    call = node.value
    assert isinstance(call, ast.Call)
    found = ATTRIBUTES.get((name, node.attr))
    logarithm = (name, node.attr) == (SLOGDET, "logabsdet")
    if found is None and not logarithm:
        raise at.error(node, f"{name} has no part {node.attr}", parts_of(name))
    if call.keywords or len(call.args) != 1:
        raise at.error(call, f"{name} takes one matrix and nothing else")
    matrix = at.read(call.args[0])
    if found is None:
        return at.call(node, "log", (at.call(node, "abs", (at.call(node, "det", (matrix,)),)),))
    function, turned = found
    part = at.call(node, function, (matrix,))
    return at.call(node, "transpose", (part,)) if turned else part


def least_squares(at: Attempt, node: ast.Call, arguments: Sequence[ast.expr]) -> Expression:
    """lstsq(A, b), which is pinv(A) @ b, also where A has more columns than rows."""
    refuse_keywords(at, node, ())
    if len(arguments) != 2:
        raise at.error(node, f"lstsq takes 2 arguments, not {len(arguments)}", "write lstsq(A, b)")
    matrix, right = map(at.read, arguments)
    return at.call(node, "matmul", (at.call(node, "pinv", (matrix,)), right))


def lyapunov(at: Attempt, node: ast.Call, arguments: Sequence[ast.expr]) -> Expression:
    """solve_continuous_lyapunov(A, Q), the X with AX + XAᵀ = Q, as the Sylvester equation that it is."""
    refuse_keywords(at, node, ())
    if len(arguments) != 2:
        raise at.error(node, f"solve_continuous_lyapunov takes 2 arguments, not {len(arguments)}")
    matrix, value = map(at.read, arguments)
    return at.call(node, "solve_sylvester", (matrix, at.call(node, "transpose", (matrix,)), value))


def adjugate(at: Attempt, node: ast.Call, arguments: Sequence[ast.expr]) -> Expression:
    """adjugate(A), the transpose of the matrix of cofactors, which is det(A) A⁻¹ where A is invertible."""
    refuse_keywords(at, node, ())
    if len(arguments) != 1:
        raise at.error(node, f"adjugate takes 1 argument, not {len(arguments)}", "write adjugate(A)")
    matrix = at.read(arguments[0])
    return at.call(node, "multiply", (at.call(node, "det", (matrix,)), at.call(node, "inv", (matrix,))))


def power(at: Attempt, node: ast.Call, arguments: Sequence[ast.expr]) -> Expression:
    """fractional_matrix_power(A, p), which is expm(p logm(A)) for every number p."""
    refuse_keywords(at, node, ())
    if len(arguments) != 2:
        raise at.error(
            node, f"fractional_matrix_power takes 2 arguments, not {len(arguments)}", "write expm(p * logm(A))"
        )
    matrix, exponent = map(at.read, arguments)
    if exponent.shape:
        raise at.error(arguments[1], "the exponent of fractional_matrix_power is a scalar")
    return at.call(node, "expm", (at.call(node, "multiply", (exponent, at.call(node, "logm", (matrix,)))),))


def norm(at: Attempt, node: ast.Call, arguments: Sequence[ast.expr]) -> Expression:
    """norm(x, p) of a vector, norm(A, "fro"), norm(A, "nuc") and norm(A, 2) of a matrix, as NumPy's."""
    value, kind = at.read(arguments[0]), arguments[1]
    order = kind.value if isinstance(kind, ast.Constant) and not isinstance(kind.value, bool) else kind
    match order:
        case "fro" if len(value.shape) == 2:
            return at.call(node, "norm", (value,))
        case "nuc" if len(value.shape) == 2:
            return at.call(node, "sum", (at.call(node, "svdvals", (value,)),))
        case 2 if len(value.shape) == 2:
            values = ast.Call(ast.Name("svdvals"), [arguments[0]], [])
            return at.read(ast.copy_location(ast.Subscript(_placed(values, node), ast.Constant(0)), node))
        case 2 if len(value.shape) == 1:
            return at.call(node, "norm", (value,))
        case 1 if len(value.shape) == 1:
            return at.call(node, "norm1", (value,))
    raise at.error(node, "this norm is not part of the language", _NORMS)


_NORMS = 'norms are norm(x), norm(x, 1), norm(A), norm(A, "fro"), norm(A, "nuc") and norm(A, 2)'


def _placed(made: ast.Call, node: ast.Call) -> ast.Call:
    for each in (made, made.func):
        ast.copy_location(each, node)
    return made


def parts_of(name: str) -> str:
    """The parts of a factorization, as they are written."""
    written = [f"{known}(A).{attribute}" for known, attribute in ATTRIBUTES if known == name]
    if not written:
        return f"write {SLOGDET}(A).logabsdet, or sign(det(A)) for the sign"
    return f"write {', '.join(written[:-1])} or {written[-1]}"
