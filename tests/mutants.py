"""Printed forms with one thing wrong: a term less, another sign, a product turned round, a K in place of Kᵀ."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import chain

from jacobook.language.dimension import ONE, Dimension
from jacobook.layout.forms.naming import rebuild
from jacobook.layout.formulas import formula as f
from jacobook.layout.formulas.measure import pieces

FUNCTIONS = {
    "sin": "cos",
    "cos": "sin",
    "exp": "sinh",
    "sigmoid": "tanh",
    "greater": "less",
    "greater_equal": "greater",
    "less": "less_equal",
    "less_equal": "less",
    "log": "exp",
    "sign": "abs",
    "relu": "abs",
    "softplus": "relu",
    "erf": "tanh",
}


def mutants(formula: f.Formula) -> Iterator[tuple[str, f.Formula]]:
    """What was changed, and the formula with one piece changed so; some of them are right by chance."""
    for piece in pieces(formula):
        for what, changed in chain(_of_matrices(piece), _of_sums(piece), _of_functions(piece)):
            yield what, _replaced(formula, piece, changed)


def _replaced(formula, piece, changed):
    """The formula with the first occurrence of a piece changed."""
    found = False

    def visit(part):
        nonlocal found
        if found:
            return part
        if part is piece:
            found = True
            return changed
        return rebuild(part, visit)

    return visit(formula)


def _negative(formula):
    return f.Multiple(Fraction(-1), (), (), formula)


def _without(parts, position):
    return parts[:position] + parts[position + 1 :]


def _is_square(formula):
    return formula.rows == formula.columns != ONE


def _of_matrices(piece):
    match piece:
        case f.Transpose(body=body) if _is_square(piece):
            yield "a transposition is missing", body
        case f.Symbol(rank=2) if _is_square(piece):
            yield "a matrix is transposed", f.Transpose(piece)
        case f.Product(factors=factors):
            for i in range(len(factors) - 1):
                if _is_square(factors[i]) and factors[i].rows == factors[i + 1].rows == factors[i + 1].columns:
                    turned = factors[i + 1], factors[i]
                    yield "two factors are turned round", f.Product((*factors[:i], *turned, *factors[i + 2 :]))
        case f.Kronecker(left=left, right=right):
            yield "a Kronecker product is turned round", f.Kronecker(right, left)
        case f.KhatriRao(left=left, right=right):
            yield "a Khatri–Rao product is turned round", f.KhatriRao(right, left)
        case f.Commutation(m=m, n=n):
            yield "K is transposed", f.Commutation(n, m)
            yield "K is missing", f.Identity(piece.rows)
        case f.Identity(rows=rows):
            yield "I is 𝟏", f.Filled(1, rows, rows)
            if len(rows.symbols) == 2:
                yield "I is K", f.Commutation(*map(Dimension.of, rows.symbols))


def _of_sums(piece):
    match piece:
        case f.Sum(terms=terms):
            for i, term in enumerate(terms):
                rest = _without(terms, i)
                yield "a term is missing", rest[0] if len(rest) == 1 else f.Sum(rest)
                yield "a sign is wrong", f.Sum((*terms[:i], _negative(term), *terms[i + 1 :]))
        case f.Multiple():
            yield "a coefficient is wrong", replace(piece, coefficient=2 * piece.coefficient)
            yield "a sign is wrong", replace(piece, coefficient=-piece.coefficient)
            for i in range(len(piece.numerators)):
                if len(piece.numerators) > 1 or piece.body is not None:
                    yield "a factor is missing", replace(piece, numerators=_without(piece.numerators, i))
            for i, denominator in enumerate(piece.denominators):
                yield "a denominator is missing", replace(piece, denominators=_without(piece.denominators, i))
                yield "a denominator is squared", replace(piece, denominators=(*piece.denominators, denominator))
        case f.Size(dimension=dimension):
            for name in {"m", "n"} - {*dimension.symbols}:
                yield "another dimension", f.Size(Dimension.of(name))
        case f.Hadamard(factors=factors):
            rest = factors[1:]
            yield "a factor is missing", rest[0] if len(rest) == 1 else f.Hadamard(rest)
            if _is_square(piece):
                yield "⊙ is a matrix product", f.Product(factors)
        case f.HadamardQuotient(numerator=above, denominator=below):
            yield "⊘ is turned round", f.HadamardQuotient(below, above)
        case f.Power(base=base, exponent=f.Number(value=value)):
            yield "an exponent is wrong", f.Power(base, f.Number(value + 1))
            yield "an exponent is missing", base


def _of_functions(piece):
    match piece:
        case f.Inverse(body=body):
            yield "an inverse is missing", body
            yield "an inverse is transposed", f.Transpose(piece)
        case f.Diagonal(body=body):
            yield "diag(v) is v𝟏ᵀ", f.Product((body, f.Filled(1, ONE, body.rows)))
        case f.Apply(function=name) if name in FUNCTIONS:
            yield "another function", replace(piece, function=FUNCTIONS[name])
        case f.Trace(body=body):
            yield "tr is det", f.Determinant(body)
        case f.Determinant(body=body):
            yield "det is tr", f.Trace(body)
        case f.Norm(body=body, kind=kind):
            yield "another norm", f.Norm(body, "frobenius" if kind == "1" else "1")
        case f.Cross(left=left, right=right):
            yield "a cross product is turned round", f.Cross(right, left)
        case f.FunctionDerivative() if _is_square(piece) and piece.layout:
            yield "a derivative is transposed", piece.turned
