"""What printers of programs do beside those of expressions: no array is made that broadcasting or a sum avoids."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from jacobook.layout.formulas import algebra
from jacobook.layout.formulas.formula import (
    Apply,
    Determinant,
    DiagonalPart,
    Filled,
    Formula,
    Hadamard,
    HadamardQuotient,
    Number,
    Power,
    Product,
    Size,
    Sum,
    Symbol,
    Trace,
    Transpose,
    axes,
    is_column,
    is_row,
    is_scalar,
)
from jacobook.notation.array_code import ArrayPrinter
from jacobook.notation.code import Binding, Code, closed, times
from jacobook.notation.precedence import unsigned
from jacobook.notation.product_code import is_ones


class EconomicalPrinter(ArrayPrinter):
    """A printer of array code in which outer products with 𝟏 broadcast, traces are sums, and roots keep their digits.

    What is made anew has the precision, and the device, of the array called `like`.
    """

    like = ""

    def created(self, name: str, *arguments: str) -> Code:
        return self.library(name, *arguments, f"dtype={self.like}.dtype")

    # --- what broadcasting does
    def sum(self, formula: Sum) -> Code:
        if (special := self._special(formula)) is not None:
            return special
        return super().sum(Sum(tuple(self._spread(formula.terms))))

    def hadamard(self, formula: Hadamard) -> Code:
        return super().hadamard(Hadamard(tuple(self._spread(formula.factors))))

    def hadamard_quotient(self, formula: HadamardQuotient) -> Code:
        thin = _thin(formula.denominator) if axes(formula) == 2 else None
        if thin is None or _thin(formula.numerator) is not None or _all_ones(formula.numerator) is not None:
            return super().hadamard_quotient(formula)
        return super().hadamard_quotient(replace(formula, denominator=self._placed(formula.denominator, thin)))

    def _spread(self, parts: tuple[Formula, ...]) -> list[Formula]:
        """The parts of a sum or an element-wise product, with u for u𝟏ᵀ and v for 𝟏vᵀ beside whole matrices."""
        thin = [_thin(part) if axes(part) == 2 else None for part in parts]
        whole = [one is None and _all_ones(part) is None for one, part in zip(thin, parts, strict=True)]
        if not any(whole):
            return list(parts)
        return [part if one is None else self._placed(part, one) for one, part in zip(thin, parts, strict=True)]

    def _placed(self, part: Formula, thin: Formula) -> Formula:
        negative, magnitude = unsigned(thin)
        code = self.visit(magnitude)
        if is_column(thin):
            code = Code(f"{closed(code)}[:, None]")
        name = self.names.fresh(f"spread_{len(self.bound)}")
        self.bound = {**self.bound, name: code}
        placed = Symbol(name, part.rows, part.columns, 2)
        return algebra.negative(placed) if negative else placed

    # --- sums instead of products that are mostly thrown away
    def trace(self, formula: Trace) -> Code:
        body = formula.body
        if isinstance(body, Product) and len(body.factors) > 1:
            left, right = algebra.transpose(body.factors[0]), algebra.product(*body.factors[1:])
            return self.library("sum", times([self.visit(left), self.visit(right)]).text)
        return super().trace(formula)

    def diagonal_part(self, formula: DiagonalPart) -> Code:
        body = formula.body
        if isinstance(body, Product) and len(body.factors) > 1:
            left, right = body.factors[0], algebra.transpose(algebra.product(*body.factors[1:]))
            entries = times([self.visit(left), self.visit(right)])
            return entries if is_column(left) else self.library("sum", entries.text, "1")
        return super().diagonal_part(formula)

    def product(self, formula: Product) -> Code:
        first, last = formula.factors[0], formula.factors[-1]
        if len(formula.factors) == 2 and isinstance(first, Transpose) and is_ones(last) and axes(first) == 2:
            return self.library("sum", self.visit(first.body).text, "0")
        return super().product(formula)

    def _applied(self, factor: Formula, right: Code, rank: int) -> Code:
        # v @ M reads M as it lies in memory, and M.T @ v may copy it.
        if rank == 1 and isinstance(factor, Transpose) and isinstance(factor.body, Symbol):
            left = closed(right, Binding.TERM if right.chain else Binding.POWER)
            return Code(f"{left} @ {self.visit(factor.body).text}", Binding.TERM, chain=True)
        return super()._applied(factor, right, rank)

    # --- digits
    def power(self, formula: Power) -> Code:
        if isinstance(formula.base, Size) and isinstance(formula.exponent, Number) and formula.exponent.value > 0:
            above = self.number(formula.exponent)
            text = "0.5" if formula.exponent.value == Fraction(1, 2) else closed(above)
            return Code(f"{closed(self.visit(formula.base))} ** {text}", Binding.POWER, array=False)
        return super().power(formula)

    def apply(self, formula: Apply) -> Code:
        if formula.function == "log" and len(formula.arguments) == 1:
            argument = formula.arguments[0]
            if isinstance(argument, Determinant):
                return Code(f"{self.module}.linalg.slogdet({self.visit(argument.body).text})[1]")
            rest = _beside_one(argument)
            if rest is not None:
                return self.library("log1p", self.floating(self.visit(rest)).text)
        return super().apply(formula)

    def _special(self, formula: Sum) -> Code | None:
        """exp(u) − 1 without the loss of digits beside 0."""
        rest = _beside_one(formula, -1)
        if isinstance(rest, Apply) and rest.function == "exp":
            return self.library("expm1", self.floating(self.visit(rest.arguments[0])).text)
        return None


def _thin(formula: Formula) -> Formula | None:
    """The column u of u𝟏ᵀ, or the row vᵀ of 𝟏vᵀ, with the numbers before it."""
    part = algebra.split(formula)
    if not isinstance(part.body, Product):
        return None
    *front, last = part.body.factors
    first, *back = part.body.factors
    if is_ones(last) and is_row(last) and is_column(front[-1] if len(front) == 1 else algebra.product(*front)):
        return algebra.multiple(part.coefficient, part.numerators, part.denominators, algebra.product(*front))
    if is_ones(first) and is_column(first) and is_row(back[0] if len(back) == 1 else algebra.product(*back)):
        return algebra.multiple(part.coefficient, part.numerators, part.denominators, algebra.product(*back))
    return None


def _all_ones(formula: Formula) -> Formula | None:
    return formula if isinstance(algebra.split(formula).body, Filled) else None


def _beside_one(formula: Formula, sign: int = 1) -> Formula | None:
    """u of 1 + u, or of u − 1 with the other sign."""
    if not isinstance(formula, Sum) or len(formula.terms) != 2:
        return None
    for one, rest in (formula.terms, formula.terms[::-1]):
        number = one if isinstance(one, Number) else None
        part = algebra.split(one)
        whole = isinstance(part.body, Filled) and part.body.value == 1 and not part.numerators and not part.denominators
        if (number is not None and number.value == sign) or (whole and part.coefficient == sign):
            return rest
        if is_scalar(one) and part.body is None and not part.numerators and part.coefficient == sign:
            return rest if not part.denominators else None
    return None


__all__ = ["EconomicalPrinter"]
