"""What the printers of NumPy, JAX and PyTorch code share: one Python expression over arrays.

In the code a column and a row are both one-dimensional arrays, a matrix is two-dimensional and a scalar is a number or
an array without axes: the axes of a value are the dimensions of its formula that are not the number 1. Variables are
arrays by name, dimensions are integers by name. Names of an answer's parts are bound by a lambda, so the code must see
the variables as globals or as local names of the function it stands in (not as the separate `locals` of `eval`).
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum, auto
from fractions import Fraction
from typing import ClassVar

from jacobook.errors import Refused
from jacobook.language.dimension import ONE, Dimension
from jacobook.layout.formula import (
    Apply,
    Commutation,
    Constant,
    Definition,
    Delta,
    Determinant,
    Diagonal,
    DiagonalPart,
    Entry,
    Filled,
    Formula,
    Hadamard,
    HadamardQuotient,
    Identity,
    IndexSum,
    Inverse,
    KhatriRao,
    Kronecker,
    MatrixForm,
    MatrixPower,
    Multiple,
    Norm,
    Number,
    Partial,
    Power,
    Product,
    Size,
    Sum,
    Symbol,
    Trace,
    Transpose,
    Vec,
)
from jacobook.layout.measure import children
from jacobook.notation.precedence import unsigned
from jacobook.notation.visitor import Visitor, unknown


class Binding(IntEnum):
    """Python's operators, the loosest first: + and unary −; * / @; **; anything closed."""

    SUM = auto()
    TERM = auto()
    POWER = auto()
    ATOM = auto()


@dataclass(frozen=True, slots=True)
class Code:
    """A Python expression.

    `array` says that its value is surely one of the library's arrays and not a Python number; `chain` that it is
    nothing but factors between @ signs, which may be joined to others.
    """

    text: str
    binding: Binding = Binding.ATOM
    array: bool = True
    chain: bool = False


@dataclass(frozen=True, slots=True)
class CodeFunction:
    """How a function is called: a pattern with {0}, {1}, … and how tightly what it makes holds together.

    `strict` functions take the library's own arrays of floating-point numbers and nothing else.
    """

    pattern: str
    binding: Binding = Binding.ATOM
    strict: bool = False


def axes(formula: Formula) -> int:
    """The number of axes of the array that stands for a formula."""
    return (formula.rows != ONE) + (formula.columns != ONE)


def dimension_code(dimension: Dimension) -> str:
    """A dimension as an expression in integers."""
    return str(dimension).replace("*", " * ")


