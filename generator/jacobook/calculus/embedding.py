"""Embedding: a typed expression of the language as an array in index form."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from jacobook.calculus import index_algebra as algebra
from jacobook.calculus.choice import choice, is_choice, larger_or_smaller
from jacobook.calculus.crosses import crossed
from jacobook.calculus.factor_tensor import FactorTensor
from jacobook.calculus.functional import (
    CrossMatrix,
    CrossTensor,
    EntrywiseTensor,
    FunctionTensor,
    MatrixFunctionTensor,
    MatrixPowerTensor,
)
from jacobook.calculus.functional_derivative import gather_traces
from jacobook.calculus.index_form import (
    Array,
    ConstantTensor,
    Determinant,
    Fusion,
    Identity,
    Inverse,
    ProductOfEntries,
    SizeTensor,
    Tensor,
)
from jacobook.calculus.kronecker import kronecker_apart
from jacobook.calculus.operators import SOLUTIONS, SolutionTensor
from jacobook.calculus.opposites import without_opposites
from jacobook.calculus.rearranging import REARRANGED
from jacobook.calculus.rotations import RotationTensor, vector_of_skew
from jacobook.calculus.stacking import stacked_last
from jacobook.calculus.unknown import variable_tensor
from jacobook.errors import Refused
from jacobook.language.declared_function import ELEMENTWISE_FUNCTION, MATRIX_FUNCTION
from jacobook.language.dimension import ONE
from jacobook.language.expression import (
    Application,
    Call,
    Constant,
    Expression,
    Number,
    Size,
    Variable,
    applies,
)
from jacobook.language.functions import ALL_FUNCTIONS, ELEMENTWISE, MATRIX_FUNCTIONS
from jacobook.language.functions.factorizations import factorization_of
from jacobook.language.functions.factors import FACTORS
from jacobook.language.functions.rotations import EXPONENTIAL, HAT, ROTATIONS, VEE

Embedder = Callable[[Call, list[Array]], Array]
_HALF = Fraction(1, 2)
MOST_FACTORS = 12


def embed(expression: Expression) -> Array:
    """The index form of an expression; its free indices are the axes of the expression, in order.

    Axes of length 1 are left out: a column n×1 is a vector here, a matrix 1×1 a number. On the way no factor carries an
    index of length 1, so that sums over one are nothing, and arrays stand inside tensors without them.
    """
    apart = kronecker_apart(expression) if applies(expression, "kron") else expression
    found = _embed(stacked_last(apart) if applies(apart, "vec") else apart)
    return algebra.without_single_axes(found)


def _embed(expression: Expression) -> Array:
    match expression:
        case Variable():
            return algebra.with_axes(algebra.of_tensor(variable_tensor(expression, embed)), expression.shape)
        case Number():
            return algebra.number(expression.value)
        case Size():
            return _size(expression)
        case Constant():
            return algebra.of_tensor(ConstantTensor(expression.name))
        case Call():
            arguments = [_embed(argument) for argument in expression.arguments]
            if ALL_FUNCTIONS[expression.function].kind == ELEMENTWISE:
                return _elementwise(expression, arguments)
            return _EMBEDDERS[expression.function](expression, arguments)
        case Application():
            return _application(expression)


def _application(application: Application) -> Array:
    function = application.function
    arguments = tuple(algebra.without_single_axes(_embed(argument)) for argument in application.arguments)
    # A function of a matrix 1×1 in the sense of power series is the function of its only entry.
    if function.kind == ELEMENTWISE_FUNCTION or (function.kind == MATRIX_FUNCTION and not arguments[0].rank):
        tensor: Tensor = EntrywiseTensor(function.name, arguments[0])
    elif function.kind == MATRIX_FUNCTION:
        tensor = MatrixFunctionTensor(function.name, arguments[0])
    else:
        tensor = FunctionTensor(function.name, arguments, function.result)
    return algebra.with_axes(algebra.of_tensor(tensor), application.shape)


def _size(expression: Size) -> Array:
    if not expression.dimension.symbols:
        return algebra.number(expression.dimension.factor)
    return algebra.of_tensor(SizeTensor(expression.dimension))


def _elementwise(call: Call, arguments: list[Array]) -> Array:
    if call.function == "sqrt":
        return algebra.power(arguments[0], _HALF)
    if is_choice(call.function):
        return larger_or_smaller(call.shape, call.function, *arguments)
    return algebra.apply(call.function, arguments)


def _add(call: Call, arguments: list[Array]) -> Array:
    return without_opposites(algebra.add(call.shape, arguments))


def _subtract(call: Call, arguments: list[Array]) -> Array:
    left, right = arguments
    return without_opposites(algebra.add(call.shape, [left, algebra.scale(right, -1)]))


def _negate(call: Call, arguments: list[Array]) -> Array:
    return algebra.scale(arguments[0], -1)


def _multiply(call: Call, arguments: list[Array]) -> Array:
    return algebra.multiply(call.shape, arguments)


def _divide(call: Call, arguments: list[Array]) -> Array:
    numerator, denominator = arguments
    if algebra.is_zero(denominator):
        raise Refused("the expression divides by zero")
    return algebra.multiply(call.shape, [numerator, algebra.power(denominator, Fraction(-1))])


def _power(call: Call, arguments: list[Array]) -> Array:
    base, exponent = arguments
    if exponent.rank == 0:
        value = algebra.as_number(exponent)
        if algebra.is_zero(base) and (value is None or value <= 0):
            raise Refused("the expression raises zero to a nonpositive power")
        return algebra.power(algebra.broadcast(base, call.shape), exponent)
    if base.shape == exponent.shape and not algebra.is_zero(base):
        return algebra.power(base, exponent)
    logarithm = algebra.apply("log", [base])
    return algebra.apply("exp", [algebra.multiply(call.shape, [exponent, logarithm])])


def _matmul(call: Call, arguments: list[Array]) -> Array:
    left, right = arguments
    summed = len(call.shape)
    rows = tuple(range(left.rank - 1))
    columns = tuple(range(left.rank - 1, summed))
    return algebra.einsum(call.shape, [(left, (*rows, summed)), (right, (summed, *columns))], [left.shape[-1]])


def _transpose(call: Call, arguments: list[Array]) -> Array:
    value = arguments[0]
    if value.rank < 2:
        return value
    return algebra.einsum(call.shape, [(value, (1, 0))], expand=True)


def _sum(call: Call, arguments: list[Array]) -> Array:
    value = arguments[0]
    return algebra.einsum((), [(value, tuple(range(value.rank)))], value.shape, expand=True)


def _mean(call: Call, arguments: list[Array]) -> Array:
    value = arguments[0]
    sizes = [algebra.power(_size(Size(dimension)), Fraction(-1)) for dimension in value.shape]
    return algebra.multiply((), [*sizes, _sum(call, arguments)])


def _dot(call: Call, arguments: list[Array]) -> Array:
    everywhere = tuple(range(arguments[0].rank))
    return algebra.einsum((), [(argument, everywhere) for argument in arguments], arguments[0].shape)


def _norm(call: Call, arguments: list[Array]) -> Array:
    value = algebra.without_single_axes(arguments[0])
    if not value.rank:
        return algebra.apply("abs", [value])
    return algebra.power(_dot(call, [value, value]), _HALF)


def _trace(call: Call, arguments: list[Array]) -> Array:
    value = arguments[0]
    return gather_traces(algebra.einsum((), [(value, (0, 0))], value.shape[:1], expand=True))


def _det(call: Call, arguments: list[Array]) -> Array:
    matrix = algebra.without_single_axes(arguments[0])
    if not matrix.rank:
        return matrix
    identity = algebra.of_tensor(Identity(matrix.shape[0]))
    return algebra.number(1) if matrix == identity else algebra.of_tensor(Determinant(matrix))


def _inv(call: Call, arguments: list[Array]) -> Array:
    matrix = algebra.without_single_axes(arguments[0])
    if not matrix.rank:
        return algebra.with_axes(algebra.power(matrix, Fraction(-1)), call.shape)
    return algebra.of_tensor(Inverse(matrix))


def _solve(call: Call, arguments: list[Array]) -> Array:
    """A⁻¹B, the inverse of which code solves with."""
    matrix, right = arguments
    side = Call("inv", call.arguments[:1], call.arguments[0].shape)
    return _matmul(call, [_inv(side, [matrix]), right])


def _factor(call: Call, arguments: list[Array]) -> Array:
    """A part of a factorization, of a matrix with more than one row and column."""
    matrix = arguments[0]
    if ONE in matrix.shape:
        raise Refused(
            f"{call.function} of a matrix with one row or one column is not supported", hint="use its entries"
        )
    found = factorization_of(call.function)
    assert found is not None
    return algebra.of_tensor(FactorTensor(found[0].name, found[1], matrix))


def _solution(call: Call, arguments: list[Array]) -> Array:
    """The solution of an equation for a matrix, of matrices with more than one row and column."""
    if any(ONE in array.shape for array in arguments):
        raise Refused(f"{call.function} of matrices with one row or one column is not supported")
    return algebra.of_tensor(SolutionTensor(call.function, tuple(arguments[:-1]), arguments[-1]))


def _diag(call: Call, arguments: list[Array]) -> Array:
    value = arguments[0]
    if value.rank == 1:
        identity = algebra.of_tensor(Identity(value.shape[0]))
        return algebra.einsum(call.shape, [(value, (0,)), (identity, (0, 1))])
    return algebra.diagonal(value)


def _outer(call: Call, arguments: list[Array]) -> Array:
    return algebra.einsum(call.shape, [(arguments[0], (0,)), (arguments[1], (1,))])


def _kron(call: Call, arguments: list[Array]) -> Array:
    left, right = arguments
    rank = len(call.shape)
    operands: list[tuple[Array, tuple[int, ...]]] = []
    for axis in range(rank):
        fusion = algebra.of_tensor(Fusion(left.shape[axis], right.shape[axis]))
        operands.append((fusion, (axis, rank + axis, 2 * rank + axis)))
    operands.append((left, tuple(range(rank, 2 * rank))))
    operands.append((right, tuple(range(2 * rank, 3 * rank))))
    return algebra.einsum(call.shape, operands, (*left.shape, *right.shape))


def _vec(call: Call, arguments: list[Array]) -> Array:
    value = arguments[0]
    rows, columns = value.shape
    fusion = algebra.of_tensor(Fusion(columns, rows))
    return algebra.einsum(call.shape, [(fusion, (0, 2, 1)), (value, (1, 2))], (rows, columns))


def _logdet(call: Call, arguments: list[Array]) -> Array:
    return algebra.apply("log", [_det(call, arguments)])


def _norm1(call: Call, arguments: list[Array]) -> Array:
    return _sum(call, [algebra.apply("abs", arguments)])


def _softmax(call: Call, arguments: list[Array]) -> Array:
    exponential = algebra.apply("exp", arguments)
    divisor = algebra.power(_sum(call, [exponential]), Fraction(-1))
    return algebra.multiply(call.shape, [exponential, divisor])


def _logsumexp(call: Call, arguments: list[Array]) -> Array:
    return algebra.apply("log", [_sum(call, [algebra.apply("exp", arguments)])])


def _prod(call: Call, arguments: list[Array]) -> Array:
    value = algebra.without_single_axes(arguments[0])
    return value if value.rank == 0 else algebra.of_tensor(ProductOfEntries(value))


def _where(call: Call, arguments: list[Array]) -> Array:
    """[c] a + [not c] b, or a choice where a case has no value outside its own."""
    return choice(call.shape, *arguments)


def _matrix_power(call: Call, arguments: list[Array]) -> Array:
    """A product of so many equal factors; for a negative exponent, of inverses."""
    base, exponent = arguments[0], algebra.as_number(arguments[1])
    if call.shape == (ONE, ONE):
        raised = arguments[1] if exponent is None else exponent
        return algebra.with_axes(algebra.power(algebra.without_single_axes(base), raised), call.shape)
    if exponent is None and arguments[1].terms:
        return algebra.of_tensor(MatrixPowerTensor(base, arguments[1]))
    if exponent is None or exponent.denominator != 1 or abs(exponent) > MOST_FACTORS:
        raise Refused(
            f"the exponent of matrix_power must be a whole number up to {MOST_FACTORS}",
            hint="write X @ X @ X, or a number",
        )
    if exponent == 0:
        return algebra.of_tensor(Identity(base.shape[0]))
    factor = algebra.of_tensor(Inverse(base)) if exponent < 0 else base
    result = factor
    for _ in range(abs(int(exponent)) - 1):
        result = _matmul(call, [result, factor])
    return result


def _matrix_function(call: Call, arguments: list[Array]) -> Array:
    matrix = algebra.without_single_axes(arguments[0])
    if call.function == "expm" and (turn := vector_of_skew(matrix)) is not None:
        return algebra.of_tensor(RotationTensor(EXPONENTIAL, turn).of(turn))
    if matrix.rank:
        return algebra.of_tensor(MatrixFunctionTensor(call.function, matrix))
    # Of a matrix 1×1 the power series is that of its entry, and the function is named for it: expm, exp.
    entry = Call(call.function.removesuffix("m"), call.arguments, ())
    return algebra.with_axes(_elementwise(entry, [matrix]), call.shape)


def _cross(call: Call, arguments: list[Array]) -> Array:
    return algebra.of_tensor(CrossTensor(arguments[0], arguments[1]))


def _rotation(call: Call, arguments: list[Array]) -> Array:
    if call.function == HAT:
        return algebra.of_tensor(CrossMatrix(arguments[0]))
    skew = vector_of_skew(arguments[0]) if call.function == VEE else None
    if skew is not None:
        return skew
    return algebra.of_tensor(RotationTensor(call.function, arguments[0]).of(crossed(arguments[0])))


def _eye(call: Call, arguments: list[Array]) -> Array:
    return algebra.of_tensor(Identity(call.shape[0]))


def _ones(call: Call, arguments: list[Array]) -> Array:
    return algebra.number(1, call.shape)


def _zeros(call: Call, arguments: list[Array]) -> Array:
    return algebra.number(0, call.shape)


_EMBEDDERS: dict[str, Embedder] = {
    **REARRANGED,
    "add": _add,
    "subtract": _subtract,
    "negate": _negate,
    "multiply": _multiply,
    "divide": _divide,
    "power": _power,
    "matmul": _matmul,
    "transpose": _transpose,
    "sum": _sum,
    "mean": _mean,
    "dot": _dot,
    "norm": _norm,
    "trace": _trace,
    "det": _det,
    "inv": _inv,
    "solve": _solve,
    **dict.fromkeys(SOLUTIONS, _solution),
    **{function.name: _factor for function in FACTORS},
    "diag": _diag,
    "outer": _outer,
    "kron": _kron,
    "vec": _vec,
    "logdet": _logdet,
    "norm1": _norm1,
    "softmax": _softmax,
    "logsumexp": _logsumexp,
    "prod": _prod,
    "where": _where,
    "matrix_power": _matrix_power,
    **dict.fromkeys(MATRIX_FUNCTIONS, _matrix_function),
    "cross": _cross,
    **{function.name: _rotation for function in ROTATIONS},
    "eye": _eye,
    "ones": _ones,
    "zeros": _zeros,
}
