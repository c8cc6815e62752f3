"""The table of functions: every name that an expression may call, with its signature and its meaning.

An element-wise function is defined by a SymPy expression in t (and s for a second argument); its derivative is computed
from that definition (`jacobook.calculus.scalar`), never written here. Everything else that a room needs to know about a
function (how to embed it in index form, how to print it) that room keeps, by this table's name.
"""

from __future__ import annotations

from dataclasses import dataclass

from jacobook.language.domain import Domain, Predicate

ELEMENTWISE = "element-wise"
REDUCTION = "reduction"
STRUCTURE = "structure"
OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class Function:
    """One entry of the table.

    `definition` is SymPy text for element-wise functions, in t (first argument) and s (second). `kink` says, in a
    sentence, where the function has no derivative; the derivative's value there is the one that its definition chooses.
    `domain` is what its arguments must satisfy for a value and for a derivative; no domain: every real argument does.
    `expansion` says the definition in functions of this table, where its derivative should be stated in them. `title`
    is the function's name in words, where the summary says what it is instead.
    """

    name: str
    arity: int
    kind: str
    summary: str
    definition: str = ""
    kink: str = ""
    domain: Domain | None = None
    maximum_arity: int = 0
    expansion: str = ""
    title: str = ""

    @property
    def called(self) -> str:
        """What the function is called in a sentence, after "the"."""
        return self.title or self.summary


def _elementwise(
    name: str,
    definition: str,
    summary: str,
    *,
    kink: str = "",
    domain: Domain | None = None,
    arity: int = 1,
    expansion: str = "",
    title: str = "",
) -> Function:
    return Function(name, arity, ELEMENTWISE, summary, definition, kink, domain, expansion=expansion, title=title)


_POSITIVE = Domain(Predicate.POSITIVE)
_ROOT = Domain(Predicate.NOT_NEGATIVE, derivative=Predicate.POSITIVE)
_SINE = Domain(Predicate.WITHIN_ONE, derivative=Predicate.INSIDE_ONE)
_DIVISOR = Domain(Predicate.NO_ZERO_ENTRY, argument=1)
_TIE = "a {} has no derivative where its two sides are equal"
_JUMP = "a comparison jumps where its two sides are equal"
_BORDER = "a choice between cases may have no derivative on the border between them"

