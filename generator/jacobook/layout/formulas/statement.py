"""A typed expression as the formula its author wrote, with vectors as columns."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from fractions import Fraction

from jacobook.language.declared_function import MAP, MATRIX_FUNCTION
from jacobook.language.dimension import NOTHING, ONE, Dimension, Shape
from jacobook.language.expression import Application, Call, Constant, Expression, Number, Size, Variable
from jacobook.language.functions import ALL_FUNCTIONS, ELEMENTWISE, MATRIX_FUNCTIONS
from jacobook.language.functions.factors import FACTORS
from jacobook.language.functions.rotations import HAT, ROTATIONS
from jacobook.layout.formulas import algebra
from jacobook.layout.formulas import formula as f
from jacobook.layout.formulas.array_statement import NotWritten, of_arrays
from jacobook.layout.formulas.symbols import named, symbol

_HALF = f.Number(Fraction(1, 2))


_VALUE_NAMES = (("y", "f", "z", "g", "h", "L"), ("y", "z", "v", "u", "f", "h"), ("Y", "Z", "F", "G", "H", "V"))


def value_name(rank: int, taken: Collection[str]) -> str:
    """A name for the value of an expression of this rank, none of those taken."""
    names = _VALUE_NAMES[min(rank, 2)]
    return next((name for name in names if name not in taken), f"{names[0]}_0")


def statement(expression: Expression) -> f.Formula:
    """The formula of an expression; a vector comes as a column, and u @ v as uᵀv."""
    match expression:
        case Variable():
            return symbol(expression)
        case Number():
            return f.Number(expression.value)
        case Size():
            return f.Size(expression.dimension)
        case Constant():
            return f.Constant(expression.name)
        case Call():
            if any(len(each.shape) > 2 for each in (expression, *expression.arguments)):
                return of_arrays(expression, statement)
            arguments = [statement(argument) for argument in expression.arguments]
            if ALL_FUNCTIONS[expression.function].kind == ELEMENTWISE:
                return _elementwise(expression, arguments)
            builder = _BUILDERS.get(expression.function)
            if builder is None:
                raise NotWritten(f"{ALL_FUNCTIONS[expression.function].called} of so many axes")
            return builder(expression, arguments)
        case Application():
            return _application(expression)


def _application(application: Application) -> f.Formula:
    function = application.function
    arguments = tuple(statement(argument) for argument in application.arguments)
    rows, columns = (*application.shape, ONE, ONE)[:2]
    if function.kind == MAP:
        # The author's own words: u(x), which answers then call u.
        return f.FunctionValue(function.name, arguments, rows, columns, len(application.shape), written=True)
    of_matrix = function.kind == MATRIX_FUNCTION
    return f.NamedFunction(function.name, 0, arguments[0], rows, columns, of_matrix=of_matrix)


def _shape(call: Call) -> tuple[Dimension, Dimension]:
    rows, columns = (*call.shape, ONE, ONE)[:2]
    return rows, columns


def _spread(formula: f.Formula, call: Call) -> f.Formula:
    """A scalar beside arrays as that scalar times 𝟏."""
    if f.is_scalar(formula) and call.shape:
        return algebra.multiple(1, (formula,), (), f.Filled(1, *_shape(call)))
    return formula


def _elementwise(call: Call, arguments: list[f.Formula]) -> f.Formula:
    if call.function == "sqrt" and not call.shape:
        return f.Power(arguments[0], _HALF)
    return f.Apply(call.function, tuple(arguments), *_shape(call))


def _sum_of(call: Call, terms: list[f.Formula]) -> f.Formula:
    spread = [_spread(term, call) for term in terms]
    flat = [inner for term in spread for inner in (term.terms if isinstance(term, f.Sum) else (term,))]
    return f.Sum(tuple(flat))


def _add(call: Call, arguments: list[f.Formula]) -> f.Formula:
    return _sum_of(call, arguments)


def _subtract(call: Call, arguments: list[f.Formula]) -> f.Formula:
    return _sum_of(call, [arguments[0], algebra.negative(arguments[1])])


def _negate(call: Call, arguments: list[f.Formula]) -> f.Formula:
    return algebra.negative(arguments[0])


def _multiply(call: Call, arguments: list[f.Formula]) -> f.Formula:
    scalars = [a for a in arguments if f.is_scalar(a)]
    arrays = [a for a in arguments if not f.is_scalar(a)]
    return algebra.multiple(1, scalars, (), algebra.hadamard(*arrays) if arrays else None)


def _divide(call: Call, arguments: list[f.Formula]) -> f.Formula:
    numerator, denominator = arguments
    if f.is_scalar(denominator):
        return algebra.multiple(1, (), (denominator,), numerator)
    return f.HadamardQuotient(_spread(numerator, call), denominator)


def _power(call: Call, arguments: list[f.Formula]) -> f.Formula:
    base, exponent = arguments
    return f.Power(_spread(base, call), exponent)


def _matmul(call: Call, arguments: list[f.Formula]) -> f.Formula:
    left, right = arguments
    first, second = (len(argument.shape) for argument in call.arguments)
    if first == 1 and second == 2:
        return algebra.product(algebra.transpose(right), left)
    return algebra.product(algebra.transpose(left) if first == 1 else left, right)


def _transpose(call: Call, arguments: list[f.Formula]) -> f.Formula:
    return algebra.transpose(arguments[0]) if len(call.shape) == 2 else arguments[0]


def _sum(call: Call, arguments: list[f.Formula]) -> f.Formula:
    value = arguments[0]
    if f.is_scalar(value):
        return value
    ones_left = f.Filled(1, ONE, value.rows)
    if f.is_column(value):
        return algebra.product(ones_left, value)
    return algebra.product(ones_left, value, f.Filled(1, value.columns, ONE))


def _mean(call: Call, arguments: list[f.Formula]) -> f.Formula:
    value = arguments[0]
    size = value.rows * value.columns
    return algebra.multiple(
        1, (), (f.Size(size),) if size.symbols else (f.Number(Fraction(size.factor)),), _sum(call, arguments)
    )


def _dot(call: Call, arguments: list[f.Formula]) -> f.Formula:
    left, right = arguments
    if f.is_column(left):
        return algebra.product(algebra.transpose(left), right)
    return f.Trace(algebra.product(algebra.transpose(left), right))


def _norm(call: Call, arguments: list[f.Formula]) -> f.Formula:
    value = arguments[0]
    if f.is_scalar(value):
        return f.Apply("abs", (value,), ONE, ONE)
    return f.Norm(value, "2" if f.is_column(value) else "frobenius")


def _diag(call: Call, arguments: list[f.Formula]) -> f.Formula:
    return f.Diagonal(arguments[0]) if len(call.shape) == 2 else f.DiagonalPart(arguments[0])


def _outer(call: Call, arguments: list[f.Formula]) -> f.Formula:
    return algebra.product(arguments[0], algebra.transpose(arguments[1]))


def _where(call: Call, arguments: list[f.Formula]) -> f.Formula:
    return f.Apply("where", tuple(arguments), *_shape(call))


def _matrix_function(call: Call, arguments: list[f.Formula]) -> f.Formula:
    return f.NamedFunction(call.function, 0, arguments[0], *_shape(call), of_matrix=True)


def _matrix_power(call: Call, arguments: list[f.Formula]) -> f.Formula:
    return f.MatrixPower(arguments[0], arguments[1])


def _spread_along(call: Call, arguments: list[f.Formula]) -> f.Formula:
    """What is repeated, times ones: s𝟏ᵀ for a column beside each column, 𝟏bᵀ for a row beside each row."""
    return spread(arguments[0], call.arguments[0].shape, call.axes, call.shape)


def spread(value: f.Formula, own: Shape, axes: Sequence[int], shape: Shape) -> f.Formula:
    """The formula of an array that is repeated along axes."""
    if len(shape) > 2:
        raise NotWritten("an array of more than two axes")
    rows, columns = (*shape, ONE, ONE)[:2]
    if f.is_scalar(value):
        return (
            algebra.multiple(1, (value,), (), f.Filled(1, rows, columns))
            if f.axes(f.Filled(1, rows, columns))
            else value
        )
    if len(own) == 1:
        standing = value if axes[0] == 0 else algebra.transpose(value)
    else:
        standing = value if tuple(axes) == (0, 1) else algebra.transpose(value)
    before = [] if standing.rows == rows else [f.Filled(1, rows, ONE)]
    after = [] if standing.columns == columns else [f.Filled(1, ONE, columns)]
    return algebra.product(*before, standing, *after) if before or after else standing


def _sum_along(call: Call, arguments: list[f.Formula]) -> f.Formula:
    """X𝟏 for the sums of the rows, Xᵀ𝟏 for those of the columns."""
    value = arguments[0]
    rank = len(call.arguments[0].shape)
    if rank == 1 or f.axes(value) < 2:
        return _sum_of_line(call, value)
    standing = value if call.axes == (1,) else algebra.transpose(value)
    return algebra.product(standing, f.Filled(1, standing.columns, ONE))


def _sum_of_line(call: Call, value: f.Formula) -> f.Formula:
    """The sum along one axis of a vector, a row or a column."""
    shape = call.arguments[0].shape
    length = (*shape, ONE)[call.axes[0]]
    if length == ONE:
        return value if f.is_column(value) else algebra.transpose(value)
    return algebra.product(f.Filled(1, ONE, length), value if f.is_column(value) else algebra.transpose(value))


_OF_EACH_ROW = frozenset({"logsumexp_rows", "max_rows", "min_rows", "prod_rows"})


def _along(whole: str, by_rows: str) -> Callable[[Call, list[f.Formula]], f.Formula]:
    """A function of a vector, or of each row of a matrix or each column, with a mask or without."""

    def build(call: Call, arguments: list[f.Formula]) -> f.Formula:
        masked = len(arguments) > 1
        if masked and (by_rows != "softmax_rows" or len(call.shape) != 2):
            raise NotWritten("this function along an axis with a mask")
        if len(call.arguments[0].shape) == 1:
            return f.Apply(whole, tuple(arguments), *_shape(call))
        straight = call.axes == (1,)
        standing = tuple(each if straight else algebra.transpose(each) for each in arguments)
        rows, columns = standing[0].rows, standing[0].columns
        if by_rows in _OF_EACH_ROW:
            return f.Apply(by_rows, standing, rows, ONE)
        found = f.Apply(f"masked_{by_rows}" if masked else by_rows, standing, rows, columns)
        return found if straight else algebra.transpose(found)

    return build


def _select(call: Call, arguments: list[f.Formula]) -> f.Formula:
    value, own = arguments[0], call.arguments[0].shape
    if len(own) > 2:
        raise NotWritten("entries of an array of more than two axes")
    lengths = iter(call.shape)
    cuts: list[f.Cut | None] = []
    for whole, start, step in zip(own, call.arguments[1:], call.axes, strict=True):
        count = [next(lengths) for _ in range(1 if step else len(start.shape))]
        length = count[0] if count else ONE
        if isinstance(start, Variable):
            cuts.append(f.Cut(NOTHING, length, 1, start.name))
        elif isinstance(start, Size):
            everything = step == 1 and length == whole and start.dimension == NOTHING
            cuts.append(None if everything else f.Cut(start.dimension, length, step or 1))
    row, column = (*cuts, None)[:2]
    found = algebra.part(value, row, column)
    # One row of a matrix is a vector, and vectors are columns.
    return algebra.transpose(found) if len(call.shape) == 1 and f.is_row(found) else found


def _concatenate(call: Call, arguments: list[f.Formula]) -> f.Formula:
    (axis,) = call.axes
    grids = [part.grid if isinstance(part, f.Block) else ((part,),) for part in arguments]
    if axis == 0:
        if len({len(grid[0]) for grid in grids}) == 1 and _aligned(grids):
            rows = [row for grid in grids for row in grid]
            return f.Block(tuple(part for row in rows for part in row), len(rows[0]))
        return f.Block(tuple(arguments), 1)
    return f.Block(tuple(arguments), len(arguments))


def _aligned(grids: Sequence[tuple[tuple[f.Formula, ...], ...]]) -> bool:
    """Whether the blocks of all rows have the same widths."""
    return len({tuple(part.columns for part in grid[0]) for grid in grids}) == 1


def _reshape(call: Call, arguments: list[f.Formula]) -> f.Formula:
    """Row by row: the transpose of a stack of columns, and back."""
    value = arguments[0]
    rows, columns = _shape(call)
    stack = value if f.is_column(value) or f.is_scalar(value) else algebra.vec(algebra.transpose(value))
    if f.axes(f.Filled(1, rows, columns)) < 2:
        return stack if columns == ONE else algebra.transpose(stack)
    return algebra.transpose(algebra.unvec(stack, columns, rows))


def _einsum(call: Call, arguments: list[f.Formula]) -> f.Formula:
    """A product of matrices, where it is one of two, and nothing else."""
    if len(arguments) != 2:
        raise NotWritten("an Einstein sum")
    first = len(call.arguments[0].shape)
    second = first + len(call.arguments[1].shape)
    left, right, result = call.axes[:first], call.axes[first:second], call.axes[second:]
    shared = [index for index in left if index in right]
    straight = [index for index in (*left, *right) if index not in shared]
    matrices = all(0 < len(indices) <= 2 and len(set(indices)) == len(indices) for indices in (left, right))
    if not matrices or len(shared) != 1 or sorted(straight) != sorted(result):
        raise NotWritten("an Einstein sum")
    one = arguments[0] if left[-1] == shared[0] and len(left) == 2 else algebra.transpose(arguments[0])
    other = arguments[1] if right[0] == shared[0] else algebra.transpose(arguments[1])
    product = algebra.product(one, other)
    turned = straight != list(result) or (len(result) == 1 and f.is_row(product))
    return algebra.transpose(product) if turned else product


def _triangle(call: Call, arguments: list[f.Formula]) -> f.Formula:
    return f.Triangular(arguments[0], *call.axes)


_OF_LINE = ("max", "min", "hardmax", "cumprod")

_BUILDERS: dict[str, Callable[[Call, list[f.Formula]], f.Formula]] = {
    **dict.fromkeys(("conj", "real", "imag", "angle"), _elementwise),
    "select": _select,
    "concatenate": _concatenate,
    "reshape": _reshape,
    "einsum": _einsum,
    "triangle": _triangle,
    "spread": _spread_along,
    "sum along": _sum_along,
    "softmax along": _along("softmax", "softmax_rows"),
    "log_softmax along": _along("log_softmax", "log_softmax_rows"),
    "logsumexp along": _along("logsumexp", "logsumexp_rows"),
    **{f"{name} along": _along(name, f"{name}_rows") for name in ("max", "min", "prod", "hardmax", "cumprod")},
    **{name: lambda call, arguments: f.Apply(call.function, (arguments[0],), *_shape(call)) for name in _OF_LINE},
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
    "trace": lambda call, arguments: f.Trace(arguments[0]),
    "det": lambda call, arguments: f.Determinant(arguments[0]),
    "inv": lambda call, arguments: f.Inverse(arguments[0]),
    **dict.fromkeys(
        ("solve_sylvester", "solve_discrete_lyapunov"),
        lambda call, arguments: f.Apply(call.function, tuple(arguments), *_shape(call)),
    ),
    "solve": lambda call, arguments: algebra.product(f.Inverse(arguments[0]), arguments[1]),
    **{function.name: _matrix_function for function in FACTORS},
    "diag": _diag,
    "outer": _outer,
    "logdet": lambda call, arguments: f.Apply("log", (f.Determinant(arguments[0]),), ONE, ONE),
    "norm1": lambda call, arguments: f.Norm(arguments[0], "1"),
    "prod": lambda call, arguments: f.Apply("prod", (arguments[0],), ONE, ONE),
    "logsumexp": lambda call, arguments: f.Apply("logsumexp", (arguments[0],), ONE, ONE),
    "softmax": lambda call, arguments: f.Apply("softmax", (arguments[0],), *_shape(call)),
    "kron": lambda call, arguments: algebra.kronecker(arguments[0], arguments[1]),
    "vec": lambda call, arguments: f.Vec(arguments[0]),
    "where": _where,
    "matrix_power": _matrix_power,
    **dict.fromkeys(MATRIX_FUNCTIONS, _matrix_function),
    "cross": lambda call, arguments: f.Cross(arguments[0], arguments[1]),
    HAT: lambda _, arguments: f.CrossMatrix(arguments[0]),
    **{
        function.name: lambda call, arguments: f.Apply(call.function, tuple(arguments), *_shape(call))
        for function in ROTATIONS
        if function.name != HAT
    },
    "eye": lambda call, arguments: f.Identity(call.shape[0]),
    "ones": lambda call, arguments: f.Filled(1, *_shape(call)),
    "zeros": lambda call, arguments: f.Filled(0, *_shape(call)),
}


__all__ = ["NotWritten", "named", "spread", "statement", "symbol", "value_name"]
