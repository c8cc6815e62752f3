"""Letters, sums, products, powers and structure as code over arrays, in what the libraries share."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import ClassVar

from jacobook.errors import Refused
from jacobook.language.conjugates import IMAGINARY_UNIT
from jacobook.language.dimension import ONE, Dimension
from jacobook.layout.formulas.formula import (
    Block,
    Commutation,
    Constant,
    Cut,
    Determinant,
    Diagonal,
    DiagonalPart,
    Filled,
    Formula,
    FunctionValue,
    Hadamard,
    HadamardQuotient,
    Identity,
    Inverse,
    KhatriRao,
    Kronecker,
    MatrixPower,
    Multiple,
    Norm,
    Number,
    Part,
    Power,
    Size,
    Sum,
    Symbol,
    Trace,
    Transpose,
    Triangular,
    Unvec,
    Vec,
    axes,
)
from jacobook.notation.bound_names import BoundNames
from jacobook.notation.code import (
    Binding,
    Code,
    closed,
    dimension_binding,
    dimension_code,
    negated,
    quotient,
    times,
    turned,
)
from jacobook.notation.precedence import unsigned
from jacobook.notation.product_code import ProductPrinter, is_ones, transposed
from jacobook.notation.visitor import unknown


class ArrayAlgebraPrinter(ProductPrinter):
    """The part of a printer of array code that prints letters, sums, products, powers and structure."""

    medium: ClassVar[str]
    constants: ClassVar[frozenset[str]] = frozenset({"pi", "e"})

    def __init__(self, names: BoundNames, bound: Mapping[str, Code] | None = None) -> None:
        self.names = names
        self.bound = bound or {}

    # --- what differs between the libraries
    @abstractmethod
    def created(self, name: str, *arguments: str) -> Code:
        """An array made from sizes alone, in double precision."""

    def laid_out(self, code: Code) -> Code:
        """An array for a function that may depend on how the entries lie in memory."""
        return code

    @abstractmethod
    def called(self, name: str, arguments: Sequence[Formula]) -> Code:
        """A function of the language, called in the library's way."""

    # --- letters and numbers
    def symbol(self, formula: Symbol) -> Code:
        if formula.name in self.bound:
            return self.bound[formula.name]
        return self._without_single_axes(Code(formula.name, array=formula.rank > 0), formula)

    def _without_single_axes(self, code: Code, formula: Symbol | FunctionValue) -> Code:
        """What is declared with axes of length 1, without them: a column n×1 as a vector, a matrix 1×1 as a number."""
        lost = formula.rank - axes(formula)
        if lost <= 0 or (isinstance(formula, Symbol) and formula.lengths):
            return code
        if axes(formula) == 1:
            return Code(f"{code.text}.ravel()")
        return Code(f"{code.text}[{', '.join('0' * lost)}]", array=False)

    def number(self, formula: Number) -> Code:
        return self._rational(formula.value)

    @staticmethod
    def _rational(value: Fraction) -> Code:
        if value.denominator == 1:
            return Code(str(value.numerator), Binding.ATOM if value >= 0 else Binding.SUM, array=False)
        text = f"{value.numerator} / {value.denominator}"
        return Code(text, Binding.TERM if value > 0 else Binding.SUM, array=False)

    def constant(self, formula: Constant) -> Code:
        if formula.name == IMAGINARY_UNIT:
            return Code(IMAGINARY_UNIT, array=False)
        if formula.name not in self.constants:
            raise unknown("constant", formula.name, f"{self.medium} code", self.constants)
        return Code(f"{self.module}.{formula.name}", array=False)

    def size(self, formula: Size) -> Code:
        dimension = formula.dimension
        return Code(dimension_code(dimension), dimension_binding(dimension), array=False)

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
            text += sign + (closed(code, Binding.TERM) if sign not in ("", " + ") else code.text)
        return Code(text, Binding.SUM, any(code.array for code in codes))

    def multiple(self, formula: Multiple) -> Code:
        negative, magnitude = unsigned(formula)
        if negative:
            return negated(self.visit(magnitude))
        number, divisor = formula.coefficient.numerator, formula.coefficient.denominator
        factors = [self.visit(scalar) for scalar in formula.numerators]
        if formula.body is not None:
            factors.append(self.visit(formula.body))
        if number != 1 or not factors:
            factors.insert(0, self._rational(Fraction(number)))
        above = times(factors, last_open=formula.body is not None)
        below = [self.visit(scalar) for scalar in formula.denominators]
        if divisor != 1:
            below.insert(0, self._rational(Fraction(divisor)))
        return quotient(above, times(below)) if below else above

    # --- products of other kinds
    def hadamard(self, formula: Hadamard) -> Code:
        return times([self.visit(factor) for factor in formula.factors])

    def hadamard_quotient(self, formula: HadamardQuotient) -> Code:
        above = self._rational(Fraction(1)) if is_ones(formula.numerator) else self.visit(formula.numerator)
        return quotient(above, self.visit(formula.denominator))

    def kronecker(self, formula: Kronecker) -> Code:
        left, right = formula.left, formula.right
        codes = self.visit(left), self.visit(right)
        if axes(left) == 0 or axes(right) == 0:
            return times(codes)
        if axes(left) == axes(right) == 1 and axes(formula) == 2:
            column, row = codes if left.columns == ONE else (codes[1], codes[0])
            return self.library("outer", column.text, row.text)
        if axes(formula) == 2:
            codes = self._standing(left, codes[0]), self._standing(right, codes[1])
        return self.library("kron", *(self.laid_out(code).text for code in codes))

    def _standing(self, formula: Formula, code: Code) -> Code:
        """A row or a column with two axes, so that it says which it is."""
        if axes(formula) == 2:
            return code
        return Code(f"{closed(code)}{'[:, None]' if formula.columns == ONE else '[None, :]'}")

    def khatri_rao(self, formula: KhatriRao) -> Code:
        left, right = formula.left, formula.right
        if ONE in {left.rows, right.rows, formula.columns}:
            if formula.columns == ONE:
                return self.visit(Kronecker(left, right))
            return times([self.visit(left), self.visit(right)])
        first, second = closed(self.visit(left)), closed(self.visit(right))
        shape = f"{dimension_code(formula.rows)}, {dimension_code(formula.columns)}"
        return Code(f"({first}[:, None, :] * {second}[None, :, :]).reshape({shape})")

    # --- powers and transposes
    def power(self, formula: Power) -> Code:
        if formula.exponent == Number(Fraction(1, 2)):
            return self.called("sqrt", [formula.base])
        base = self.visit(formula.base)
        exponent = self.visit(formula.exponent)
        plain = isinstance(formula.exponent, Number) and formula.exponent.value.denominator == 1
        above = exponent.text if plain else closed(exponent)
        return Code(f"{closed(base)} ** {above}", Binding.POWER, base.array or exponent.array)

    def matrix_power(self, formula: MatrixPower) -> Code:
        if not axes(formula):
            return self.power(Power(formula.body, formula.exponent))
        return self.library("linalg.matrix_power", self.visit(formula.body).text, self.visit(formula.exponent).text)

    def transpose(self, formula: Transpose) -> Code:
        body = self.visit(formula.body)
        return turned(body) if axes(formula) == 2 else body

    def inverse(self, formula: Inverse) -> Code:
        body = self.visit(formula.body)
        if not axes(formula):
            return quotient(self._rational(Fraction(1)), body)
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
            return self.called("abs", [formula.body])
        if axes(formula.body) == 2 and formula.kind == "2":
            raise Refused(f"the 2-norm of a matrix has no form in {self.medium} code; the Frobenius norm has")
        if axes(formula.body) == 2 and formula.kind == "1":
            return self.library("sum", self.called("abs", [formula.body]).text)
        return self.library("linalg.norm", body.text, *(["1"] if formula.kind == "1" else []))

    def vec(self, formula: Vec) -> Code:
        body = formula.body
        if axes(body) < 2:
            return self.visit(body)
        # Arrays are laid out row by row, vec goes column by column.
        rowwise = self.visit(transposed(body))
        return Code(f"{closed(rowwise)}.reshape(-1)")

    def unvec(self, formula: Unvec) -> Code:
        rows, columns = map(dimension_code, (formula.rows, formula.columns))
        return turned(Code(f"{closed(self.visit(formula.body))}.reshape({columns}, {rows})"))

    # --- parts and blocks
    def part(self, formula: Part) -> Code:
        body = formula.body
        sides = [(formula.row, body.rows), (formula.column, body.columns)]
        cuts = [(cut, length) for cut, length in sides if length != ONE]
        if isinstance(body, Identity) and formula.row is None and formula.column and formula.column.is_place:
            # The identity is its own transpose, and its first axis is the shorter to write.
            cuts = [(formula.column, body.columns)]
        code = self.visit(body)
        if not cuts:
            return code
        while len(cuts) > 1 and cuts[-1][0] is None:
            cuts.pop()
        code = self._forward(code, cuts)
        inside = ", ".join(":" if cut is None else self._cut(cut, length) for cut, length in cuts)
        return Code(f"{closed(code)}[{inside}]")

    def _forward(self, code: Code, cuts: Sequence[tuple[Cut | None, Dimension]]) -> Code:  # noqa: ARG002 (PyTorch must)
        """An array whose cuts the library takes as they are."""
        return code

    def _cut(self, cut: Cut, length: Dimension) -> str:
        if cut.index:
            return cut.index
        start = dimension_code(cut.start)
        if cut.is_place:
            return start
        if cut.step < 0:
            before = cut.last - ONE
            stop = "" if before.whole == -1 else dimension_code(before)
            return f"{'' if cut.start + ONE == length else start}:{stop}:{cut.step}"
        end = cut.last + ONE
        stop_text = "" if end == length else dimension_code(end)
        step = "" if cut.step == 1 else f":{cut.step}"
        return f"{'' if start == '0' else start}:{stop_text}{step}"

    def block(self, formula: Block) -> Code:
        if ONE in (formula.rows, formula.columns):
            return self.library("hstack", f"[{', '.join(self.visit(part).text for part in formula.parts)}]")
        rows = [[self._standing_block(part, formula).text for part in row] for row in formula.grid]
        lines = ", ".join(f"[{', '.join(row)}]" for row in rows)
        return self.library("block", f"[{lines}]")

    def _standing_block(self, part: Formula, whole: Block) -> Code:
        """A block with two axes, unless it is one of numbers."""
        code = self.visit(part)
        if axes(part) == 0 and all(axes(each) == 0 for each in whole.parts):
            return code
        return code if axes(part) == 0 else self._standing(part, code)

    def triangular(self, formula: Triangular) -> Code:
        name = "tril" if formula.side > 0 else "triu"
        return self.library(name, self.visit(formula.body).text, *([str(formula.diagonal)] if formula.diagonal else []))


def _all_ones(formula: Formula) -> Formula | None:
    """The scalar that stands in every entry of a vector or matrix: c for c·𝟏."""
    match formula:
        case Filled() | Transpose() if is_ones(formula):
            return Number(Fraction(1))
        case Multiple(body=Filled(value=1)):
            return Multiple(formula.coefficient, formula.numerators, formula.denominators)
        case _:
            return None
