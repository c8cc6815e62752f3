"""What the printers of NumPy, JAX and PyTorch code share: one Python expression over arrays.

In the code a column and a row are both one-dimensional arrays, a matrix is two-dimensional and a scalar is a number or
an array without axes: the axes of a value are the dimensions of its formula that are not the number 1. Variables are
arrays by name, dimensions are integers by name. Names of an answer's parts are bound by a lambda, so the code must see
the variables as globals or as local names of the function it stands in (not as the separate `locals` of `eval`).
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Collection, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import replace
from typing import ClassVar, Self

from jacobook.errors import Refused
from jacobook.language.definition_of import ARGUMENTS, definition_of, is_defined, lifted
from jacobook.language.dimension import ONE
from jacobook.language.expression import Variable, walk
from jacobook.language.functions import ELEMENTWISE, MATRIX_FUNCTIONS, PRINTED_FUNCTIONS
from jacobook.layout.formulas.conjugates import holds_complex
from jacobook.layout.formulas.formula import (
    Apply,
    Cross,
    CrossMatrix,
    Definition,
    Delta,
    Differential,
    Entry,
    FiniteSum,
    Formula,
    FunctionDerivative,
    FunctionValue,
    Hadamard,
    HadamardQuotient,
    IndexSum,
    MatrixForm,
    Multiple,
    NamedFunction,
    Number,
    Part,
    Partial,
    Size,
    Symbol,
    axes,
)
from jacobook.layout.formulas.measure import children
from jacobook.layout.formulas.statement import statement
from jacobook.notation.array_algebra import ArrayAlgebraPrinter
from jacobook.notation.bound_names import BoundNames
from jacobook.notation.brackets import bracket_beside
from jacobook.notation.code import (
    Binding,
    Code,
    closed,
    turned,
)
from jacobook.notation.function_names import known_patterns, pattern_of
from jacobook.notation.summed_exponents import summed_exponents
from jacobook.notation.visitor import unknown


class ArrayPrinter(ArrayAlgebraPrinter):
    """A printer of array code: `notation` is what records of functions call it, `module` the library's short name."""

    notation: ClassVar[str]
    reserved: ClassVar[frozenset[str]]
    of_complex: bool = False
    """Whether there are complex numbers in what is printed."""
    strict: ClassVar[bool] = False
    """Whether all of the library's functions take its own arrays of floating-point numbers and nothing else."""
    cross_product: ClassVar[str] = "cross"
    relations: ClassVar[Mapping[str, str]] = {
        "greater": ">",
        "greater_equal": ">=",
        "less": "<",
        "less_equal": "<=",
        "equal": "==",
        "not_equal": "!=",
    }

    @classmethod
    def naming(cls, formulas: Iterable[Formula], question: Collection[str] = ()) -> Self:
        """The printer of some formulas, the answer to a question with these names.

        Raises `Refused` where a name of theirs is that of a library.
        """
        found = [*formulas]
        printer = cls(BoundNames.of(cls.medium, cls.reserved, found, question))
        printer.of_complex = any(map(holds_complex, found))
        return printer

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
            inner = self.within({**self.bound, name: replace(closed, binding=Binding.ATOM, chain=False)})
            return inner.bind(rest, formula)
        inner = self.within({**self.bound, name: Code(name, array=meaning.array)})
        return self.with_name(name, meaning, Code(inner.bind(rest, formula))).text

    def within(self, bound: Mapping[str, Code]) -> Self:
        """The printer of what stands where these names are bound."""
        inner = copy(self)
        inner.bound = bound
        return inner

    # --- what differs between the libraries
    @abstractmethod
    def indicator(self, condition: str, *, array: bool) -> Code:
        """1.0 where a condition holds, 0.0 elsewhere; `array` if what is compared is surely an array."""

    def floating(self, code: Code) -> Code:
        """A value as a strict function accepts it."""
        return code

    # --- brackets as guards: 0 times what is not finite is no number, where(c, f, 0) is 0
    def hadamard(self, formula: Hadamard) -> Code:
        return self._guarded(formula) or super().hadamard(formula)

    def hadamard_quotient(self, formula: HadamardQuotient) -> Code:
        return self._guarded(formula) or super().hadamard_quotient(formula)

    def multiple(self, formula: Multiple) -> Code:
        return self._guarded(formula) or super().multiple(formula)

    def _guarded(self, formula: Formula) -> Code | None:
        """A product with a bracket and something that may not be finite as a choice; None for any other."""
        found = bracket_beside(formula, self.relations)
        if found is None:
            return None
        bracket, rest = found
        condition, array = self._condition(bracket)
        return self.chosen(condition, [self.visit(rest), Code("0", array=False)], array=array)

    # --- functions
    def apply(self, formula: Apply) -> Code:
        if formula.function in self.relations:
            condition, array = self._condition(formula)
            return self.indicator(condition, array=array)
        if formula.function == "where":
            condition, array = self._condition(formula.arguments[0])
            return self.chosen(condition, [self.visit(each) for each in formula.arguments[1:]], array=array)
        if (exponents := summed_exponents(formula)) is not None:
            return self.called("logsumexp", [exponents])
        if formula.function in ("softmax", "log_softmax", "logsumexp") and axes(formula.arguments[0]) != 1:
            raise Refused(f"{formula.function} of anything but a vector has no form in {self.medium} code")
        return self.called(formula.function, formula.arguments)

    def called(self, name: str, arguments: Sequence[Formula]) -> Code:
        function = pattern_of(name, self.notation, self.module)
        codes = [self.taken(name, argument) for argument in arguments]
        if function is None:
            return self._defined(name, arguments, codes)
        if function.strict or self.strict:
            codes = [self.floating(code) for code in codes]
        texts = [code.text if function.binding is Binding.ATOM else closed(code) for code in codes]
        return Code(function.pattern.format(*texts), function.binding)

    def taken(self, name: str, argument: Formula) -> Code:
        """An argument of a function as the library's takes it: real where it is complex by its type alone."""
        code = self.visit(argument)
        if not self.of_complex or isinstance(argument, Number | Size) or not self.takes_real(name):
            return code
        return self.real_part(code)

    def takes_real(self, name: str) -> bool:
        """Whether the library has a function of real numbers only; all that is asked for such values has real ones."""
        function = pattern_of(name, self.notation, self.module)
        return (
            function is not None
            and "scipy.special." in function.pattern
            and PRINTED_FUNCTIONS[name].kind == ELEMENTWISE
        )

    def real_part(self, code: Code) -> Code:
        """The real part of a value."""
        return replace(self.library("real", code.text), array=code.array)

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
        inner = self.within(bound).visit(statement(definition))
        for letter, code in given.items():
            if bound[letter] is not code:
                inner = self.with_name(bound[letter].text, code, inner)
        return inner

    def with_name(self, name: str, meaning: Code, body: Code) -> Code:
        """A body in which a name has a meaning."""
        return Code(f"(lambda {name}: {body.text})({meaning.text})", array=body.array)

    def _condition(self, formula: Formula) -> tuple[str, bool]:
        if isinstance(formula, Apply) and formula.function in self.relations:
            left, right = (self.taken(formula.function, each) for each in formula.arguments)
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
        is_known = formula.name in MATRIX_FUNCTIONS or formula.name in PRINTED_FUNCTIONS
        if formula.of_matrix and (formula.order or is_known):
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
            f"{self.medium} cannot differentiate {name}, which has no definition",
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


def _names(formula: Formula) -> list[str]:
    own = [formula.name] if isinstance(formula, Symbol) else []
    return own + [name for child in children(formula) for name in _names(child)]


def _sizes(formula: Formula) -> set[str]:
    found = {name for dimension in (formula.rows, formula.columns) for name in dimension.names}
    if isinstance(formula, Part):
        cuts = [cut for cut in (formula.row, formula.column) if cut is not None]
        found |= {name for cut in cuts for name in (*cut.start.names, *cut.length.names, cut.index)}
    if isinstance(formula, Size):
        found |= set(formula.dimension.names)
    return found.union(*map(_sizes, children(formula)))


__all__ = ["ArrayPrinter"]
