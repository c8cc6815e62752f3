"""SymPy code: explicit matrices of symbols, vectors as columns, every operation exact."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import ClassVar, Self

from jacobook.errors import Refused
from jacobook.language.functions import ELEMENTWISE, PRINTED_FUNCTIONS
from jacobook.layout.formula import (
    Apply,
    Commutation,
    Constant,
    Cross,
    CrossMatrix,
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
    NamedFunction,
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
    Unvec,
    Vec,
    is_scalar,
)
from jacobook.notation.bound_names import BoundNames, parts
from jacobook.notation.code import Binding, Code, closed, dimension_code, negated
from jacobook.notation.function_names import sympy_pattern
from jacobook.notation.precedence import unsigned
from jacobook.notation.visitor import Visitor, unknown


class SympyPrinter(Visitor[Code]):
    """Formulas as SymPy code, for `sympy`: names are `sympy.Matrix` objects, vectors columns, or symbols."""

    medium: ClassVar[str] = "SymPy"
    reserved: ClassVar[frozenset[str]] = frozenset({"sympy"})

    def __init__(self, names: BoundNames) -> None:
        self.names = names

    @classmethod
    def naming(cls, formulas: Iterable[Formula], question: Collection[str] = ()) -> Self:
        """The printer of some formulas, the answer to a question with these names.

        Raises `Refused` where a name of theirs is that of the library.
        """
        return cls(BoundNames.of(cls.medium, cls.reserved, formulas, question))

    # --- the whole
    def code(self, formula: Formula) -> str:
        """A formula as one expression."""
        return self.visit(formula).text

    def form(self, form: MatrixForm) -> str:
        """An answer as one expression, its names bound by lambdas."""
        return self._bound(form.definitions, form.formula)

    def _bound(self, definitions: Sequence[Definition], formula: Formula) -> str:
        if not definitions:
            return self.code(formula)
        first, *rest = definitions
        return f"(lambda {first.symbol.name}: {self._bound(rest, formula)})({self.code(first.meaning)})"

    # --- letters and numbers
    def symbol(self, formula: Symbol) -> Code:
        # A vector of length 1 and a matrix 1×1 are matrices there, and numbers here.
        return Code(f"{formula.name}[0, 0]" if formula.rank and is_scalar(formula) else formula.name)

    def number(self, formula: Number) -> Code:
        value = formula.value
        if value.denominator == 1:
            return Code(str(value.numerator), Binding.ATOM if value >= 0 else Binding.SUM)
        return Code(f"sympy.Rational({value.numerator}, {value.denominator})")

    def constant(self, formula: Constant) -> Code:
        names = {"pi": "sympy.pi", "e": "sympy.E"}
        if formula.name not in names:
            raise unknown("constant", formula.name, "SymPy code", names)
        return Code(names[formula.name])

    def size(self, formula: Size) -> Code:
        text = dimension_code(formula.dimension)
        return Code(text, Binding.TERM if "*" in text else Binding.ATOM)

    def identity(self, formula: Identity) -> Code:
        return Code("1") if is_scalar(formula) else Code(f"sympy.eye({dimension_code(formula.rows)})")

    def filled(self, formula: Filled) -> Code:
        if is_scalar(formula):
            return Code(str(formula.value))
        name = {0: "zeros", 1: "ones"}[formula.value]
        return Code(f"sympy.{name}({dimension_code(formula.rows)}, {dimension_code(formula.columns)})")

    def commutation(self, formula: Commutation) -> Code:
        size, m, n = map(dimension_code, (formula.rows, formula.m, formula.n))
        row, column, whole = self.names.fresh("row"), self.names.fresh("column"), self.names.builtin("int")
        # Row in + j of K has its one in column jm + i.
        place = f"({row} % ({n})) * ({m}) + {row} // ({n})"
        return Code(f"sympy.Matrix({size}, {size}, lambda {row}, {column}: {whole}({column} == {place}))")

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
        if formula.coefficient != 1 or not factors:
            factors.insert(0, self.number(Number(formula.coefficient)))
        text = " * ".join(closed(factor, Binding.POWER) for factor in factors)
        for divisor in formula.denominators:
            text += f" / {closed(self.visit(divisor), Binding.POWER)}"
        return Code(text, Binding.TERM)

    def product(self, formula: Product) -> Code:
        text = " * ".join(closed(self.visit(factor), Binding.POWER) for factor in formula.factors)
        # What SymPy makes of uᵀv is a matrix with one entry.
        return Code(f"({text})[0, 0]") if is_scalar(formula) else Code(text, Binding.TERM)

    def hadamard(self, formula: Hadamard) -> Code:
        first, *others = (self.visit(factor) for factor in formula.factors)
        return Code(closed(first) + "".join(f".multiply_elementwise({other.text})" for other in others))

    def hadamard_quotient(self, formula: HadamardQuotient) -> Code:
        entry = self.names.fresh("t")
        inverted = f"{closed(self.visit(formula.denominator))}.applyfunc(lambda {entry}: 1 / {entry})"
        return Code(f"{closed(self.visit(formula.numerator))}.multiply_elementwise({inverted})")

    def kronecker(self, formula: Kronecker) -> Code:
        return Code(f"sympy.kronecker_product({self.code(formula.left)}, {self.code(formula.right)})")

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

    def matrix_power(self, formula: MatrixPower) -> Code:
        exponent = closed(self.visit(formula.exponent))
        return Code(f"{closed(self.visit(formula.body))}**{exponent}", Binding.POWER)

    def _method(self, body: Formula, call: str) -> Code:
        code = self.visit(body)
        return code if is_scalar(body) else Code(f"{closed(code)}.{call}")

    def transpose(self, formula: Transpose) -> Code:
        return self._method(formula.body, "T")

    def inverse(self, formula: Inverse) -> Code:
        if is_scalar(formula.body):
            return Code(f"1 / {closed(self.visit(formula.body), Binding.POWER)}", Binding.TERM)
        return self._method(formula.body, "inv()")

    # --- structure
    def diagonal(self, formula: Diagonal) -> Code:
        body = self.visit(formula.body)
        return body if is_scalar(formula) else Code(f"sympy.diag(*{closed(body)})")

    def diagonal_part(self, formula: DiagonalPart) -> Code:
        return self._method(formula.body, "diagonal().T")

    def trace(self, formula: Trace) -> Code:
        return self._method(formula.body, "trace()")

    def determinant(self, formula: Determinant) -> Code:
        return self._method(formula.body, "det()")

    def norm(self, formula: Norm) -> Code:
        body = self.visit(formula.body)
        if is_scalar(formula.body):
            return Code(f"sympy.Abs({body.text})")
        if formula.kind == "1":
            return Code(f"{self.names.builtin('sum')}({closed(body)}.applyfunc(sympy.Abs))")
        return Code(f"{closed(body)}.norm()")

    def vec(self, formula: Vec) -> Code:
        return self._method(formula.body, "vec()")

    def unvec(self, formula: Unvec) -> Code:
        rows, columns = map(dimension_code, (formula.rows, formula.columns))
        return self._method(formula.body, f"reshape({columns}, {rows}).T")

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
        return Code(f"{closed(body)}.applyfunc({function})")

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

    def cross(self, formula: Cross) -> Code:
        return Code(f"{closed(self.visit(formula.left))}.cross({self.code(formula.right)})")

    def cross_matrix(self, formula: CrossMatrix) -> Code:
        return Code(f"{closed(self.visit(formula.body))}.hat()")

    def finite_sum(self, formula: FiniteSum) -> Code:
        start = "0" if is_scalar(formula) else self.filled(Filled(0, formula.rows, formula.columns)).text
        body, count = self.code(formula.body), self.code(formula.count)
        total, numbers = self.names.builtin("sum"), self.names.builtin("range")
        return Code(f"{total}(({body} for {formula.index} in {numbers}({count})), {start})")

    def function_value(self, formula: FunctionValue) -> Code:
        return Code(f"{formula.name}({', '.join(map(self.code, formula.arguments))})")

    def function_derivative(self, formula: FunctionDerivative) -> Code:
        raise Refused(
            f"SymPy code cannot hold the derivative of {formula.value.name}, which is known by name only",
            hint="JAX and PyTorch can: they take the function itself.",
        )

    def named_function(self, formula: NamedFunction) -> Code:
        pattern = sympy_pattern(formula.name) if formula.of_matrix and not formula.order else None
        if pattern is not None:
            return self._method(formula.argument, pattern.removeprefix("{0}."))
        if formula.order or formula.of_matrix:
            raise Refused(f"{formula.name}{'′' * formula.order} has no form in SymPy code")
        argument = self.visit(formula.argument)
        if is_scalar(formula.argument):
            return Code(f"{formula.name}({argument.text})")
        return Code(f"{closed(argument)}.applyfunc({formula.name})")

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

    @staticmethod
    def _indexed(formula: Formula) -> Refused:
        return Refused(f"{type(formula).__name__} is not SymPy code: only a matrix form can be printed as code")


def to_sympy(formula: Formula, question: Collection[str] = ()) -> str:
    """A formula as one SymPy expression; `question` are the names of whatever stands beside it.

    Raises `Refused` for entries, sums over indices and derivatives' symbols, and for what is named as the library is.
    """
    return SympyPrinter.naming([formula], question).code(formula)


def form(answer: MatrixForm, question: Collection[str] = ()) -> str:
    """An answer as one SymPy expression. Raises `Refused`."""
    return SympyPrinter.naming(parts(answer.definitions, answer.formula), question).form(answer)


__all__ = ["SympyPrinter", "form", "to_sympy"]
