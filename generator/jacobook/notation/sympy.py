"""SymPy code: explicit matrices of symbols, vectors as columns, every operation exact."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction
from typing import ClassVar

from jacobook.errors import Refused
from jacobook.language.dimension import ONE, Dimension
from jacobook.language.functions import ELEMENTWISE, PRINTED_FUNCTIONS
from jacobook.layout.formulas.formula import (
    Apply,
    Block,
    Commutation,
    Cut,
    Filled,
    Formula,
    Hadamard,
    HadamardQuotient,
    KhatriRao,
    MatrixForm,
    Part,
    Power,
    is_scalar,
)
from jacobook.notation.bound_names import parts
from jacobook.notation.code import Binding, Code, closed, dimension_code
from jacobook.notation.function_names import sympy_pattern
from jacobook.notation.matrix_code import MatrixCodePrinter
from jacobook.notation.visitor import unknown


class SympyPrinter(MatrixCodePrinter):
    """Formulas as SymPy code, for `sympy`: names are `sympy.Matrix` objects, vectors columns, or symbols."""

    medium: ClassVar[str] = "SymPy"
    reserved: ClassVar[frozenset[str]] = frozenset({"sympy"})
    constants: ClassVar[Mapping[str, str]] = {"pi": "sympy.pi", "e": "sympy.E", "1j": "sympy.I"}
    patterns: ClassVar[Mapping[str, str]] = {
        "only": "{0:atom}[0, 0]",
        "identity": "sympy.eye({rows})",
        "ones": "sympy.ones({rows}, {columns})",
        "zeros": "sympy.zeros({rows}, {columns})",
        "kronecker": "sympy.kronecker_product({0}, {1})",
        "matrix_power": "{0:atom}**{1:atom}",
        "transpose": "{0:atom}.T",
        "inverse": "{0:atom}.inv()",
        "diagonal": "sympy.diag(*{0:atom})",
        "diagonal_part": "{0:atom}.diagonal().T",
        "trace": "{0:atom}.trace()",
        "determinant": "{0:atom}.det()",
        "absolute": "sympy.Abs({0})",
        "norm": "{0:atom}.norm()",
        "norm1": "{sum}({0:atom}.applyfunc(sympy.Abs))",
        "vec": "{0:atom}.vec()",
        "unvec": "{0:atom}.reshape({columns}, {rows}).T",
        "cross": "{0:atom}.cross({1})",
        "cross_matrix": "{0:atom}.hat()",
        "finite_sum": "{sum}(({0} for {1} in {range}({2})), {3})",
    }

    def function(self, names: Sequence[str], body: str) -> str:
        return f"lambda {', '.join(names)}: {body}"

    def entrywise(self, function: str, formula: Formula) -> Code:
        return self._each(function, self.visit(formula))

    def _each(self, function: str, body: Code) -> Code:
        return Code(f"{closed(body)}.applyfunc({function})")

    def fraction(self, value: Fraction) -> Code | None:
        return Code(f"sympy.Rational({value.numerator}, {value.denominator})")

    def commutation(self, formula: Commutation) -> Code:
        size, m, n = map(dimension_code, (formula.rows, formula.m, formula.n))
        row, column, whole = self.names.fresh("row"), self.names.fresh("column"), self.names.builtin("int")
        # Row in + j of K has its one in column jm + i.
        place = f"({row} % ({n})) * ({m}) + {row} // ({n})"
        return Code(f"sympy.Matrix({size}, {size}, lambda {row}, {column}: {whole}({column} == {place}))")

    def cut(self, cut: Cut | None, length: Dimension) -> str:
        if cut is None:
            return ":"
        if cut.index or cut.step < 0:
            raise Refused("rows by an index, and slices backwards, have no form in SymPy code")
        start, end = dimension_code(cut.start), dimension_code(cut.last + ONE)
        if cut.is_place and length != ONE:
            # A whole number would leave a matrix only where the other side is a slice.
            return start
        return f"{start}:{end}" + ("" if cut.step == 1 else f":{cut.step}")

    def part(self, formula: Part) -> Code:
        if is_scalar(formula) and formula.body.columns == ONE and formula.row is not None:
            return Code(f"{closed(self.visit(formula.body))}[{self.cut(formula.row, formula.body.rows)}, 0]")
        if is_scalar(formula) and formula.body.rows == ONE and formula.column is not None:
            return Code(f"{closed(self.visit(formula.body))}[0, {self.cut(formula.column, formula.body.columns)}]")
        return super().part(formula)

    def block(self, formula: Block) -> Code:
        def matrix(part: Formula) -> str:
            return f"sympy.Matrix([{self.code(part)}])" if is_scalar(part) else self.code(part)

        rows = [f"sympy.Matrix.hstack({', '.join(map(matrix, row))})" for row in formula.grid]
        return Code(rows[0] if len(rows) == 1 else f"sympy.Matrix.vstack({', '.join(rows)})")

    def hadamard(self, formula: Hadamard) -> Code:
        first, *others = (self.visit(factor) for factor in formula.factors)
        return Code(closed(first) + "".join(f".multiply_elementwise({other.text})" for other in others))

    def hadamard_quotient(self, formula: HadamardQuotient) -> Code:
        entry = self.names.fresh("t")
        inverted = f"{closed(self.visit(formula.denominator))}.applyfunc(lambda {entry}: 1 / {entry})"
        return Code(f"{closed(self.visit(formula.numerator))}.multiply_elementwise({inverted})")

    def khatri_rao(self, formula: KhatriRao) -> Code:
        left, right, j = map(self.names.fresh, ("P", "Q", "j"))
        numbers = f"{self.names.builtin('range')}({left}.cols)"
        columns = f"[sympy.kronecker_product({left}[:, {j}], {right}[:, {j}]) for {j} in {numbers}]"
        both = f"{self.code(formula.left)}, {self.code(formula.right)}"
        return Code(f"(lambda {left}, {right}: sympy.Matrix.hstack(*{columns}))({both})")

    # --- powers and transposes
    def power(self, formula: Power) -> Code:
        base, exponent = self.visit(formula.base), closed(self.visit(formula.exponent))
        if is_scalar(formula):
            return Code(f"{closed(base)}**{exponent}", Binding.POWER)
        if is_scalar(formula.exponent):
            entry = self.names.fresh("t")
            return Code(f"{closed(base)}.applyfunc(lambda {entry}: {entry}**{exponent})")
        shape = ", ".join(map(dimension_code, (formula.rows, formula.columns)))
        i, j, below, above = map(self.names.fresh, ("i", "j", "B", "E"))
        entry = f"sympy.Matrix({shape}, lambda {i}, {j}: {below}[{i}, {j}]**{above}[{i}, {j}])"
        return Code(f"(lambda {below}, {above}: {entry})({self.code(formula.base)}, {self.code(formula.exponent)})")

    # --- functions
    def apply(self, formula: Apply) -> Code:
        name, arguments = formula.function, formula.arguments
        pattern = sympy_pattern(name)
        if name == "where":
            pattern = "sympy.Piecewise(({1}, sympy.Ne({0}, 0)), ({2}, True))"
        if pattern is None:
            known = [each for each in PRINTED_FUNCTIONS if sympy_pattern(each) is not None]
            raise unknown("function", name, "SymPy code", [*known, "where"])
        if len(arguments) > 1:
            return self._entrywise(pattern, formula, arguments)
        body = self.visit(arguments[0])
        if PRINTED_FUNCTIONS[name].kind != ELEMENTWISE:
            made = {"e": self.names.fresh("e"), "sum": self.names.builtin("sum")}
            return Code(pattern.format(closed(body), **made))
        function = pattern.format(t=self.names.fresh("t"))
        if is_scalar(arguments[0]):
            call = Code(f"{function}({body.text})")
            return call if is_scalar(formula) else Code(f"{call.text} * {self._ones(formula)}", Binding.TERM)
        return self._each(function, body)

    def _ones(self, formula: Formula) -> str:
        return self.filled(Filled(1, formula.rows, formula.columns)).text

    def _entrywise(self, pattern: str, formula: Formula, arguments: Sequence[Formula]) -> Code:
        """A function of several arguments, entry by entry; a scalar stands beside every entry."""
        codes = [self.visit(argument) for argument in arguments]
        if is_scalar(formula):
            return Code(pattern.format(*(code.text for code in codes)))
        i, j = self.names.fresh("i"), self.names.fresh("j")
        entries = [
            code.text if is_scalar(argument) else f"{closed(code)}[{i}, {j}]"
            for code, argument in zip(codes, arguments, strict=True)
        ]
        size = f"{dimension_code(formula.rows)}, {dimension_code(formula.columns)}"
        return Code(f"sympy.Matrix({size}, lambda {i}, {j}: {pattern.format(*entries)})")

    def matrix_function(self, name: str, body: Formula) -> Code | None:
        pattern = sympy_pattern(name)
        if pattern is None or is_scalar(body):
            return None if pattern is None else self.visit(body)
        return Code(pattern.format(closed(self.visit(body))))


def to_sympy(formula: Formula, question: Collection[str] = ()) -> str:
    """A formula as one SymPy expression; `question` are the names of whatever stands beside it.

    Raises `Refused` for entries, sums over indices and derivatives' symbols, and for what is named as the library is.
    """
    return SympyPrinter.naming([formula], question).code(formula)


def form(answer: MatrixForm, question: Collection[str] = ()) -> str:
    """An answer as one SymPy expression. Raises `Refused`."""
    return SympyPrinter.naming(parts(answer.definitions, answer.formula), question).form(answer)


__all__ = ["SympyPrinter", "form", "to_sympy"]
