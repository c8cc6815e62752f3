"""What printers of code share whose language has matrices with vectors as columns, as SymPy and Julia have.

A printer says with patterns how constructions look there: {0}, {1}, … are parts, {0:atom} a part that something is
attached to, and {rows} and {columns} lengths. It overrides what its language says in an own way.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar, Self

from jacobook.errors import Refused
from jacobook.language.dimension import Dimension
from jacobook.layout.formulas.formula import (
    Commutation,
    Constant,
    Cross,
    CrossMatrix,
    Cut,
    Definition,
    Delta,
    Determinant,
    Diagonal,
    DiagonalPart,
    Differential,
    Entry,
    Filled,
    FiniteSum,
    Formula,
    FunctionDerivative,
    FunctionValue,
    Identity,
    IndexSum,
    Inverse,
    KhatriRao,
    Kronecker,
    MatrixForm,
    MatrixPower,
    Multiple,
    NamedFunction,
    Norm,
    Number,
    Part,
    Partial,
    Product,
    Size,
    Sum,
    Symbol,
    Trace,
    Transpose,
    Triangular,
    Unvec,
    Vec,
    axes,
    is_scalar,
)
from jacobook.notation.bound_names import BoundNames
from jacobook.notation.code import Binding, Code, closed, dimension_binding, dimension_code, filled_in, negated
from jacobook.notation.precedence import unsigned
from jacobook.notation.visitor import Visitor, unknown


class MatrixCodePrinter(Visitor[Code]):
    """A printer of code over matrices; `patterns` says how the constructions look that every such language has."""

    medium: ClassVar[str]
    reserved: ClassVar[frozenset[str]]
    constants: ClassVar[Mapping[str, str]]
    relations: ClassVar[Mapping[str, str]] = {
        "greater": ">",
        "greater_equal": ">=",
        "less": "<",
        "less_equal": "<=",
        "equal": "==",
        "not_equal": "!=",
    }
    patterns: ClassVar[Mapping[str, str]]

    def __init__(self, names: BoundNames) -> None:
        self.names = names

    @classmethod
    def naming(cls, formulas: Iterable[Formula], question: Collection[str] = ()) -> Self:
        """The printer of some formulas, the answer to a question with these names.

        Raises `Refused` where a name of theirs is that of the library.
        """
        return cls(BoundNames.of(cls.medium, cls.reserved, formulas, question))

    # --- what differs between the languages
    @abstractmethod
    def function(self, names: Sequence[str], body: str) -> str:
        """A function without a name, as it stands in brackets."""

    @abstractmethod
    def entrywise(self, function: str, formula: Formula) -> Code:
        """A function of one number, for every entry of a vector or matrix."""

    def fraction(self, value: Fraction) -> Code | None:  # noqa: ARG002 - in other languages it is a quotient
        """A fraction that is no whole number, where the language has an exact one."""
        return None

    def is_number(self, product: Product) -> bool:  # noqa: ARG002 - some languages make numbers of some products
        """Whether the language makes a number of a product that is one, and no matrix with one entry."""
        return False

    # --- the whole
    def code(self, formula: Formula) -> str:
        """A formula as one expression."""
        return self.visit(formula).text

    def form(self, form: MatrixForm) -> str:
        """An answer as one expression, its names bound by functions."""
        return self._bound(form.definitions, form.formula)

    def _bound(self, definitions: Sequence[Definition], formula: Formula) -> str:
        if not definitions:
            return self.code(formula)
        first, *rest = definitions
        inner = self.function([first.symbol.name], self._bound(rest, formula))
        return f"({inner})({self.code(first.meaning)})"

    def made(self, name: str, *parts: Formula | str, size: Formula | None = None) -> Code:
        """A construction by its pattern. Raises `Refused` where the language has none."""
        if name not in self.patterns:
            raise Refused(f"{self.medium} code has no pattern for {name.replace('_', ' ')}")
        codes = [Code(part) if isinstance(part, str) else self.visit(part) for part in parts]
        return filled_in(self.patterns[name], codes, _Names(self.names, size))

    def of_matrix(self, name: str, body: Formula, size: Formula | None = None) -> Code:
        """A construction of a matrix, which a number is itself."""
        return self.visit(body) if is_scalar(body) else self.made(name, body, size=size)

    # --- letters and numbers
    def symbol(self, formula: Symbol) -> Code:
        # A vector of length 1 and a matrix 1×1 are matrices there, and numbers here.
        return self.made("only", formula.name) if formula.rank and is_scalar(formula) else Code(formula.name)

    def number(self, formula: Number) -> Code:
        value = formula.value
        if value.denominator == 1:
            return Code(str(value.numerator), Binding.ATOM if value >= 0 else Binding.SUM)
        text = f"{value.numerator} / {value.denominator}"
        return self.fraction(value) or Code(text, Binding.TERM if value > 0 else Binding.SUM)

    def constant(self, formula: Constant) -> Code:
        if formula.name not in self.constants:
            raise unknown("constant", formula.name, f"{self.medium} code", self.constants)
        return Code(self.constants[formula.name])

    def size(self, formula: Size) -> Code:
        dimension = formula.dimension
        return Code(dimension_code(dimension), dimension_binding(dimension))

    def identity(self, formula: Identity) -> Code:
        return Code("1") if is_scalar(formula) else self.made("identity", size=formula)

    def filled(self, formula: Filled) -> Code:
        if is_scalar(formula):
            return Code(str(formula.value))
        return self.made("ones" if formula.value else "zeros", size=formula)

    def commutation(self, formula: Commutation) -> Code:
        return self.made("commutation", dimension_code(formula.m), dimension_code(formula.n), size=formula)

    # --- sums and products
    def sum(self, formula: Sum) -> Code:
        text = ""
        for term in formula.terms:
            negative, magnitude = unsigned(term)
            code = self.visit(magnitude)
            sign = (" - " if negative else " + ") if text else ("-" if negative else "")
            text += sign + (closed(code, Binding.TERM) if sign not in ("", " + ") else code.text)
        return Code(text, Binding.SUM)

    def multiple(self, formula: Multiple) -> Code:
        negative, magnitude = unsigned(formula)
        if negative:
            return negated(self.visit(magnitude))
        factors = [self.visit(scalar) for scalar in formula.numerators]
        if formula.body is not None:
            factors.append(self.visit(formula.body))
        number, divisors = formula.coefficient, list(formula.denominators)
        if number.denominator != 1 and self.fraction(number) is None:
            divisors.insert(0, Number(Fraction(number.denominator)))
            number = Fraction(number.numerator)
        if number != 1 or not factors:
            factors.insert(0, self.number(Number(number)))
        text = " * ".join(closed(factor, Binding.POWER) for factor in factors)
        for divisor in divisors:
            text += f" / {closed(self.visit(divisor), Binding.POWER)}"
        return Code(text, Binding.TERM)

    def product(self, formula: Product) -> Code:
        text = " * ".join(closed(self.visit(factor), Binding.POWER) for factor in formula.factors)
        product = Code(text, Binding.TERM)
        number = not is_scalar(formula) or self.is_number(formula)
        return product if number else filled_in(self.patterns["only"], [product])

    def kronecker(self, formula: Kronecker) -> Code:
        return self.made("kronecker", formula.left, formula.right)

    def khatri_rao(self, formula: KhatriRao) -> Code:
        return self.made("khatri_rao", formula.left, formula.right, size=formula)

    # --- powers and transposes
    def matrix_power(self, formula: MatrixPower) -> Code:
        return self.made("matrix_power", formula.body, formula.exponent)

    def transpose(self, formula: Transpose) -> Code:
        return self.of_matrix("transpose", formula.body)

    def inverse(self, formula: Inverse) -> Code:
        if is_scalar(formula.body):
            return Code(f"1 / {closed(self.visit(formula.body), Binding.POWER)}", Binding.TERM)
        return self.made("inverse", formula.body)

    # --- structure
    def diagonal(self, formula: Diagonal) -> Code:
        return self.of_matrix("diagonal", formula.body)

    def diagonal_part(self, formula: DiagonalPart) -> Code:
        return self.of_matrix("diagonal_part", formula.body)

    def trace(self, formula: Trace) -> Code:
        return self.of_matrix("trace", formula.body)

    def determinant(self, formula: Determinant) -> Code:
        return self.of_matrix("determinant", formula.body)

    def norm(self, formula: Norm) -> Code:
        if is_scalar(formula.body):
            return self.made("absolute", formula.body)
        spectral = formula.kind == "2" and axes(formula.body) == 2 and "norm2" in self.patterns
        return self.made("norm1" if formula.kind == "1" else "norm2" if spectral else "norm", formula.body)

    def vec(self, formula: Vec) -> Code:
        return self.of_matrix("vec", formula.body)

    def unvec(self, formula: Unvec) -> Code:
        return self.of_matrix("unvec", formula.body, size=formula)

    # --- parts and blocks
    def part(self, formula: Part) -> Code:
        sides = [(formula.row, formula.body.rows), (formula.column, formula.body.columns)]
        cuts = [self.cut(cut, length) for cut, length in sides]
        return Code(f"{closed(self.visit(formula.body))}[{', '.join(cuts)}]")

    @abstractmethod
    def cut(self, cut: Cut | None, length: Dimension) -> str:
        """The places along a side, in a subscript."""

    def triangular(self, formula: Triangular) -> Code:  # noqa: ARG002 (languages may have their own)
        raise Refused(f"the triangular part of a matrix has no form in {self.medium} code")

    # --- functions
    def cross(self, formula: Cross) -> Code:
        return self.made("cross", formula.left, formula.right)

    def cross_matrix(self, formula: CrossMatrix) -> Code:
        return self.made("cross_matrix", formula.body)

    def finite_sum(self, formula: FiniteSum) -> Code:
        start = "0" if is_scalar(formula) else self.filled(Filled(0, formula.rows, formula.columns)).text
        return self.made("finite_sum", formula.body, formula.index, formula.count, start)

    def function_value(self, formula: FunctionValue) -> Code:
        return Code(f"{formula.name}({', '.join(map(self.code, formula.arguments))})")

    def function_derivative(self, formula: FunctionDerivative) -> Code:
        raise Refused(
            f"{self.medium} code cannot contain the derivative of {formula.value.name}, which has no definition",
            hint="JAX and PyTorch can: they take the function itself.",
        )

    def matrix_function(self, name: str, body: Formula) -> Code | None:  # noqa: ARG002 - languages have their own
        """A function of a square matrix, if the language has it."""
        return None

    def named_function(self, formula: NamedFunction) -> Code:
        if formula.of_matrix and not formula.order:
            found = self.matrix_function(formula.name, formula.argument)
            if found is not None:
                return found
        if formula.order or formula.of_matrix:
            raise Refused(f"{formula.name}{'′' * formula.order} has no form in {self.medium} code")
        if is_scalar(formula.argument):
            return Code(f"{formula.name}({self.code(formula.argument)})")
        return self.entrywise(formula.name, formula.argument)

    # --- indices, which explicit matrices do not have
    def entry(self, formula: Entry) -> Code:
        raise self._indexed(formula)

    def delta(self, formula: Delta) -> Code:
        raise self._indexed(formula)

    def index_sum(self, formula: IndexSum) -> Code:
        raise self._indexed(formula)

    def differential(self, formula: Differential) -> Code:
        raise self._indexed(formula)

    def partial(self, formula: Partial) -> Code:
        raise self._indexed(formula)

    def _indexed(self, formula: Formula) -> Refused:
        kind = type(formula).__name__
        return Refused(f"{kind} is not {self.medium} code: only a matrix form can be printed as code")


@dataclass(frozen=True, slots=True)
class _Names(Mapping[str, str]):
    """The names in a pattern: lengths, new names by one letter, and functions of the language's own."""

    known: BoundNames
    size: Formula | None = None

    def __getitem__(self, name: str) -> str:
        if self.size is not None and name in ("rows", "columns"):
            return dimension_code(self.size.rows if name == "rows" else self.size.columns)
        return self.known.fresh(name) if len(name) == 1 else self.known.builtin(name)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


__all__ = ["MatrixCodePrinter"]
