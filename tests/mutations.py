"""A formula with one thing wrong: factors exchanged, a sign turned, a transpose dropped, a bracket misplaced."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from fractions import Fraction

from jacobook.language.dimension import ONE
from jacobook.layout.formulas import formula as f
from jacobook.layout.formulas.measure import children


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


def regroupings(formula: f.Formula) -> Iterator[f.Formula]:
    """The formula with brackets misplaced: (AB)⁻¹ as AB⁻¹, a/(bc) as (a/b)c, (Ax) ⊙ y as A(x ⊙ y), −(x²) as (−x)²."""
    yield from _regrouped(formula)
    for part in children(formula):
        for wrong in regroupings(part):
            yield _with(formula, part, wrong)


_ATTACHED = (f.Transpose, f.Inverse, f.MatrixPower, f.Power, f.Apply, f.Diagonal, f.Vec)


def _regrouped(formula: f.Formula) -> Iterator[f.Formula]:
    if isinstance(formula, _ATTACHED):
        inner = next(iter(children(formula)))
        match inner:
            case f.Product(factors=parts) | f.Sum(terms=parts) | f.Hadamard(factors=parts):
                field = "terms" if isinstance(inner, f.Sum) else "factors"
                yield replace(inner, **{field: (*parts[:-1], _attached(formula, parts[-1]))})
            case f.Multiple(body=body) if body is not None:
                yield replace(inner, body=_attached(formula, body))
            case f.Kronecker(left=left, right=right):
                yield f.Kronecker(left, _attached(formula, right))
    match formula:
        case f.Product(factors=(*first, f.Sum(terms=terms))):
            yield f.Sum((f.Product((*first, terms[0])), *terms[1:]))
        case f.Product(factors=(*first, f.Hadamard(factors=factors))):
            yield f.Hadamard((f.Product((*first, factors[0])), *factors[1:]))
        case f.Hadamard(factors=(f.Product(factors=factors), *rest)):
            yield f.Product((*factors[:-1], f.Hadamard((factors[-1], *rest))))
        case f.HadamardQuotient(numerator=f.Product(factors=factors), denominator=below):
            yield f.Product((*factors[:-1], f.HadamardQuotient(factors[-1], below)))
        case f.HadamardQuotient(numerator=above, denominator=f.HadamardQuotient(numerator=one, denominator=two)):
            yield f.HadamardQuotient(f.HadamardQuotient(above, one), two)
        case f.Kronecker(left=f.Product(factors=factors), right=right):
            yield f.Product((*factors[:-1], f.Kronecker(factors[-1], right)))
        case f.Multiple(denominators=(*first, last)):
            yield replace(formula, denominators=tuple(first), numerators=(*formula.numerators, last))
    if isinstance(formula, f.Multiple) and isinstance(formula.body, f.Sum):
        first, *rest = formula.body.terms
        yield f.Sum((replace(formula, body=first), *rest))


def _attached(formula: f.Formula, part: f.Formula) -> f.Formula:
    inner = next(iter(children(formula)))
    shaped = {"rows": part.rows, "columns": part.columns} if isinstance(formula, f.Apply) else {}
    changed = _with(formula, inner, part)
    return replace(changed, **shaped) if shaped else changed
