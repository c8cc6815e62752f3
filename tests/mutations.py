"""A formula with one thing wrong: two factors exchanged, a sign turned, a transpose or an inverse dropped."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from fractions import Fraction

from jacobook.language.dimension import ONE
from jacobook.layout import formula as f
from jacobook.layout.measure import children


def mutations(formula: f.Formula) -> Iterator[tuple[str, f.Formula]]:
    """What is wrong, and the formula in which it is; what comes out the same by definition is left out."""
    yield from _here(formula)
    if isinstance(formula, f.Differential):
        return
    for part in children(formula):
        for what, wrong in mutations(part):
            # Round a trace two factors may be exchanged, and a number, or a square of one, has no side.
            if isinstance(formula, f.Trace) and "exchanged" in what and len(_factors(part)) == 2:
                continue
            yield what, _with(formula, part, wrong)


def _factors(formula: f.Formula) -> tuple[f.Formula, ...]:
    return formula.factors if isinstance(formula, f.Product) else ()


def _here(formula: f.Formula) -> Iterator[tuple[str, f.Formula]]:  # noqa: C901 - one branch a kind
    match formula:
        case f.Product(factors=factors):
            for k in range(len(factors) - 1):
                wrong = (*factors[:k], factors[k + 1], factors[k], *factors[k + 2 :])
                yield "factors exchanged", f.Product(wrong)
        case f.Kronecker(left=left, right=right):
            yield "factors exchanged", f.Kronecker(right, left)
        case f.HadamardQuotient(numerator=above, denominator=below):
            yield "turned upside down", f.HadamardQuotient(below, above)
        case f.Sum(terms=terms):
            for k, term in enumerate(terms):
                yield "sign turned", f.Sum((*terms[:k], _negative(term), *terms[k + 1 :]))
                rest = terms[:k] + terms[k + 1 :]
                yield "term dropped", rest[0] if len(rest) == 1 else f.Sum(rest)
        case f.Multiple():
            yield "sign turned", _negative(formula)
            yield "doubled", replace(formula, coefficient=2 * formula.coefficient)
        case f.Transpose(body=body):
            yield "transpose dropped", body
        case f.Inverse(body=body):
            yield "inverse dropped", body
        case f.Power(base=base, exponent=exponent):
            yield "exponent raised", f.Power(base, f.Sum((exponent, f.Number(Fraction(1)))))
        case f.Symbol(rank=2):
            yield "transposed", f.Transpose(formula)
        case f.Differential():
            yield "sign turned", _negative(formula)
            if ONE not in (formula.rows, formula.columns):
                yield "transposed", f.Transpose(formula)
        case f.FunctionDerivative():
            yield "sign turned", _negative(formula)


def _negative(formula: f.Formula) -> f.Formula:
    return f.Multiple(Fraction(-1), body=formula)


def _with(formula: f.Formula, part: f.Formula, wrong: f.Formula) -> f.Formula:
    """The formula with one of its direct parts replaced, the first that is the same."""
    for field in fields(formula):
        value = getattr(formula, field.name)
        if value is part:
            return replace(formula, **{field.name: wrong})
        if isinstance(value, tuple) and any(item is part for item in value):
            place = next(k for k, item in enumerate(value) if item is part)
            return replace(formula, **{field.name: (*value[:place], wrong, *value[place + 1 :])})
    raise AssertionError("the part is not there")