_TABLE = (
    _elementwise("exp", "exp(t)", "exponential"),
    _elementwise("log", "log(t)", "natural logarithm", domain=_POSITIVE),
    _elementwise("sin", "sin(t)", "sine"),
    _elementwise("cos", "cos(t)", "cosine"),
    _elementwise("tan", "tan(t)", "tangent", domain=Domain(Predicate.NO_ZERO_ENTRY, through="cos")),
    _elementwise("arcsin", "asin(t)", "inverse sine", domain=_SINE),
    _elementwise("arccos", "acos(t)", "inverse cosine", domain=_SINE),
    _elementwise("arctan", "atan(t)", "inverse tangent"),
    _elementwise("sinh", "sinh(t)", "hyperbolic sine"),
    _elementwise("cosh", "cosh(t)", "hyperbolic cosine"),
    _elementwise("tanh", "tanh(t)", "hyperbolic tangent"),
    _elementwise("sqrt", "sqrt(t)", "square root", domain=_ROOT),
    _elementwise("abs", "Abs(t)", "absolute value", kink="an absolute value has no derivative at 0"),
    _elementwise("sign", "sign(t)", "sign: −1, 0 or 1", kink="a sign jumps at 0", title="sign"),
    _elementwise("erf", "erf(t)", "error function"),
    _elementwise("sigmoid", "1/(1 + exp(-t))", "logistic function"),
    _elementwise("softplus", "log(1 + exp(t))", "smooth positive part", title="softplus"),
    _elementwise(
        "gelu", "t*(1 + erf(t/sqrt(2)))/2", "Gaussian error linear unit", expansion="t*(1 + erf(t/sqrt(2)))/2"
    ),
    _elementwise("silu", "t/(1 + exp(-t))", "sigmoid linear unit, t σ(t)", expansion="t*sigmoid(t)", title="SiLU"),
    _elementwise(
        "relu", "Piecewise((t, t > 0), (0, True))", "positive part", kink="a positive part has no derivative at 0"
    ),
    _elementwise(
        "maximum",
        "Piecewise((t, t >= s), (s, True))",
        "the larger of two",
        arity=2,
        kink=_TIE.format("maximum"),
        title="maximum",
    ),
    _elementwise(
        "minimum",
        "Piecewise((t, t <= s), (s, True))",
        "the smaller of two",
        arity=2,
        kink=_TIE.format("minimum"),
        title="minimum",
    ),
    _elementwise(
        "greater", "Piecewise((1, t > s), (0, True))", "1 where t > s, else 0", arity=2, kink=_JUMP, title="comparison"
    ),
    _elementwise(
        "greater_equal",
        "Piecewise((1, t >= s), (0, True))",
        "1 where t ≥ s, else 0",
        arity=2,
        kink=_JUMP,
        title="comparison",
    ),
    _elementwise(
        "less", "Piecewise((1, t < s), (0, True))", "1 where t < s, else 0", arity=2, kink=_JUMP, title="comparison"
    ),
    _elementwise(
        "less_equal",
        "Piecewise((1, t <= s), (0, True))",
        "1 where t ≤ s, else 0",
        arity=2,
        kink=_JUMP,
        title="comparison",
    ),
    Function("add", 2, OPERATOR, "sum of two", title="sum"),
    Function("subtract", 2, OPERATOR, "difference of two", title="difference"),
    Function("multiply", 2, OPERATOR, "element-wise product"),
    Function("divide", 2, OPERATOR, "element-wise quotient", domain=_DIVISOR),
    Function("power", 2, OPERATOR, "element-wise power"),
    Function("matmul", 2, OPERATOR, "matrix product"),
    Function("transpose", 1, OPERATOR, "transpose"),
    Function("negate", 1, OPERATOR, "negative"),
    Function("sum", 1, REDUCTION, "sum of all entries", title="sum of the entries"),
    Function("mean", 1, REDUCTION, "mean of all entries", title="mean of the entries"),
    Function("dot", 2, REDUCTION, "sum of the products of corresponding entries", title="inner product"),
    Function(
        "norm",
        1,
        REDUCTION,
        "2-norm of a vector, Frobenius norm of a matrix",
        domain=Domain(derivative=Predicate.NOT_ZERO),
        title="norm",
    ),
    Function("trace", 1, REDUCTION, "sum of the diagonal entries", title="trace"),
    Function("det", 1, REDUCTION, "determinant"),
    Function("inv", 1, STRUCTURE, "inverse matrix", domain=Domain(Predicate.INVERTIBLE), title="inverse"),
    Function(
        "diag", 1, STRUCTURE, "diagonal matrix of a vector, or the vector of a matrix's diagonal", title="diagonal"
    ),
    Function(
        "logdet",
        1,
        REDUCTION,
        "logarithm of the determinant",
        domain=Domain(Predicate.POSITIVE_DETERMINANT),
        title="log-determinant",
    ),
    Function(
        "norm1",
        1,
        REDUCTION,
        "sum of the absolute values of all entries",
        kink="a 1-norm has no derivative where an entry is 0",
        title="1-norm",
    ),
    Function("prod", 1, REDUCTION, "product of all entries", title="product of the entries"),
    Function(
        "logsumexp", 1, REDUCTION, "logarithm of the sum of the exponentials of a vector's entries", title="log-sum-exp"
    ),
    Function("softmax", 1, STRUCTURE, "exponentials of a vector's entries, divided by their sum", title="softmax"),
    Function("kron", 2, STRUCTURE, "Kronecker product"),
    Function("vec", 1, STRUCTURE, "the columns of a matrix stacked into one vector", title="vec"),
    Function("matrix_power", 2, STRUCTURE, "a square matrix multiplied by itself", title="power of a matrix"),
    Function(
        "where",
        3,
        STRUCTURE,
        "the second where a comparison holds, else the third",
        kink=_BORDER,
        title="choice between cases",
    ),
    Function("expm", 1, STRUCTURE, "exponential of a square matrix, as a power series", title="matrix exponential"),
    Function(
        "logm",
        1,
        STRUCTURE,
        "logarithm of a square matrix",
        domain=Domain(Predicate.NO_NEGATIVE_EIGENVALUE),
        title="matrix logarithm",
    ),
    Function("sinm", 1, STRUCTURE, "sine of a square matrix, as a power series", title="matrix sine"),
    Function("cosm", 1, STRUCTURE, "cosine of a square matrix, as a power series", title="matrix cosine"),
    Function("cross", 2, STRUCTURE, "cross product of two vectors of length 3", title="cross product"),
    Function("outer", 2, STRUCTURE, "outer product u vᵀ", title="outer product"),
    Function("eye", 1, STRUCTURE, "identity matrix"),
    Function("ones", 1, STRUCTURE, "vector or matrix of ones", maximum_arity=2),
    Function("zeros", 1, STRUCTURE, "vector or matrix of zeros", maximum_arity=2),
)

MATRIX_FUNCTIONS = ("expm", "logm", "sinm", "cosm")
"""The functions of a whole square matrix, by their power series."""

FUNCTIONS: dict[str, Function] = {function.name: function for function in _TABLE}
