"""Names for the parts of factorizations in an answer, and for the masks of their differentials: L = chol(A), Φ, F."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, count

from jacobook.language.differentiated import at_lengths, letters_at, meaning
from jacobook.language.expression import variables
from jacobook.language.functions.factorizations import Part, factorization_of
from jacobook.layout.forms.naming import name_parts, substitute
from jacobook.layout.formulas import formula as f
from jacobook.layout.formulas.measure import pieces
from jacobook.layout.formulas.statement import statement, symbol


def with_names(formula: f.Formula, taken: frozenset[str]) -> f.MatrixForm:
    """The form in which parts of factorizations have names, and composites that occur at least twice."""
    bare, definitions = factors_named(formula, taken)
    if not definitions:
        return name_parts(formula, taken)
    form = name_parts(bare, taken | {definition.symbol.name for definition in definitions})
    return f.MatrixForm(form.formula, (*definitions, *form.definitions), taken)


def factors_named(
    formula: f.Formula, taken: frozenset[str], known: Sequence[f.Definition] = ()
) -> tuple[f.Formula, list[f.Definition]]:
    """The formula with a name for each part of a factorization and each mask in it, and what these names mean.

    What is `known` under a name has it; new names are none of those taken.
    """
    definitions = [*known]
    while (found := _innermost(formula)) is not None:
        formula = substitute(formula, found, _named(found, taken, definitions))
    return formula, definitions[len(known) :]


def _innermost(formula: f.Formula) -> f.NamedFunction | None:
    """A part of a factorization of something that has no such parts itself."""
    for piece in pieces(formula):
        if isinstance(piece, f.NamedFunction) and factorization_of(piece.name) is not None:
            return _innermost(piece.argument) or piece
    return None


def _named(found: f.NamedFunction, taken: frozenset[str], definitions: list[f.Definition]) -> f.Symbol:
    """The symbol of a part or a mask, which is defined where it is not yet."""
    entry = factorization_of(found.name)
    assert entry is not None
    record, letter = entry
    part = record.part(letter)
    says: f.Formula = found
    shape = found.argument.rows, found.argument.columns
    if part.meaning:
        called = {}
        body = meaning(record.name, letter)
        letters = letters_at(record.name, shape)
        for other in variables(body):
            standing = symbol(letters[other])
            piece = f.NamedFunction(
                record.function(other), 0, found.argument, standing.rows, standing.columns, of_matrix=True
            )
            called[other] = _named(piece, taken, definitions).name
        says = statement(at_lengths(record.name, body, shape, called))
    for known in definitions:
        if known.meaning == says:
            return known.symbol
    used = taken | {definition.symbol.name for definition in definitions}
    letters = letters_at(record.name, shape, {letter: _name(part, used)})
    definitions.append(f.Definition(symbol(letters[letter]), says))
    return definitions[-1].symbol


def _name(part: Part, used: frozenset[str]) -> str:
    numbered = (f"{part.names[0].rstrip('_')}_{number}" for number in count(1))
    return next(name for name in chain(part.names, numbered) if name not in used)
