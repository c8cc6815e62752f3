"""The table of functions: every name that an expression may call, with its signature and its meaning.

An element-wise function is defined by a SymPy expression in t (and s for a second argument); its derivative is computed
from that definition (`jacobook.calculus.scalar`), never written here. Everything else that a room needs to know about a
function (how to embed it in index form, how to print it) that room keeps, by this table's name.
"""

from __future__ import annotations

from dataclasses import dataclass

ELEMENTWISE = "element-wise"
REDUCTION = "reduction"
STRUCTURE = "structure"
OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class Function:
    """One entry of the table.

    `definition` is SymPy text for element-wise functions, in t (first argument) and s (second). `kink` says, in words,
    where the function has no derivative; the derivative's value there is the one that its definition chooses.
    `expansion` says the definition in functions of this table, where its derivative should be stated in them.
    """

    name: str
    arity: int
    kind: str
    summary: str
    definition: str = ""
    kink: str = ""
    domain: str = ""
    maximum_arity: int = 0
    expansion: str = ""


def _elementwise(
    name: str,
    definition: str,
    summary: str,
    *,
    kink: str = "",
    domain: str = "",
    arity: int = 1,
    expansion: str = "",
) -> Function:
    return Function(name, arity, ELEMENTWISE, summary, definition, kink, domain, expansion=expansion)


_TABLE = (
    _elementwise("exp", "exp(t)", "exponential"),
    _elementwise("log", "log(t)", "natural logarithm", domain="t > 0"),
    _elementwise("sin", "sin(t)", "sine"),
    _elementwise("cos", "cos(t)", "cosine"),
    _elementwise("tan", "tan(t)", "tangent", domain="cos t ≠ 0"),
    _elementwise("arcsin", "asin(t)", "inverse sine", domain="|t| < 1"),
    _elementwise("arccos", "acos(t)", "inverse cosine", domain="|t| < 1"),
    _elementwise("arctan", "atan(t)", "inverse tangent"),
    _elementwise("sinh", "sinh(t)", "hyperbolic sine"),
    _elementwise("cosh", "cosh(t)", "hyperbolic cosine"),
    _elementwise("tanh", "tanh(t)", "hyperbolic tangent"),
    _elementwise("sqrt", "sqrt(t)", "square root", domain="t > 0"),
    _elementwise("abs", "Abs(t)", "absolute value", kink="t = 0"),
    _elementwise("sign", "sign(t)", "sign: −1, 0 or 1", kink="t = 0"),
    _elementwise("erf", "erf(t)", "error function"),
    _elementwise("sigmoid", "1/(1 + exp(-t))", "logistic function"),
    _elementwise("softplus", "log(1 + exp(t))", "smooth positive part"),
    _elementwise(
        "gelu", "t*(1 + erf(t/sqrt(2)))/2", "Gaussian error linear unit", expansion="t*(1 + erf(t/sqrt(2)))/2"
    ),
    _elementwise("silu", "t/(1 + exp(-t))", "sigmoid linear unit, t σ(t)", expansion="t*sigmoid(t)"),
    _elementwise("relu", "Piecewise((t, t > 0), (0, True))", "positive part", kink="t = 0"),
    _elementwise("maximum", "Piecewise((t, t >= s), (s, True))", "the larger of two", arity=2, kink="t = s"),
    _elementwise("minimum", "Piecewise((t, t <= s), (s, True))", "the smaller of two", arity=2, kink="t = s"),
    _elementwise("greater", "Piecewise((1, t > s), (0, True))", "1 where t > s, else 0", arity=2, kink="t = s"),
    _elementwise("greater_equal", "Piecewise((1, t >= s), (0, True))", "1 where t ≥ s, else 0", arity=2, kink="t = s"),
    _elementwise("less", "Piecewise((1, t < s), (0, True))", "1 where t < s, else 0", arity=2, kink="t = s"),
    _elementwise("less_equal", "Piecewise((1, t <= s), (0, True))", "1 where t ≤ s, else 0", arity=2, kink="t = s"),
    Function("add", 2, OPERATOR, "sum of two"),
    Function("subtract", 2, OPERATOR, "difference of two"),
    Function("multiply", 2, OPERATOR, "element-wise product"),
    Function("divide", 2, OPERATOR, "element-wise quotient"),
    Function("power", 2, OPERATOR, "element-wise power"),
    Function("matmul", 2, OPERATOR, "matrix product"),
    Function("transpose", 1, OPERATOR, "transpose"),
    Function("negate", 1, OPERATOR, "negative"),
    Function("sum", 1, REDUCTION, "sum of all entries"),
    Function("mean", 1, REDUCTION, "mean of all entries"),
    Function("dot", 2, REDUCTION, "sum of the products of corresponding entries"),
    Function("norm", 1, REDUCTION, "2-norm of a vector, Frobenius norm of a matrix", kink="its argument is zero"),
    Function("trace", 1, REDUCTION, "sum of the diagonal entries"),
    Function("det", 1, REDUCTION, "determinant"),
    Function("inv", 1, STRUCTURE, "inverse matrix"),
    Function("diag", 1, STRUCTURE, "diagonal matrix of a vector, or the vector of a matrix's diagonal"),
    Function("logdet", 1, REDUCTION, "logarithm of the determinant", domain="det M > 0"),
    Function("norm1", 1, REDUCTION, "sum of the absolute values of all entries", kink="an entry is 0"),
    Function("prod", 1, REDUCTION, "product of all entries", domain="no entry is 0"),
    Function("logsumexp", 1, REDUCTION, "logarithm of the sum of the exponentials of a vector's entries"),
    Function("softmax", 1, STRUCTURE, "exponentials of a vector's entries, divided by their sum"),
    Function("kron", 2, STRUCTURE, "Kronecker product"),
    Function("vec", 1, STRUCTURE, "the columns of a matrix stacked into one vector"),
    Function("matrix_power", 2, STRUCTURE, "a square matrix multiplied by itself"),
    Function("where", 3, STRUCTURE, "the second where a comparison holds, else the third", kink="its sides agree"),
    Function("expm", 1, STRUCTURE, "exponential of a square matrix, as a power series"),
    Function("logm", 1, STRUCTURE, "logarithm of a square matrix", domain="no eigenvalue is negative or 0"),
    Function("sinm", 1, STRUCTURE, "sine of a square matrix, as a power series"),
    Function("cosm", 1, STRUCTURE, "cosine of a square matrix, as a power series"),
    Function("cross", 2, STRUCTURE, "cross product of two vectors of length 3"),
    Function("outer", 2, STRUCTURE, "outer product u vᵀ"),
    Function("eye", 1, STRUCTURE, "identity matrix"),
    Function("ones", 1, STRUCTURE, "vector or matrix of ones", maximum_arity=2),
    Function("zeros", 1, STRUCTURE, "vector or matrix of zeros", maximum_arity=2),
)

FUNCTIONS: dict[str, Function] = {function.name: function for function in _TABLE}
