"""Lines of a computation put together: what is used once stands in its place, what is used twice has a name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from itertools import count

from jacobook.language.dimension import ONE
from jacobook.layout.backpropagation.adjoints import Backpropagation, Line
from jacobook.layout.forms.naming import rebuild
from jacobook.layout.forms.scaled_rows import merged_powers
from jacobook.layout.formulas import algebra
from jacobook.layout.formulas import formula as f
from jacobook.layout.formulas.factoring import combine
from jacobook.layout.formulas.measure import children, cost, pieces

_WORTH_SHARING = 3
_LETTERS = (("a", "b", "k"), ("a", "b", "k"), ("A", "B", "N"))


def names_used(formulas: Iterable[f.Formula]) -> Counter[str]:
    """How often each name stands in some formulas."""
    return Counter(piece.name for formula in formulas for piece in pieces(formula) if isinstance(piece, f.Symbol))


def tidied(found: Backpropagation) -> Backpropagation:
    """The lines with those that are used once in the place of their use, and without those that nothing uses.

    A step that only the next step needs stands in it; so does an adjoint that is used in one place.
    """
    forward, backward = list(found.forward), list(found.backward)
    kept = frozenset(found.gradients) | {forward[-1].symbol.name}
    forward, backward = _without_single_uses(forward, backward, kept)
    return replace(found, forward=tuple(forward), backward=tuple(backward))


def _without_single_uses(
    forward: list[Line], backward: list[Line], kept: Collection[str]
) -> tuple[list[Line], list[Line]]:
    return _put_together(forward, backward, kept), _put_together(backward, [], kept, aliases=True)


def _put_together(lines: list[Line], later: list[Line], kept: Collection[str], *, aliases: bool = False) -> list[Line]:
    """The lines with those that one line alone uses in its place; not those that `later` lines use, or `kept` ones."""
    uses = names_used(line.meaning for line in (*lines, *later))
    after = names_used(line.meaning for line in later)
    waiting: dict[str, Line] = {}
    found: list[Line] = []
    for line in lines:
        meaning = line.meaning
        for name in [name for name in names_used([meaning]) if name in waiting]:
            meaning = put_in(meaning, waiting[name])
        settled = replace(line, meaning=meaning)
        name = line.symbol.name
        single = uses[name] <= 1 or (aliases and isinstance(meaning, f.Symbol))
        if single and name not in kept and line.of not in kept and not after[name]:
            waiting[name] = settled
        else:
            found.append(settled)
    return found


def put_in(formula: f.Formula, line: Line) -> f.Formula:
    """The formula with the meaning of a line in the place of its name, brought to its usual form again."""
    if formula == line.symbol:
        return line.meaning
    if line.symbol not in _symbols(formula):
        return formula
    return settled_formula(rebuild(formula, lambda part: put_in(part, line)))


@lru_cache(maxsize=4096)
def _symbols(formula: f.Formula) -> frozenset[f.Symbol]:
    if isinstance(formula, f.Symbol):
        return frozenset([formula])
    return frozenset().union(*map(_symbols, children(formula)))


def settled_formula(formula: f.Formula) -> f.Formula:
    """A formula whose parts were replaced, in its usual form."""
    if isinstance(formula, f.Hadamard | f.HadamardQuotient) and f.is_column(formula):
        return merged_powers(formula)
    match formula:
        case f.Product(factors=factors):
            return algebra.product(*factors)
        case f.Hadamard(factors=factors):
            return algebra.hadamard(*factors)
        case f.HadamardQuotient(numerator=above, denominator=below):
            return algebra.hadamard(above, algebra.power(below, Fraction(-1)))
        case f.Transpose(body=body):
            return algebra.transpose(body)
        case f.Multiple(coefficient=coefficient, numerators=above, denominators=below, body=body):
            return algebra.multiple(coefficient, above, below, body)
        case f.Sum(terms=terms):
            return combine(terms)
        case f.Diagonal(body=body):
            return algebra.diagonal(body)
        case f.Trace(body=body):
            return algebra.trace(body)
        case f.DiagonalPart(body=body):
            return _diagonal_of(body)
        case _:
            return formula


def _diagonal_of(matrix: f.Formula) -> f.Formula:
    """diag(M), and u ⊙ v for the diagonal of u vᵀ."""
    part = algebra.split(matrix)
    body = part.body
    if isinstance(body, f.Product) and f.is_column(body.factors[0]):
        found = algebra.hadamard(body.factors[0], algebra.transpose(algebra.product(*body.factors[1:])))
        return algebra.multiple(part.coefficient, part.numerators, part.denominators, found)
    return algebra.diagonal_part(matrix)


# --------------------------------------------------------------------------------------------------- what has a name


def with_name(formula: f.Formula, symbol: f.Symbol, meaning: f.Formula) -> f.Formula:
    """The formula with a name wherever its meaning stands, whole, turned, or as a run of factors."""
    if formula == meaning:
        return symbol
    inner = rebuild(formula, lambda part: with_name(part, symbol, meaning))
    if inner == meaning:
        return symbol
    if isinstance(meaning, f.Product) and isinstance(inner, f.Product):
        for run, by in ((meaning.factors, symbol), (_turned(meaning.factors), algebra.transpose(symbol))):
            inner = _with_run(inner, run, by)
            if not isinstance(inner, f.Product):
                return inner
    if isinstance(meaning, f.Hadamard) and isinstance(inner, f.Hadamard):
        rest = Counter(inner.factors)
        rest.subtract(meaning.factors)
        if min(rest.values()) >= 0:
            return algebra.hadamard(symbol, *rest.elements())
    return inner


def _turned(factors: Sequence[f.Formula]) -> tuple[f.Formula, ...]:
    return tuple(algebra.transpose(factor) for factor in reversed(factors))


def _with_run(product: f.Product, run: Sequence[f.Formula], by: f.Formula) -> f.Formula:
    size = len(run)
    for start in range(len(product.factors) - size + 1):
        if product.factors[start : start + size] == tuple(run):
            return algebra.product(*product.factors[:start], by, *product.factors[start + size :])
    return product


def shared(found: Backpropagation, taken: Collection[str]) -> Backpropagation:
    """The lines in which what stands in several places of them has a name, and is computed once."""
    forward, backward = list(found.forward), list(found.backward)
    names = set(taken) | {line.symbol.name for line in (*forward, *backward)}
    for place in range(len(backward)):
        for line in (*forward, *backward[:place]):
            if not isinstance(line.meaning, f.Symbol) and cost(line.meaning)[0] > 1:
                meaning = with_name(backward[place].meaning, line.symbol, line.meaning)
                backward[place] = replace(backward[place], meaning=meaning)
    while (part := _repeated([line.meaning for line in backward])) is not None:
        symbol = _named(part, names)
        names.add(symbol.name)
        new = [replace(line, meaning=with_name(line.meaning, symbol, part)) for line in backward]
        first = next(place for place, line in enumerate(new) if line.meaning != backward[place].meaning)
        backward = [*new[:first], Line(symbol, part), *new[first:]]
    return replace(found, forward=tuple(forward), backward=tuple(backward))


def _named(part: f.Formula, taken: Collection[str]) -> f.Symbol:
    rank = (part.rows != ONE) + (part.columns != ONE)
    letters = _LETTERS[rank]
    name = next((each for each in letters if each not in taken), "")
    name = name or next(each for number in count(1) if (each := f"{letters[0]}_{number}") not in taken)
    return f.Symbol(name, part.rows, part.columns, rank)


def _repeated(formulas: Sequence[f.Formula]) -> f.Formula | None:
    """The largest part that stands in several places and is worth a name."""
    found: Counter[f.Formula] = Counter()
    for formula in formulas:
        for part in _parts(formula):
            found[part] += 1
    several = [part for part, times in found.items() if times > 1 and cost(part)[0] >= _least(part)]
    return max(several, key=cost, default=None)


def _least(part: f.Formula) -> int:
    """A product of matrices is worth a name, however short; of what is cheap only longer parts are."""
    return 2 if isinstance(part, f.Product) else _WORTH_SHARING


def _parts(formula: f.Formula) -> Iterable[f.Formula]:
    """The parts that may be named: no symbols, no bare products with 𝟏, no parts of a choice between cases."""
    if isinstance(formula, f.Apply) and formula.function == "where":
        return
    if isinstance(formula, f.Product | f.Hadamard | f.Sum | f.Apply | f.HadamardQuotient | f.Power | f.Inverse):
        if not f.is_row(formula):
            yield formula
        if isinstance(formula, f.Product):
            yield from _runs(formula)
    for child in children(formula):
        yield from _parts(child)


def _runs(product: f.Product) -> Iterable[f.Formula]:
    factors = product.factors
    for size in range(2, len(factors)):
        for start in range(len(factors) - size + 1):
            run = f.Product(factors[start : start + size])
            if not f.is_row(run) and not any(f.is_row(each) and each.rows == ONE for each in run.factors[1:]):
                yield run
