"""What the printers of NumPy, JAX and PyTorch code share: one Python expression over arrays.

In the code a column and a row are both one-dimensional arrays, a matrix is two-dimensional and a scalar is a number or
an array without axes: the axes of a value are the dimensions of its formula that are not the number 1. Variables are
arrays by name, dimensions are integers by name. Names of an answer's parts are bound by a lambda, so the code must see
the variables as globals or as local names of the function it stands in (not as the separate `locals` of `eval`).
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import ClassVar, Self

from jacobook.errors import Refused
from jacobook.language.definition_of import ARGUMENTS, definition_of, is_defined, lifted
from jacobook.language.dimension import ONE
from jacobook.language.expression import Variable, walk
from jacobook.language.functions import MATRIX_FUNCTIONS
from jacobook.layout.formulas.formula import (
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
    Size,
    Sum,
    Symbol,
    Trace,
    Transpose,
    Unvec,
    Vec,
    axes,
)
from jacobook.layout.formulas.measure import children
from jacobook.layout.formulas.statement import statement
from jacobook.notation.bound_names import BoundNames
from jacobook.notation.code import (
    Binding,
    Code,
    closed,
    dimension_code,
    negated,
    quotient,
    times,
    turned,
)
from jacobook.notation.function_names import known_patterns, pattern_of
from jacobook.notation.precedence import unsigned
from jacobook.notation.product_code import ProductPrinter, is_ones, transposed
from jacobook.notation.visitor import unknown


class ArrayPrinter(ProductPrinter):
    """A printer of array code: `notation` is what records of functions call it, `module` the library's short name."""

    notation: ClassVar[str]
    medium: ClassVar[str]
    reserved: ClassVar[frozenset[str]]
    strict: ClassVar[bool] = False
    """Whether all of the library's functions take its own arrays of floating-point numbers and nothing else."""
    constants: ClassVar[frozenset[str]] = frozenset({"pi", "e"})
    cross_product: ClassVar[str] = "cross"
    relations: ClassVar[Mapping[str, str]] = {
        "greater": ">",
        "greater_equal": ">=",
        "less": "<",
        "less_equal": "<=",
        "equal": "==",
        "not_equal": "!=",
    }

    def __init__(self, names: BoundNames, bound: Mapping[str, Code] | None = None) -> None:
        self.names = names
        self.bound = bound or {}

    @classmethod
    def naming(cls, formulas: Iterable[Formula], question: Collection[str] = ()) -> Self:
        """The printer of some formulas, the answer to a question with these names.

        Raises `Refused` where a name of theirs is that of a library.
        """
        return cls(BoundNames.of(cls.medium, cls.reserved, formulas, question))

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
            inner = type(self)(self.names, {**self.bound, name: replace(closed, binding=Binding.ATOM, chain=False)})
            return inner.bind(rest, formula)
        inner = type(self)(self.names, {**self.bound, name: Code(name, array=meaning.array)})
        return self.with_name(name, meaning, Code(inner.bind(rest, formula))).text

    # --- what differs between the libraries
    @abstractmethod
    def created(self, name: str, *arguments: str) -> Code:
        """An array made from sizes alone, in double precision."""

    @abstractmethod
    def indicator(self, condition: str, *, array: bool) -> Code:
        """1.0 where a condition holds, 0.0 elsewhere; `array` if what is compared is surely an array."""

    def laid_out(self, code: Code) -> Code:
        """An array for a function that may depend on how the entries lie in memory."""
        return code

    def floating(self, code: Code) -> Code:
        """A value as a strict function accepts it."""
        return code

    # --- letters and numbers
    def symbol(self, formula: Symbol) -> Code:
        if formula.name in self.bound:
            return self.bound[formula.name]
        return self._without_single_axes(Code(formula.name, array=formula.rank > 0), formula)

    def _without_single_axes(self, code: Code, formula: Symbol | FunctionValue) -> Code:
        """What is declared with axes of length 1, without them: a column n×1 as a vector, a matrix 1×1 as a number."""
        lost = formula.rank - axes(formula)
        if lost <= 0:
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
            return self._call("sqrt", [formula.base])
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
        rowwise = self.visit(transposed(body))
        return Code(f"{closed(rowwise)}.reshape(-1)")

    def unvec(self, formula: Unvec) -> Code:
        rows, columns = map(dimension_code, (formula.rows, formula.columns))
        return turned(Code(f"{closed(self.visit(formula.body))}.reshape({columns}, {rows})"))

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
        function = pattern_of(name, self.notation, self.module)
        codes = [self.visit(argument) for argument in arguments]
        if function is None:
            return self._defined(name, arguments, codes)
        if function.strict or self.strict:
            codes = [self.floating(code) for code in codes]
        texts = [code.text if function.binding is Binding.ATOM else closed(code) for code in codes]
        return Code(function.pattern.format(*texts), function.binding)

    def _defined(self, name: str, arguments: Sequence[Formula], codes: Sequence[Code]) -> Code:
        """A function that the library does not have, by its definition; a longer argument is computed once."""
        if not is_defined(name):
            known = [*known_patterns(self.notation, self.module), *self.relations, "where"]
            raise unknown("function", name, f"{self.medium} code", known)
        spread = [each for each in arguments if axes(each)]
        shape = () if not spread else (spread[0].rows, *(() if spread[0].columns == ONE else (spread[0].columns,)))
        definition = lifted(definition_of(name, expanded=True), shape)
        used = [node.name for node in walk(definition) if isinstance(node, Variable)]
        given, bound = dict(zip(ARGUMENTS, codes, strict=False)), dict[str, Code]()
        for letter, code in given.items():
            once = used.count(letter) < 2 or code.text.isidentifier()
            meaning = code if once else Code(self.names.fresh(letter), array=code.array)
            bound[letter] = meaning
        inner = type(self)(self.names, bound).visit(statement(definition))
        for letter, code in given.items():
            if bound[letter] is not code:
                inner = self.with_name(bound[letter].text, code, inner)
        return inner

    def with_name(self, name: str, meaning: Code, body: Code) -> Code:
        """A body in which a name has a meaning."""
        return Code(f"(lambda {name}: {body.text})({meaning.text})", array=body.array)

    def _condition(self, formula: Formula) -> tuple[str, bool]:
        if isinstance(formula, Apply) and formula.function in self.relations:
            left, right = map(self.visit, formula.arguments)
            return f"{left.text} {self.relations[formula.function]} {right.text}", left.array or right.array
        code = self.visit(formula)
        return f"{code.text} != 0", code.array

    def chosen(self, condition: str, values: Sequence[Code], *, array: bool) -> Code:  # noqa: ARG002 (PyTorch must know)
        """One value where a condition holds, another elsewhere."""
        return self.library("where", condition, *(value.text for value in values))

    # --- cross products and sums over powers
    def cross(self, formula: Cross) -> Code:
        return self.library(self.cross_product, self.visit(formula.left).text, self.visit(formula.right).text)

    def cross_matrix(self, formula: CrossMatrix) -> Code:
        # The rows of [u]× are the cross products of u with the axes, with the other sign.
        axes_and_vector = self.created("eye", "3").text, self.visit(formula.body).text
        return self.library(self.cross_product, axes_and_vector[0], self.rowwise(axes_and_vector[1]))

    def rowwise(self, vector: str) -> str:
        """A vector beside the rows of a matrix."""
        return vector

    def finite_sum(self, formula: FiniteSum) -> Code:
        body, count = self.visit(formula.body), self.visit(formula.count)
        total, numbers = self.names.builtin("sum"), self.names.builtin("range")
        return Code(f"{total}({body.text} for {formula.index} in {numbers}({count.text}))", array=body.array)

    # --- declared functions, which the reader of the code supplies under their names
    def function_value(self, formula: FunctionValue) -> Code:
        arguments = ", ".join(self.visit(argument).text for argument in formula.arguments)
        value = Code(f"{formula.name}({arguments})", array=formula.rank > 0)
        return self._without_single_axes(value, formula)

    def function_derivative(self, formula: FunctionDerivative) -> Code:
        arguments = ", ".join(self.visit(argument).text for argument in formula.value.arguments)
        code = Code(f"{self.differentiated(formula.value.name, formula.by)}({arguments})")
        stands = formula.layout in (None, formula.entrywise_layout)
        return code if stands or axes(formula) < 2 else turned(code)

    def named_function(self, formula: NamedFunction) -> Code:
        argument = self.visit(formula.argument)
        known = pattern_of(formula.name, self.notation, "") if formula.of_matrix and not formula.order else None
        if known is not None:
            return Code(known.pattern.format(argument.text))
        if formula.of_matrix and (formula.order or formula.name in MATRIX_FUNCTIONS):
            what = f"{formula.name}{'′' * formula.order}"
            raise Refused(f"{what} of a matrix has no form in {self.medium} code")
        name = self.entrywise_derivative(formula.name, formula.order) if formula.order else formula.name
        return Code(f"{name}({argument.text})")

    def differentiated(self, name: str, by: Sequence[int]) -> str:  # noqa: ARG002 - other libraries use it
        """The derivative of a function that is given by name, by its arguments at these positions."""
        raise self._unknown_derivative(name)

    def entrywise_derivative(self, name: str, order: int) -> str:  # noqa: ARG002 - other libraries use it
        """The derivative of a function of one number, entry by entry."""
        raise self._unknown_derivative(name)

    def _unknown_derivative(self, name: str) -> Refused:
        return Refused(
            f"{self.medium} cannot differentiate {name}, which is known by name only",
            hint="JAX and PyTorch can: they take the function itself.",
        )

    # --- indices, which arrays do not have
    def entry(self, formula: Entry) -> Code:
        raise self._indexed(formula)

    def delta(self, formula: Delta) -> Code:
        raise self._indexed(formula)

    def index_sum(self, formula: IndexSum) -> Code:
        raise self._indexed(formula)

    def differential(self, formula: Differential) -> Code:  # noqa: ARG002 (a change has no value by itself)
        raise Refused("a differential cannot be evaluated", hint="give the change as a variable of its own")

    def partial(self, formula: Partial) -> Code:  # noqa: ARG002 (no derivative symbol has a value)
        raise Refused(f"the symbol of a derivative is not {self.medium} code: only its value can be computed")

    def _indexed(self, formula: Entry | Delta | IndexSum) -> Refused:
        kind = {"Entry": "an entry", "Delta": "a Kronecker delta", "IndexSum": "a sum over indices"}[
            type(formula).__name__
        ]
        return Refused(f"{kind} is not {self.medium} code: only a matrix form can be printed as code")


def _all_ones(formula: Formula) -> Formula | None:
    """The scalar that stands in every entry of a vector or matrix: c for c·𝟏."""
    match formula:
        case Filled() | Transpose() if is_ones(formula):
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


__all__ = ["ArrayPrinter"]