class ArrayPrinter(Visitor[Code]):
    """A printer of array code: `module` is the library's short name, `functions` its table of functions."""

    module: ClassVar[str]
    medium: ClassVar[str]
    reserved: ClassVar[frozenset[str]]
    functions: ClassVar[Mapping[str, CodeFunction]]
    constants: ClassVar[frozenset[str]] = frozenset({"pi", "e"})
    relations: ClassVar[Mapping[str, str]] = {
        "greater": ">",
        "greater_equal": ">=",
        "less": "<",
        "less_equal": "<=",
        "equal": "==",
        "not_equal": "!=",
    }

    def __init__(self, bound: Mapping[str, Code] | None = None) -> None:
        self.bound = bound or {}

    # --- the whole
    def code(self, formula: Formula) -> str:
        """A formula as one expression."""
        return self.visit(formula).text

    def form(self, form: MatrixForm) -> str:
        """An answer as one expression: a part that is used once stands in its place, others are bound by a lambda."""
        return self.bind(form.definitions, form.formula)

    def bind(self, definitions: Sequence[Definition], formula: Formula) -> str:
        """A formula as one expression in which the given names have their meanings."""
        if not definitions:
            return self.code(formula)
        first, *rest = definitions
        name = first.symbol.name
        later = [formula, *(definition.meaning for definition in rest)]
        uses = sum(_names(each).count(name) for each in later)
        sizes = {size for each in later for size in _sizes(each)}
        meaning = self.visit(first.meaning)
        # A lambda's argument would hide a dimension of the same name.
        if uses <= 1 or name in sizes:
            closed = meaning if meaning.binding is Binding.ATOM else replace(meaning, text=f"({meaning.text})")
            inner = type(self)({**self.bound, name: replace(closed, binding=Binding.ATOM, chain=False)})
            return inner.bind(rest, formula)
        inner = type(self)({**self.bound, name: Code(name, array=meaning.array)})
        return f"(lambda {name}: {inner.bind(rest, formula)})({meaning.text})"

    # --- what differs between the libraries
    def library(self, name: str, *arguments: str) -> Code:
        """A call of one of the library's functions."""
        return Code(f"{self.module}.{name}({', '.join(arguments)})")

    @abstractmethod
    def created(self, name: str, *arguments: str) -> Code:
        """An array made from sizes alone, in double precision."""

    @abstractmethod
    def indicator(self, condition: str, *, array: bool) -> Code:
        """1.0 where a condition holds, 0.0 elsewhere; `array` if what is compared is surely an array."""

    def floating(self, code: Code) -> Code:
        """A value as a strict function accepts it."""
        return code

    # --- parentheses
    @staticmethod
    def closed(code: Code, binding: Binding = Binding.ATOM) -> str:
        """The code, in parentheses if it is looser than a binding."""
        return code.text if code.binding >= binding else f"({code.text})"

    def _turned(self, code: Code) -> Code:
        if code.binding is Binding.ATOM and code.text.endswith(".T"):
            return Code(code.text.removesuffix(".T"))
        return Code(f"{self.closed(code)}.T")

    def _negative(self, code: Code) -> Code:
        return Code(f"-{self.closed(code, Binding.TERM)}", Binding.SUM, code.array)

    def _times(self, factors: Sequence[Code], *, last_open: bool = False) -> Code:
        """Factors between * signs; with `last_open` all but the last move through it freely, as scalars do."""
        if len(factors) == 1:
            return factors[0]
        *most, last = factors
        texts = [self.closed(factor, Binding.POWER) for factor in most]
        texts.append(self.closed(last, Binding.TERM if last_open else Binding.POWER))
        return Code(" * ".join(texts), Binding.TERM, any(factor.array for factor in factors))

    def _quotient(self, above: Code, below: Code) -> Code:
        text = f"{self.closed(above, Binding.TERM)} / {self.closed(below, Binding.POWER)}"
        return Code(text, Binding.TERM, above.array or below.array)

    # --- letters and numbers
    def symbol(self, formula: Symbol) -> Code:
        if formula.name in self.bound:
            return self.bound[formula.name]
        if formula.name in self.reserved:
            raise Refused(
                f"a variable named {formula.name!r} cannot stand in {self.medium} code, where it names the library",
                hint="Give the variable another name.",
            )
        lost = formula.rank - axes(formula)
        if lost <= 0:
            return Code(formula.name, array=formula.rank > 0)
        if axes(formula) == 1:
            return Code(f"{formula.name}.ravel()")
        return Code(f"{formula.name}[{', '.join('0' * lost)}]")

    def number(self, formula: Number) -> Code:
        return self._rational(formula.value)

    @staticmethod
    def _rational(value: Fraction) -> Code:
        if value.denominator == 1:
            return Code(str(value.numerator), Binding.ATOM if value >= 0 else Binding.SUM, array=False)
        text = f"{value.numerator} / {value.denominator}"
        return Code(text, Binding.TERM if value > 0 else Binding.SUM, array=False)

    def constant(self, formula: Constant) -> Code:
        if formula.name not in self.constants:
            raise unknown("constant", formula.name, f"{self.medium} code", self.constants)
        return Code(f"{self.module}.{formula.name}", array=False)

    def size(self, formula: Size) -> Code:
        text = dimension_code(formula.dimension)
        return Code(text, Binding.TERM if "*" in text else Binding.ATOM, array=False)

    def identity(self, formula: Identity) -> Code:
        return self.created("eye", dimension_code(formula.rows)) if axes(formula) else Code("1", array=False)

    def filled(self, formula: Filled) -> Code:
        lengths = [dimension_code(each) for each in (formula.rows, formula.columns) if each != ONE]
        if not lengths:
            return Code(str(formula.value), array=False)
        name = {0: "zeros", 1: "ones"}[formula.value]
        return self.created(name, lengths[0] if len(lengths) == 1 else f"({', '.join(lengths)})")

    def commutation(self, formula: Commutation) -> Code:
        if not axes(formula):
            return Code("1", array=False)
        size, m, n = map(dimension_code, (formula.rows, formula.m, formula.n))
        identity, numbers = self.created("eye", size).text, self.library("arange", size).text
        # Row i·n + j of K is row j·m + i of the identity.
        return Code(f"{identity}[{numbers}.reshape({n}, {m}).T.reshape(-1)]")

    # --- sums
    def sum(self, formula: Sum) -> Code:
        text = ""
        codes = []
        # Beside an array a number stands for that number in every entry, so ones need not be made.
        filled = [_all_ones(term) for term in formula.terms]
        for term, ones in zip(formula.terms, filled, strict=True):
            negative, magnitude = unsigned(ones if ones is not None and not all(filled) else term)
            code = self.visit(magnitude)
            codes.append(code)
            sign = (" - " if negative else " + ") if text else ("-" if negative else "")
            text += sign + (self.closed(code, Binding.TERM) if sign not in ("", " + ") else code.text)
        return Code(text, Binding.SUM, any(code.array for code in codes))

    def multiple(self, formula: Multiple) -> Code:
        negative, magnitude = unsigned(formula)
        if negative:
            return self._negative(self.visit(magnitude))
        number, divisor = formula.coefficient.numerator, formula.coefficient.denominator
        factors = [self.visit(scalar) for scalar in formula.numerators]
        if formula.body is not None:
            factors.append(self.visit(formula.body))
        if number != 1 or not factors:
            factors.insert(0, self._rational(Fraction(number)))
        above = self._times(factors, last_open=formula.body is not None)
        below = [self.visit(scalar) for scalar in formula.denominators]
        if divisor != 1:
            below.insert(0, self._rational(Fraction(divisor)))
        return self._quotient(above, self._times(below)) if below else above

    # --- matrix products
    def product(self, formula: Product) -> Code:
        segments = list(_segments(_flat(formula.factors)))
        first, last = segments[0], segments[-1]
        if len(segments) == 1:
            return self._segment(first)
        column = self._segment(first) if first[0].rows != ONE else None
        row = self._segment(last) if last[-1].columns != ONE else None
        ends = {0 if column else None, len(segments) - 1 if row else None}
        scalars = [self._segment(segment) for position, segment in enumerate(segments) if position not in ends]
        if column and row:
            return self._times([*scalars, self.library("outer", column.text, row.text)])
        array = column or row
        return self._times([*scalars, array] if array else scalars, last_open=array is not None)

    def _segment(self, factors: Sequence[Formula]) -> Code:
        """A product in which no inner dimension is 1; inverses solve, diagonal matrices scale."""
        if len(factors) == 1:
            return self.visit(factors[0])
        before = factors[0].rows == ONE and _is_ones(factors[0])
        after = factors[-1].columns == ONE and _is_ones(factors[-1])
        kept = factors[before : len(factors) - after]
        # Multiplying by ones is adding up; a sum over one axis of a long product is better taken early.
        if (before or after) and kept and (len(kept) == 1 or axes(Product(tuple(kept))) < 2):
            return self._summed(kept, before=before, after=after)
        starts_with_row, ends_with_column = factors[0].rows == ONE, factors[-1].columns == ONE
        solves = any(_inverted(factor) is not None for factor in factors)
        if starts_with_row and not (ends_with_column and solves):
            start = 0
        elif ends_with_column:
            start = len(factors) - 1
        else:
            plain = [
                k for k, factor in enumerate(factors) if _inverted(factor) is None and not isinstance(factor, Diagonal)
            ]
            start = plain[-1] if plain else len(factors) - 1
        result = self.visit(factors[start])
        result = replace(result, chain=result.binding >= Binding.POWER)
        rank = axes(factors[start])
        for factor in factors[start + 1 :]:
            result = self._multiplied(result, factor, rank)
        for factor in reversed(factors[:start]):
            result = self._applied(factor, result, rank)
        return result

    def _summed(self, factors: Sequence[Formula], *, before: bool, after: bool) -> Code:
        """𝟏ᵀM, M𝟏 or 𝟏ᵀM𝟏, or the same of a vector."""
        axis = ["0"] if before and not after else ["1"] if after and not before else []
        whole = axes(Product(tuple(factors))) if len(factors) > 1 else axes(factors[0])
        return self.library("sum", self._segment(factors).text, *(axis if whole == 2 else []))

    def _multiplied(self, left: Code, factor: Formula, rank: int) -> Code:
        """left @ factor, for a row or a matrix on the left."""
        matrix = _inverted(factor)
        if matrix is not None:
            turned = self.visit(_transposed(matrix)).text
            if rank == 1:
                return self.library("linalg.solve", turned, left.text)
            solved = self.library("linalg.solve", turned, self._turned(left).text)
            return replace(self._turned(solved), chain=True)
        if isinstance(factor, Diagonal):
            return self._times([left, self.visit(factor.body)])
        right = self.visit(factor)
        before = self.closed(left, Binding.TERM if left.chain else Binding.POWER)
        return Code(f"{before} @ {self.closed(right, Binding.POWER)}", Binding.TERM, chain=True)

    def _applied(self, factor: Formula, right: Code, rank: int) -> Code:
        """factor @ right, for a column or a matrix on the right."""
        matrix = _inverted(factor)
        if matrix is not None:
            solved = self.library("linalg.solve", self.visit(matrix).text, right.text)
            return replace(solved, chain=True)
        if isinstance(factor, Diagonal):
            vector = self.visit(factor.body)
            if rank == 1:
                return self._times([vector, right])
            return self._times([Code(f"{self.closed(vector)}[:, None]"), right], last_open=True)
        left = self.visit(factor)
        # (A @ B) @ C is as good as A @ (B @ C), but (A @ B) @ x costs more than A @ (B @ x).
        joined = right.chain and (rank == 2 or axes(factor) == 1)
        text = f"{self.closed(left, Binding.POWER)} @ {self.closed(right, Binding.TERM if joined else Binding.POWER)}"
        return Code(text, Binding.TERM, chain=True)

    # --- products of other kinds
    def hadamard(self, formula: Hadamard) -> Code:
        return self._times([self.visit(factor) for factor in formula.factors])

    def hadamard_quotient(self, formula: HadamardQuotient) -> Code:
        above = self._rational(Fraction(1)) if _is_ones(formula.numerator) else self.visit(formula.numerator)
        return self._quotient(above, self.visit(formula.denominator))

    def kronecker(self, formula: Kronecker) -> Code:
        left, right = formula.left, formula.right
        codes = self.visit(left), self.visit(right)
        if axes(left) == 0 or axes(right) == 0:
            return self._times(codes)
        if axes(left) == axes(right) == 1 and axes(formula) == 2:
            column, row = codes if left.columns == ONE else (codes[1], codes[0])
            return self.library("outer", column.text, row.text)
        if axes(formula) == 1:
            return self.library("kron", *(code.text for code in codes))
        return self.library("kron", *map(self._standing, (left, right), codes))

    def _standing(self, formula: Formula, code: Code) -> str:
        """A row or a column with two axes, so that it says which it is."""
        if axes(formula) == 2:
            return code.text
        return f"{self.closed(code)}[:, None]" if formula.columns == ONE else f"{self.closed(code)}[None, :]"

    def khatri_rao(self, formula: KhatriRao) -> Code:
        left, right = formula.left, formula.right
        if ONE in {left.rows, right.rows, formula.columns}:
            if formula.columns == ONE:
                return self.visit(Kronecker(left, right))
            return self._times([self.visit(left), self.visit(right)])
        first, second = self.closed(self.visit(left)), self.closed(self.visit(right))
        shape = f"{dimension_code(formula.rows)}, {dimension_code(formula.columns)}"
        return Code(f"({first}[:, None, :] * {second}[None, :, :]).reshape({shape})")

    # --- powers and transposes
    def power(self, formula: Power) -> Code:
        if formula.exponent == Number(Fraction(1, 2)):
            return self._call("sqrt", [formula.base])
        base = self.visit(formula.base)
        exponent = self.visit(formula.exponent)
        plain = isinstance(formula.exponent, Number) and formula.exponent.value.denominator == 1
        above = exponent.text if plain else self.closed(exponent)
        return Code(f"{self.closed(base)} ** {above}", Binding.POWER, base.array or exponent.array)

    def matrix_power(self, formula: MatrixPower) -> Code:
        if not axes(formula):
            return self.power(Power(formula.body, formula.exponent))
        return self.library("linalg.matrix_power", self.visit(formula.body).text, self.visit(formula.exponent).text)

    def transpose(self, formula: Transpose) -> Code:
        body = self.visit(formula.body)
        return self._turned(body) if axes(formula) == 2 else body

    def inverse(self, formula: Inverse) -> Code:
        body = self.visit(formula.body)
        if not axes(formula):
            return self._quotient(self._rational(Fraction(1)), body)
        return self.library("linalg.inv", body.text)

    # --- structure
    def diagonal(self, formula: Diagonal) -> Code:
        body = self.visit(formula.body)
        return self.library("diag", body.text) if axes(formula) else body

    def diagonal_part(self, formula: DiagonalPart) -> Code:
        body = self.visit(formula.body)
        return self.library("diag", body.text) if axes(formula.body) else body

    def trace(self, formula: Trace) -> Code:
        body = self.visit(formula.body)
        return self.library("trace", body.text) if axes(formula.body) else body

    def determinant(self, formula: Determinant) -> Code:
        body = self.visit(formula.body)
        return self.library("linalg.det", body.text) if axes(formula.body) else body

    def norm(self, formula: Norm) -> Code:
        body = self.visit(formula.body)
        if not axes(formula.body):
            return self._call("abs", [formula.body])
        if axes(formula.body) == 2 and formula.kind == "2":
            raise Refused(f"the 2-norm of a matrix has no form in {self.medium} code; the Frobenius norm has")
        if axes(formula.body) == 2 and formula.kind == "1":
            return self.library("sum", self._call("abs", [formula.body]).text)
        return self.library("linalg.norm", body.text, *(["1"] if formula.kind == "1" else []))

    def vec(self, formula: Vec) -> Code:
        body = formula.body
        if axes(body) < 2:
            return self.visit(body)
        # Arrays are laid out row by row, vec goes column by column.
        rowwise = self.visit(_transposed(body))
        return Code(f"{self.closed(rowwise)}.reshape(-1)")

    # --- functions
    def apply(self, formula: Apply) -> Code:
        if formula.function in self.relations:
            condition, array = self._condition(formula)
            return self.indicator(condition, array=array)
        if formula.function == "where":
            condition, array = self._condition(formula.arguments[0])
            return self.chosen(condition, [self.visit(each) for each in formula.arguments[1:]], array=array)
        if formula.function in ("softmax", "log_softmax", "logsumexp") and axes(formula.arguments[0]) != 1:
            raise Refused(f"{formula.function} of anything but a vector has no form in {self.medium} code")
        return self._call(formula.function, formula.arguments)

    def _call(self, name: str, arguments: Sequence[Formula]) -> Code:
        if name not in self.functions:
            raise unknown("function", name, f"{self.medium} code", [*self.functions, *self.relations, "where"])
        function = self.functions[name]
        codes = [self.visit(argument) for argument in arguments]
        if function.strict:
            codes = [self.floating(code) for code in codes]
        texts = [code.text if function.binding is Binding.ATOM else self.closed(code) for code in codes]
        return Code(function.pattern.format(*texts), function.binding)

    def _condition(self, formula: Formula) -> tuple[str, bool]:
        if isinstance(formula, Apply) and formula.function in self.relations:
            left, right = map(self.visit, formula.arguments)
            return f"{left.text} {self.relations[formula.function]} {right.text}", left.array or right.array
        code = self.visit(formula)
        return f"{code.text} != 0", code.array

    def chosen(self, condition: str, values: Sequence[Code], *, array: bool) -> Code:  # noqa: ARG002 (PyTorch must know)
        """One value where a condition holds, another elsewhere."""
        return self.library("where", condition, *(value.text for value in values))

    # --- indices, which arrays do not have
    def entry(self, formula: Entry) -> Code:
        raise self._indexed(formula)

    def delta(self, formula: Delta) -> Code:
        raise self._indexed(formula)

    def index_sum(self, formula: IndexSum) -> Code:
        raise self._indexed(formula)

    def partial(self, formula: Partial) -> Code:  # noqa: ARG002 (no derivative symbol has a value)
        raise Refused(f"the symbol of a derivative is not {self.medium} code: only its value can be computed")

    def _indexed(self, formula: Entry | Delta | IndexSum) -> Refused:
        kind = {"Entry": "an entry", "Delta": "a Kronecker delta", "IndexSum": "a sum over indices"}[
            type(formula).__name__
        ]
        return Refused(f"{kind} is not {self.medium} code: only a matrix form can be printed as code")


