"""A complex expression in its variables and their conjugates, z and z̄, as independent symbols (Wirtinger).

|u|² is ū u, Re u is (u + ū)/2, Im u is i(ū − u)/2, arg u is Im log u, i(log ū − log u)/2; a conjugate moves inside to
the variables, where it is an involution, and that of a Hermitian matrix is its transpose. What is left is a formula
without conjugates in twice as many variables, which is differentiated as any other: by z with z̄ fixed, and by z̄ with z
fixed (Brandwood 1983).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction

from jacobook.errors import LanguageError, Location
from jacobook.language.expression import Application, Call, Constant, Expression, Number, Variable, walk

COMPLEX = frozenset({"complex", "hermitian"})
CONJUGATION = frozenset({"conj", "real", "imag", "angle"})
"""The functions that take a complex number apart."""
IMAGINARY_UNIT = "1j"
_ENTIRE = frozenset({"exp", "sin", "cos", "sinh", "cosh"})
_ALGEBRAIC = frozenset(
    {
        *("add", "subtract", "negate", "multiply", "divide", "matmul", "transpose", "sum", "mean", "prod", "dot"),
        *("trace", "det", "inv", "solve", "diag", "outer", "kron", "vec", "matrix_power", "spread", "select"),
        *("concatenate", "reshape", "permute", "sum along", "triangle", "einsum", "eye", "ones", "zeros"),
    }
)
_HALF = Number(Fraction(1, 2))


def conjugate_name(name: str) -> str:
    """The name of the conjugate of a variable; no variable can be declared with it."""
    return f"conj({name})"


def is_conjugate(name: str) -> bool:
    """Whether a name is that of a conjugate."""
    return name.startswith("conj(")


def without_conjugate(name: str) -> str:
    """The name of the variable that a conjugate is of; any other name is itself."""
    return name[len("conj(") : -1] if is_conjugate(name) else name


def is_complex(expression: Expression) -> bool:
    """Whether an expression has complex variables, the imaginary unit, or a function that is about them."""
    return any(
        (isinstance(node, Variable) and bool(node.properties & COMPLEX))
        or (isinstance(node, Constant) and node.name == IMAGINARY_UNIT)
        or (isinstance(node, Call) and node.function in CONJUGATION)
        for node in walk(expression)
    )


def declared_complex(expression: Expression, is_one: Callable[[str], bool]) -> Expression:
    """The expression whose variables with such names are declared as complex."""
    match expression:
        case Variable(name=name, properties=properties) if is_one(name):
            return replace(expression, properties=properties | {"complex"})
        case Call() | Application():
            arguments = tuple(declared_complex(each, is_one) for each in expression.arguments)
            return replace(expression, arguments=arguments)
        case _:
            return expression


@dataclass(frozen=True, slots=True)
class Conjugates:
    """What rewrites an expression, with the text that it was read from."""

    source: str

    def rewritten(self, node: Expression) -> Expression:
        """The expression without conjugates of anything but variables. Raises `LanguageError`."""
        match node:
            case Variable():
                return _plain(node)
            case Constant(name=name) if name == IMAGINARY_UNIT:
                return Variable(IMAGINARY_UNIT, (), span=node.span)
            case Application():
                if any(self._is_complex(argument) for argument in node.arguments):
                    raise self._refused(node, f"{node.function.name} is declared as a real function")
                arguments = tuple(map(self.rewritten, node.arguments))
                return Application(node.function, arguments, node.shape, node.span)
            case Call():
                return self._call(node)
            case _:
                return node

    def _call(self, node: Call) -> Expression:
        inner = node.arguments[0] if node.arguments else None
        match node.function:
            case "conj" if inner is not None:
                return self.rewritten(self.conjugate(inner))
            case "real" if inner is not None:
                if self.is_real(inner):
                    return self.rewritten(inner)
                return _times(_HALF, _call("add", self.rewritten(inner), self._barred(inner), shape=node.shape))
            case "imag" if inner is not None:
                if self.is_real(inner):
                    return _times(Number(Fraction(0)), self.rewritten(inner))
                difference = _call("subtract", self._barred(inner), self.rewritten(inner), shape=node.shape)
                return _times(_HALF, _times(Variable(IMAGINARY_UNIT, ()), difference))
            case "angle" if inner is not None:
                return self._angle(node, inner)
            case "abs" if inner is not None and not self.is_real(inner):
                return _call("sqrt", _times(self._barred(inner), self.rewritten(inner)), shape=node.shape)
            case "norm" if inner is not None and self._is_complex(inner):
                return _call("sqrt", self._squared_norm(inner))
            case "norm1" if inner is not None and self._is_complex(inner):
                return self.rewritten(_call("sum", _call("abs", inner, shape=inner.shape)))
            case "power":
                return self._power(node)
            case "logdet" if inner is not None and self._is_complex(inner) and not self._is_hermitian(inner):
                raise self._refused(node, "the logarithm of a determinant that may be complex has branches")
            case _:
                if not self._is_known(node):
                    raise self._refused(node, f"{node.function} of a complex argument is not supported")
                return Call(node.function, tuple(map(self.rewritten, node.arguments)), node.shape, node.span, node.axes)

    def _angle(self, node: Call, inner: Expression) -> Expression:
        """arg u, (i/2)(log ū − log u): of the principal logarithms, wherever u is not negative or 0."""
        if self.is_real(inner):
            raise self._refused(node, "the angle of a real number is 0 or π", "arctan2(y, x) is that of a point (x, y)")
        barred, plain = (
            _call("principal_log", each, shape=node.shape) for each in (self._barred(inner), self.rewritten(inner))
        )
        difference = _call("subtract", barred, plain, shape=node.shape)
        return _times(_HALF, _times(Variable(IMAGINARY_UNIT, ()), difference))

    def _is_known(self, node: Call) -> bool:
        if node.function in _ALGEBRAIC or node.function in _ENTIRE or node.function == "logdet":
            return True
        return not any(self._is_complex(each) and not self.is_real(each) for each in node.arguments)

    def _power(self, node: Call) -> Expression:
        base, exponent = node.arguments
        even = isinstance(exponent, Number) and exponent.value.denominator == 1 and exponent.value % 2 == 0
        if even and isinstance(base, Call) and base.function in ("abs", "norm") and self._is_complex(base):
            (inner,) = base.arguments
            if base.function == "norm":
                square = self._squared_norm(inner)
            else:
                square = _times(self._barred(inner), self.rewritten(inner))
            assert isinstance(exponent, Number)
            half = Number(exponent.value / 2)
            return square if half.value == 1 else _call("power", square, half, shape=node.shape)
        whole = isinstance(exponent, Number) and exponent.value.denominator == 1
        if not (whole or self.is_real(base)) or self._is_complex(exponent):
            raise self._refused(node, "a power of a complex number has branches unless its exponent is a whole number")
        return _call("power", self.rewritten(base), self.rewritten(exponent), shape=node.shape)

    def _squared_norm(self, inner: Expression) -> Expression:
        bar, plain = self._barred(inner), self.rewritten(inner)
        if len(inner.shape) == 1:
            return _call("matmul", bar, plain)
        if len(inner.shape) == 2:
            turned = _call("transpose", bar, shape=inner.shape[::-1])
            return _call("trace", _call("matmul", turned, plain, shape=(inner.shape[1], inner.shape[1])))
        return _call("sum", _times(bar, plain)) if inner.shape else _times(bar, plain)

    def _barred(self, node: Expression) -> Expression:
        return self.rewritten(self.conjugate(node))

    def conjugate(self, node: Expression) -> Expression:
        """The conjugate, moved inside to the variables; that of what is real is itself."""
        if self.is_real(node):
            return node
        match node:
            case Variable(properties=properties) if "hermitian" in properties:
                return _call("transpose", node, shape=node.shape[::-1])
            case Variable(name=name):
                # The conjugate of a conjugate is the variable.
                other = without_conjugate(name) if is_conjugate(name) else conjugate_name(name)
                return Variable(other, node.shape, node.properties, node.span)
            case Constant():
                return _call("negate", node)
            case Call(function="conj", arguments=(inner,)):
                return inner
            case Call():
                return Call(node.function, tuple(map(self.conjugate, node.arguments)), node.shape, node.span, node.axes)
            case _:
                return node

    def is_real(self, node: Expression) -> bool:
        """Whether the value is surely real: it has no complex part, or is its own conjugate by its form."""
        if not self._is_complex(node):
            return True
        if not isinstance(node, Call):
            return False
        match node.function:
            case "abs" | "norm" | "norm1" | "real" | "imag" | "angle":
                return True
            case _ if all(map(self.is_real, node.arguments)):
                return True
            case "matmul" | "dot" if not node.shape:
                return self._is_own_adjoint(_chain(node))
            case "trace":
                chain = _chain(node.arguments[0])
                other = self._adjoint(chain)
                return other is not None and any(chain[k:] + chain[:k] == other for k in range(len(chain)))
            case "det" | "logdet":
                return self._is_hermitian(node.arguments[0])
            case "multiply":
                first, second = node.arguments
                return first == self._shallow(second) or second == self._shallow(first)
            case _:
                return False

    def _shallow(self, node: Expression) -> Expression | None:
        return node.arguments[0] if isinstance(node, Call) and node.function == "conj" else None

    def _is_hermitian(self, node: Expression) -> bool:
        """Whether a matrix is its own adjoint by its form: A Hermitian, ZZᴴ, I + ZZᴴ, and inverses of these."""
        if isinstance(node, Variable):
            return "hermitian" in node.properties or (
                not self._is_complex(node) and bool(node.properties & {"symmetric", "diagonal"})
            )
        if not isinstance(node, Call):
            return False
        match node.function:
            case "eye" | "ones" | "zeros":
                return node.function == "eye" or node.shape[0] == node.shape[1]
            case "add" | "subtract" | "negate" | "transpose" | "inv" | "conj":
                return all(map(self._is_hermitian, node.arguments))
            case "multiply" | "divide":
                first, second = node.arguments
                scalar, matrix = (first, second) if not first.shape else (second, first)
                return not scalar.shape and self.is_real(scalar) and self._is_hermitian(matrix)
            case "matmul":
                return self._is_own_adjoint(_chain(node))
            case _:
                return False

    def _is_own_adjoint(self, chain: list[Expression]) -> bool:
        return chain == self._adjoint(chain)

    def _adjoint(self, chain: list[Expression]) -> list[Expression] | None:
        """The factors of the adjoint of a product."""
        found: list[Expression] = []
        for factor in reversed(chain):
            if self._is_hermitian(factor):
                found.append(factor)
                continue
            turned: Expression = factor
            is_turned = is_barred = False
            while isinstance(turned, Call) and turned.function in ("transpose", "conj"):
                is_turned ^= turned.function == "transpose" and len(turned.shape) == 2
                is_barred ^= turned.function == "conj"
                turned = turned.arguments[0]
            found.append(_standing(turned, turned=not is_turned, barred=not is_barred and self._is_complex(turned)))
        return found

    @staticmethod
    def _is_complex(node: Expression) -> bool:
        return is_complex(node)

    def _refused(self, node: Expression, message: str, hint: str = "") -> LanguageError:
        place = Location(self.source, node.span.start, max(1, node.span.end - node.span.start))
        known = ", ".join(sorted(_ENTIRE))
        return LanguageError(
            message, location=place, hint=hint or f"of functions of a complex number, {known} are supported"
        )


def _plain(variable: Variable) -> Variable:
    return Variable(variable.name, variable.shape, variable.properties - COMPLEX, variable.span)


def _call(function: str, *arguments: Expression, shape: tuple[object, ...] = ()) -> Call:
    return Call(function, arguments, shape)  # type: ignore[arg-type]


def _times(left: Expression, right: Expression) -> Call:
    return Call("multiply", (left, right), left.shape or right.shape)


def _standing(node: Expression, *, turned: bool, barred: bool) -> Expression:
    """A factor with its transpose and conjugate in one order."""
    found = Call("conj", (node,), node.shape) if barred else node
    return Call("transpose", (found,), node.shape[::-1]) if turned and len(node.shape) == 2 else found


def _chain(node: Expression) -> list[Expression]:
    """The factors of a matrix product, transposes and conjugates in one order; an adjoint of a product taken apart."""
    if isinstance(node, Call) and node.function in ("matmul", "dot"):
        return [each for argument in node.arguments for each in _chain(argument)]
    core, turned, barred = node, False, False
    while isinstance(core, Call) and core.function in ("transpose", "conj"):
        turned ^= core.function == "transpose" and len(core.shape) == 2
        barred ^= core.function == "conj"
        core = core.arguments[0]
    if isinstance(core, Call) and core.function == "matmul" and (turned or barred):
        parts = [_standing(each, turned=turned, barred=barred) for each in _chain(core)]
        return [each for part in (reversed(parts) if turned else parts) for each in _chain(part)]
    return [_standing(core, turned=turned, barred=barred)]
