"""Formulas in variables and their conjugates, as they are shown: zᴴ for the transpose of z̄, ‖z‖ for the root of zᴴz."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from jacobook.errors import Refused
from jacobook.language.conjugates import IMAGINARY_UNIT, conjugate_name, is_conjugate
from jacobook.layout.formulas import algebra
from jacobook.layout.formulas import formula as f
from jacobook.layout.formulas.rebuilding import rebuild

_HALF = f.Number(Fraction(1, 2))


@dataclass(frozen=True, slots=True)
class Conjugated:
    """How formulas in the conjugates of these variables are shown; that of a Hermitian one is its transpose."""

    of: frozenset[str]
    hermitian: frozenset[str] = frozenset()

    def form(self, form: f.MatrixForm) -> f.MatrixForm:
        """An answer as it is shown. Raises `Refused` for a formula that means something else of complex numbers."""
        known = tuple(f.Definition(d.symbol, self.shown(d.meaning)) for d in form.definitions)
        return f.MatrixForm(self.shown(form.formula), known, form.names)

    def shown(self, formula: f.Formula) -> f.Formula:
        """A formula as it is shown. Raises `Refused`."""
        match formula:
            case f.Symbol(name=name) if is_conjugate(name):
                return self._barred(replace(formula, name=name[5:-1]))
            case f.Symbol(name=name) if name == IMAGINARY_UNIT:
                return f.Constant(IMAGINARY_UNIT)
            case f.Norm(body=body) if self._counts(body) != (0, 0):
                raise Refused("a norm of complex numbers without a conjugate has no notation")
            case f.Transpose(body=f.Symbol()):
                return rebuild(formula, self.shown)
            case f.Transpose(body=body) if self._is_mostly_barred(body):
                return f.Transpose(self._barred(self.shown(self.conjugate(body))))
            case f.Power(base=base, exponent=exponent) if exponent == _HALF and (norm := self._norm(base)) is not None:
                return norm
            case f.Apply(function="sqrt", arguments=(f.Hadamard(factors=(left, right)),)) if (
                self.conjugate(left) == right
            ):
                return f.Apply("abs", (self.shown(right),), formula.rows, formula.columns)
            case f.Power(base=f.Hadamard(factors=(left, right)), exponent=exponent) if (
                exponent == _HALF and self.conjugate(left) == right
            ):
                return f.Apply("abs", (self.shown(right),), formula.rows, formula.columns)
            case _:
                return rebuild(formula, self.shown)

    @staticmethod
    def _barred(formula: f.Formula) -> f.Formula:
        return f.Apply("conj", (formula,), formula.rows, formula.columns)

    def _norm(self, base: f.Formula) -> f.Formula | None:
        """‖v‖ for the root of v̄ᵀv, or |u| for that of ū u."""
        match base:
            case f.Product(factors=(f.Transpose(body=left), right)) if f.is_column(right):
                one, other = left, right
            case f.Multiple(coefficient=Fraction(numerator=1, denominator=1), numerators=(one, other)) if (
                not base.denominators and base.body is None
            ):
                pass
            case f.Trace(body=f.Product(factors=(f.Transpose(body=one), other))):
                pass
            case _:
                return None
        if self._counts(base) == (0, 0) or self.conjugate(one) != other:
            return None
        plain = other if self._counts(other)[0] <= self._counts(one)[0] else one
        if f.is_scalar(plain):
            return f.Apply("abs", (self.shown(plain),), plain.rows, plain.columns)
        return f.Norm(self.shown(plain), "2" if f.is_column(plain) else "frobenius")

    def conjugate(self, formula: f.Formula) -> f.Formula:
        """The conjugate, moved to the variables."""
        match formula:
            case f.Symbol(name=name) if is_conjugate(name):
                return replace(formula, name=name[5:-1])
            case f.Symbol(name=name) if name in self.of:
                return replace(formula, name=conjugate_name(name))
            case f.Symbol(name=name) if name in self.hermitian:
                return algebra.transpose(formula)
            case f.Symbol(name=name) if name == IMAGINARY_UNIT:
                return algebra.negative(formula)
            case f.Transpose(body=f.Symbol(name=name) as body) if name in self.hermitian:
                return body
            case _:
                return rebuild(formula, self.conjugate)

    def _is_mostly_barred(self, formula: f.Formula) -> bool:
        barred, plain = self._counts(formula)
        return barred > plain

    def _counts(self, formula: f.Formula) -> tuple[int, int]:
        """How many conjugates a formula holds, and how many complex variables as they are."""
        found = [0, 0]

        def count(part: f.Formula) -> f.Formula:
            if isinstance(part, f.Symbol):
                found[0] += is_conjugate(part.name)
                found[1] += part.name in self.of
                return part
            return rebuild(part, count)

        count(formula)
        return found[0], found[1]