def _flat(factors: Sequence[Formula]) -> list[Formula]:
    flat: list[Formula] = []
    for factor in factors:
        flat += _flat(factor.factors) if isinstance(factor, Product) else [factor]
    return flat


def _segments(factors: Sequence[Formula]) -> Iterator[list[Formula]]:
    """The factors parted where the inner dimension is 1: u vᵀ is an outer product, and (uᵀv) a scalar."""
    segment: list[Formula] = []
    for factor in factors:
        if segment and factor.rows == ONE:
            yield segment
            segment = []
        segment.append(factor)
    yield segment


def _inverted(formula: Formula) -> Formula | None:
    """M for M⁻¹, and Mᵀ for its transpose, where solving gives the same value: for a matrix that is given.

    A computed one, such as XᵀX, may be singular at a point where the formula only has a limit, and there a solver may
    differ from the formula, or stop.
    """
    match formula:
        case Inverse(body=Symbol() as body):
            return body
        case Transpose(body=Inverse(body=Symbol() as body)):
            return _transposed(body)
        case _:
            return None


def _transposed(formula: Formula) -> Formula:
    return formula.body if isinstance(formula, Transpose) else Transpose(formula)


def _is_ones(formula: Formula) -> bool:
    turned = formula.body if isinstance(formula, Transpose) else formula
    return isinstance(turned, Filled) and turned.value == 1


def _all_ones(formula: Formula) -> Formula | None:
    """The scalar that stands in every entry of a vector or matrix: c for c·𝟏."""
    match formula:
        case Filled() | Transpose() if _is_ones(formula):
            return Number(Fraction(1))
        case Multiple(body=Filled(value=1)):
            return Multiple(formula.coefficient, formula.numerators, formula.denominators)
        case _:
            return None


def _names(formula: Formula) -> list[str]:
    own = [formula.name] if isinstance(formula, Symbol) else []
    return own + [name for child in children(formula) for name in _names(child)]


def _sizes(formula: Formula) -> set[str]:
    found = {name for dimension in (formula.rows, formula.columns) for name in dimension.symbols}
    if isinstance(formula, Size):
        found |= set(formula.dimension.symbols)
    return found.union(*map(_sizes, children(formula)))


__all__ = ["ArrayPrinter", "Binding", "Code", "CodeFunction", "axes", "dimension_code"]
