"""One method for each kind of formula: what every printer is built on."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import Generic, TypeVar, assert_never

from jacobook.errors import Refused
from jacobook.layout.formulas.formula import (
    Apply,
    Block,
    Commutation,
    Constant,
    Cross,
    CrossMatrix,
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
    MatrixPower,
    Multiple,
    NamedFunction,
    Norm,
    Number,
    Part,
    Partial,
    Power,
    Product,
    Size,
    Sum,
    Symbol,
    Trace,
    Transpose,
    Triangular,
    Unvec,
    Vec,
)

Result = TypeVar("Result")


class Visitor(ABC, Generic[Result]):
    """A function of formulas, given case by case."""

    def visit(self, formula: Formula) -> Result:  # noqa: C901 (one branch for each kind of formula is the whole method)
        """The result for a formula, by its kind."""
        match formula:
            case Symbol():
                return self.symbol(formula)
            case Number():
                return self.number(formula)
            case Constant():
                return self.constant(formula)
            case Size():
                return self.size(formula)
            case Identity():
                return self.identity(formula)
            case Filled():
                return self.filled(formula)
            case Commutation():
                return self.commutation(formula)
            case Sum():
                return self.sum(formula)
            case Multiple():
                return self.multiple(formula)
            case Product():
                return self.product(formula)
            case Hadamard():
                return self.hadamard(formula)
            case HadamardQuotient():
                return self.hadamard_quotient(formula)
            case Power():
                return self.power(formula)
            case Transpose():
                return self.transpose(formula)
            case Inverse():
                return self.inverse(formula)
            case MatrixPower():
                return self.matrix_power(formula)
            case Diagonal():
                return self.diagonal(formula)
            case DiagonalPart():
                return self.diagonal_part(formula)
            case Trace():
                return self.trace(formula)
            case Determinant():
                return self.determinant(formula)
            case Norm():
                return self.norm(formula)
            case Kronecker():
                return self.kronecker(formula)
            case KhatriRao():
                return self.khatri_rao(formula)
            case Vec():
                return self.vec(formula)
            case Unvec():
                return self.unvec(formula)
            case Part():
                return self.part(formula)
            case Block():
                return self.block(formula)
            case Triangular():
                return self.triangular(formula)
            case Apply():
                return self.apply(formula)
            case Cross():
                return self.cross(formula)
            case CrossMatrix():
                return self.cross_matrix(formula)
            case FiniteSum():
                return self.finite_sum(formula)
            case FunctionValue():
                return self.function_value(formula)
            case FunctionDerivative():
                return self.function_derivative(formula)
            case NamedFunction():
                return self.named_function(formula)
            case Entry():
                return self.entry(formula)
            case Delta():
                return self.delta(formula)
            case IndexSum():
                return self.index_sum(formula)
            case Differential():
                return self.differential(formula)
            case Partial():
                return self.partial(formula)
            case _:
                assert_never(formula)

    @abstractmethod
    def symbol(self, formula: Symbol) -> Result: ...

    @abstractmethod
    def number(self, formula: Number) -> Result: ...

    @abstractmethod
    def constant(self, formula: Constant) -> Result: ...

    @abstractmethod
    def size(self, formula: Size) -> Result: ...

    @abstractmethod
    def identity(self, formula: Identity) -> Result: ...

    @abstractmethod
    def filled(self, formula: Filled) -> Result: ...

    @abstractmethod
    def commutation(self, formula: Commutation) -> Result: ...

    @abstractmethod
    def sum(self, formula: Sum) -> Result: ...

    @abstractmethod
    def multiple(self, formula: Multiple) -> Result: ...

    @abstractmethod
    def product(self, formula: Product) -> Result: ...

    @abstractmethod
    def hadamard(self, formula: Hadamard) -> Result: ...

    @abstractmethod
    def hadamard_quotient(self, formula: HadamardQuotient) -> Result: ...

    @abstractmethod
    def power(self, formula: Power) -> Result: ...

    @abstractmethod
    def transpose(self, formula: Transpose) -> Result: ...

    @abstractmethod
    def inverse(self, formula: Inverse) -> Result: ...

    @abstractmethod
    def matrix_power(self, formula: MatrixPower) -> Result: ...

    @abstractmethod
    def diagonal(self, formula: Diagonal) -> Result: ...

    @abstractmethod
    def diagonal_part(self, formula: DiagonalPart) -> Result: ...

    @abstractmethod
    def trace(self, formula: Trace) -> Result: ...

    @abstractmethod
    def determinant(self, formula: Determinant) -> Result: ...

    @abstractmethod
    def norm(self, formula: Norm) -> Result: ...

    @abstractmethod
    def kronecker(self, formula: Kronecker) -> Result: ...

    @abstractmethod
    def khatri_rao(self, formula: KhatriRao) -> Result: ...

    @abstractmethod
    def vec(self, formula: Vec) -> Result: ...

    @abstractmethod
    def unvec(self, formula: Unvec) -> Result: ...

    @abstractmethod
    def part(self, formula: Part) -> Result: ...

    @abstractmethod
    def block(self, formula: Block) -> Result: ...

    @abstractmethod
    def triangular(self, formula: Triangular) -> Result: ...

    @abstractmethod
    def apply(self, formula: Apply) -> Result: ...

    @abstractmethod
    def cross(self, formula: Cross) -> Result: ...

    @abstractmethod
    def cross_matrix(self, formula: CrossMatrix) -> Result: ...

    @abstractmethod
    def finite_sum(self, formula: FiniteSum) -> Result: ...

    @abstractmethod
    def function_value(self, formula: FunctionValue) -> Result: ...

    @abstractmethod
    def function_derivative(self, formula: FunctionDerivative) -> Result: ...

    @abstractmethod
    def named_function(self, formula: NamedFunction) -> Result: ...

    @abstractmethod
    def entry(self, formula: Entry) -> Result: ...

    @abstractmethod
    def delta(self, formula: Delta) -> Result: ...

    @abstractmethod
    def index_sum(self, formula: IndexSum) -> Result: ...

    @abstractmethod
    def differential(self, formula: Differential) -> Result: ...

    @abstractmethod
    def partial(self, formula: Partial) -> Result: ...


def unknown(what: str, name: str, medium: str, known: Iterable[str]) -> Refused:
    """The refusal to print a function or a constant that a printer's table does not have."""
    return Refused(f"the {what} {name!r} has no form in {medium}", hint=f"Known: {', '.join(sorted(known))}.")


__all__ = ["Visitor", "unknown"]
