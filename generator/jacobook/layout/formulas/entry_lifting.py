"""What holds of an entry for all of its indices, as what holds of the array: xᵢ² + 1 for all i, as x² + 𝟏."""

from __future__ import annotations

from jacobook.layout.formulas import algebra
from jacobook.layout.formulas import formula as f
from jacobook.layout.formulas.measure import pieces


def lifted(formula: f.Formula) -> f.Formula | None:
    """The array of the values that a scalar takes as its indices run; None where it has none, or no such array."""
    found = list(pieces(formula))
    if any(isinstance(piece, f.IndexSum | f.Delta | f.FunctionDerivative) for piece in found):
        return None
    entries = [piece for piece in found if isinstance(piece, f.Entry)]
    if not entries or any(entry.indices != entries[0].indices for entry in entries):
        return None
    return _array(formula)


def _array(formula: f.Formula) -> f.Formula | None:
    """The array of a formula that holds entries; a scalar without any stays one."""
    match formula:
        case f.Entry(body=body, indices=(first, second)) if first == second:
            return algebra.diagonal_part(body)
        case f.Entry(body=body, indices=(_,)) if f.is_row(body):
            return algebra.transpose(body)
        case f.Entry(body=body):
            return body
        case f.Sum(terms=terms):
            return _sum(_arrays(terms))
        case f.Multiple(numerators=above, denominators=below, body=body):
            return _multiple(formula, _arrays((*above, *(() if body is None else (body,)))), _arrays(below))
        case f.Power(base=base, exponent=exponent):
            parts = _arrays((base, exponent))
            return None if parts is None or f.is_scalar(parts[0]) else f.Power(*parts)
        case f.Apply(function=name, arguments=arguments):
            return _apply(name, _arrays(arguments))
        case _:
            return None if any(isinstance(piece, f.Entry) for piece in pieces(formula)) else formula


def _arrays(parts: tuple[f.Formula, ...]) -> list[f.Formula] | None:
    found = [_array(part) for part in parts]
    return None if any(part is None for part in found) else [part for part in found if part is not None]


def _apply(name: str, parts: list[f.Formula] | None) -> f.Formula | None:
    if parts is None:
        return None
    shape = next((part for part in parts if not f.is_scalar(part)), parts[0])
    return f.Apply(name, tuple(parts), shape.rows, shape.columns)


def _sum(parts: list[f.Formula] | None) -> f.Formula | None:
    if parts is None:
        return None
    shape = next((part for part in parts if not f.is_scalar(part)), None)
    if shape is None:
        return f.Sum(tuple(parts))
    ones = f.Filled(1, shape.rows, shape.columns)
    return f.Sum(tuple(algebra.multiple(1, (part,), (), ones) if f.is_scalar(part) else part for part in parts))


def _multiple(formula: f.Multiple, above: list[f.Formula] | None, below: list[f.Formula] | None) -> f.Formula | None:
    if above is None or below is None:
        return None
    factors, divisors = ([part for part in parts if not f.is_scalar(part)] for parts in (above, below))
    body = algebra.hadamard(*factors) if factors else None
    if divisors:
        shape = divisors[0]
        divisor = algebra.hadamard(*divisors)
        body = f.HadamardQuotient(f.Filled(1, shape.rows, shape.columns) if body is None else body, divisor)
    numbers, divided = ([part for part in parts if f.is_scalar(part)] for parts in (above, below))
    return algebra.multiple(formula.coefficient, numbers, divided, body)
