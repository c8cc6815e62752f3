"""Formulas in variables and their conjugates, as they are shown: zᴴ for the transpose of z̄, ‖z‖ for the root of zᴴz."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from jacobook.errors import Refused
from jacobook.language.conjugates import COMPLEX, IMAGINARY_UNIT, conjugate_name, is_conjugate, without_conjugate
from jacobook.layout.formulas import algebra
from jacobook.layout.formulas import formula as f
from jacobook.layout.formulas.angles import with_angles
from jacobook.layout.formulas.measure import pieces
from jacobook.layout.formulas.rebuilding import rebuild

_HALF = f.Number(Fraction(1, 2))
_MARK = frozenset({"complex"})


def holds_complex(formula: f.Formula) -> bool:
    """Whether a formula holds complex variables or the imaginary unit."""
    return any(
        (isinstance(piece, f.Symbol) and not piece.properties.isdisjoint(COMPLEX))
        or (isinstance(piece, f.Constant) and piece.name == IMAGINARY_UNIT)
        for piece in pieces(formula)
    )


@dataclass(frozen=True, slots=True)
class Conjugated:
    """How formulas in the conjugates of these variables are shown; that of a Hermitian one is its transpose."""

    of: frozenset[str]
    hermitian: frozenset[str] = frozenset()

    def form(self, form: f.MatrixForm) -> f.MatrixForm:
        """An answer as it is shown. Raises `Refused` for a formula that means something else of complex numbers."""
        known = tuple(f.Definition(d.symbol, self.shown(d.meaning)) for d in form.definitions)
        return f.MatrixForm(self.shown(form.formula), known, form.names)

    def marked_form(self, form: f.MatrixForm) -> f.MatrixForm:
        """A form in which every complex number is declared as one."""
        known = tuple(f.Definition(d.symbol, self.marked(d.meaning)) for d in form.definitions)
        return f.MatrixForm(self.marked(form.formula), known, form.names)

    def marked(self, formula: f.Formula) -> f.Formula:
        """A formula in which every complex number is declared as one."""
        if isinstance(formula, f.Symbol):
            return replace(formula, properties=formula.properties | _MARK) if self.is_complex(formula.name) else formula
        return rebuild(formula, self.marked)

    def unmarked(self, formula: f.Formula) -> f.Formula:
        """The formula of which one is the marked one."""
        if isinstance(formula, f.Symbol):
            return replace(formula, properties=formula.properties - _MARK)
        return rebuild(formula, self.unmarked)

    def is_complex(self, name: str) -> bool:
        """Whether a name is that of a complex number, of a conjugate, or the imaginary unit."""
        return is_conjugate(name) or name in self.of or name in self.hermitian or name == IMAGINARY_UNIT

    def judged(self, formula: f.Formula) -> f.Formula:
        """A marked formula with the squares of absolute values as such, of which it is known that none is negative."""
        plain = self.squared(formula)
        if plain is None:
            return self.marked(formula) if isinstance(formula, f.Symbol) else rebuild(formula, self.judged)
        inner = self.marked(plain)
        size = f.Apply("abs", (inner,), formula.rows, formula.columns)
        whole = size if (plain.rows, plain.columns) == (formula.rows, formula.columns) else f.Norm(inner)
        return f.Power(whole, f.Number(Fraction(2)))

    def shown(self, formula: f.Formula) -> f.Formula:
        """A formula as it is shown. Raises `Refused`."""
        return self._shown(with_angles(formula, self.conjugate))

    def _shown(self, formula: f.Formula) -> f.Formula:
        match formula:
            case f.Symbol(name=name) if is_conjugate(name):
                return self._barred(self._shown(replace(formula, name=without_conjugate(name))))
            case f.Symbol(name=name) if name == IMAGINARY_UNIT:
                return f.Constant(IMAGINARY_UNIT)
            case f.Symbol(name=name) if name in self.of or name in self.hermitian:
                # Code writes the transpose of complex numbers otherwise than that of real ones.
                return replace(formula, properties=formula.properties | {"complex"})
            case f.Entry(body=f.Symbol(name=name) as body) if is_conjugate(name):
                return self._barred(replace(formula, body=replace(body, name=without_conjugate(name))))
            case f.Multiple() if (pair := self._pair(formula.numerators)) is not None:
                return self._shown(self._with_square(formula, *pair))
            case f.Product() if f.is_scalar(formula) and self._turns(turned := _turned(formula)) > self._turns(formula):
                return rebuild(turned, self._shown)
            case f.Norm(body=body) if self._counts(body) != (0, 0):
                raise Refused("a norm of complex numbers without a conjugate has no notation")
            case f.Transpose(body=f.Symbol()):
                return rebuild(formula, self._shown)
            case f.Transpose(body=body) if self.is_mostly_barred(body):
                return f.Transpose(self._barred(self._shown(self.conjugate(body))))
            case f.Power(base=base, exponent=f.Number(value=value)) if (norm := self._norm(base)) is not None:
                return norm if 2 * value == 1 else f.Power(norm, f.Number(2 * value))
            case f.Apply(function="sqrt", arguments=(f.Hadamard() as base,)) if (
                plain := self.squared(base)
            ) is not None:
                return f.Apply("abs", (self._shown(plain),), formula.rows, formula.columns)
            case f.Power(base=f.Hadamard() as base, exponent=exponent) if (
                exponent == _HALF and (plain := self.squared(base)) is not None
            ):
                return f.Apply("abs", (self._shown(plain),), formula.rows, formula.columns)
            case _:
                return rebuild(formula, self._shown)

    def _with_square(self, formula: f.Multiple, one: int, other: int) -> f.Formula:
        """A multiple in which a number and its conjugate are |u|²; what it divides by may lose as much."""
        above = formula.numerators
        plain = above[other if self._counts(above[one])[0] else one]
        rest = tuple(each for place, each in enumerate(above) if place not in (one, other))
        below = list(formula.denominators)
        for place, each in enumerate(below):
            match each:
                case f.Power(base=base, exponent=f.Number(value=value)) if self.squared(base) == plain and value > 1:
                    below[place] = f.Power(base, f.Number(value - 1))
                    return replace(formula, numerators=rest, denominators=tuple(below))
        square = f.Power(f.Apply("abs", (plain,), plain.rows, plain.columns), f.Number(Fraction(2)))
        whole = replace(formula, numerators=(square, *rest))
        return square if whole == f.Multiple(Fraction(1), (square,)) else whole

    def _pair(self, numerators: tuple[f.Formula, ...]) -> tuple[int, int] | None:
        """The places of a number and of its conjugate."""
        for place, one in enumerate(numerators):
            bar = self.conjugate(one)
            if bar in (one, algebra.transpose(one)):
                continue
            for other in range(place + 1, len(numerators)):
                if bar in (numerators[other], algebra.transpose(numerators[other])):
                    return place, other
        return None

    def _turns(self, formula: f.Formula) -> int:
        """How many factors of a product are conjugate transposes."""
        factors = formula.factors if isinstance(formula, f.Product) else ()
        return sum(isinstance(each, f.Transpose) and self.is_mostly_barred(each.body) for each in factors)

    @staticmethod
    def _barred(formula: f.Formula) -> f.Formula:
        return f.Apply("conj", (formula,), formula.rows, formula.columns)

    def _norm(self, base: f.Formula) -> f.Formula | None:
        """‖v‖ for the root of v̄ᵀv, or |u| for that of ū u."""
        plain = self.squared(base)
        if plain is None or isinstance(base, f.Hadamard):
            return None
        if f.is_scalar(plain):
            return f.Apply("abs", (self._shown(plain),), plain.rows, plain.columns)
        return f.Norm(self._shown(plain), "2" if f.is_column(plain) else "frobenius")

    def squared(self, base: f.Formula) -> f.Formula | None:
        """That of which a formula is the sum of the squares of absolute values, or each of them; None of any other."""
        match base:
            case f.Product(factors=(f.Transpose(body=left), right)) if f.is_column(right):
                one, other = left, right
            case f.Product(factors=factors) if f.is_scalar(base) and self._is_gram(base):
                half = factors[len(factors) // 2 :]
                plain = f.Product(half) if len(half) > 1 else half[0]
                return plain if self._counts(plain)[0] <= self._counts(plain)[1] else self.conjugate(plain)
            case f.Multiple(coefficient=Fraction(numerator=1, denominator=1), numerators=(one, other)) if (
                not base.denominators and base.body is None
            ):
                pass
            case f.Trace(body=f.Product(factors=(f.Transpose(body=one), other))):
                pass
            case f.Hadamard(factors=(one, other)):
                pass
            case _:
                return None
        if self._counts(base) == (0, 0) or self.conjugate(one) != other:
            return None
        return other if self._counts(other)[0] <= self._counts(one)[0] else one

    def gram(self, formula: f.Formula) -> f.Formula | None:
        """Z of a Gram matrix ZᴴZ; None of any other."""
        match formula:
            case f.Product(factors=(f.Transpose(body=one), other)) if self.conjugate(one) == other:
                return other
            case _:
                return None

    def is_identity_and_gram(self, formula: f.Formula) -> bool:
        """Whether a matrix is I + BBᴴ, which is positive definite."""
        match formula:
            case f.Sum(terms=(f.Identity(), other)) | f.Sum(terms=(other, f.Identity())):
                return self._is_gram(other)
            case _:
                return False

    def _is_gram(self, formula: f.Formula) -> bool:
        factors = formula.factors if isinstance(formula, f.Product) else ()
        half, odd = divmod(len(factors), 2)
        turned = [algebra.transpose(self.conjugate(factor)) for factor in reversed(factors)]
        return bool(factors) and not odd and list(factors[:half]) == turned[:half]

    def conjugate(self, formula: f.Formula) -> f.Formula:
        """The conjugate, moved to the variables."""
        match formula:
            case f.Symbol(name=name) if is_conjugate(name):
                return replace(formula, name=without_conjugate(name))
            case f.Symbol(name=name) if name in self.of:
                return replace(formula, name=conjugate_name(name))
            case f.Symbol(name=name) if name in self.hermitian:
                return algebra.transpose(formula)
            case f.Symbol(name=name) if name == IMAGINARY_UNIT:
                return algebra.negative(formula)
            case f.Transpose(body=f.Symbol(name=name) as body) if name in self.hermitian:
                return body
            case f.Multiple(numerators=above, denominators=below):
                units = sum(map(_is_unit, (*above, *below)))
                changed = rebuild(formula, lambda each: each if _is_unit(each) else self.conjugate(each))
                assert isinstance(changed, f.Multiple)
                return replace(changed, coefficient=changed.coefficient * (-1) ** units)
            case _:
                return rebuild(formula, self.conjugate)

    def is_mostly_barred(self, formula: f.Formula) -> bool:
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


def _is_unit(formula: f.Formula) -> bool:
    return isinstance(formula, f.Symbol) and formula.name == IMAGINARY_UNIT


def _turned(formula: f.Product) -> f.Product:
    """A product, which is a number, read from its end."""
    return f.Product(tuple(algebra.transpose(factor) for factor in reversed(formula.factors)))
