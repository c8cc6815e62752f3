"""The conditions of an answer put into words, with their formulas printed once in every notation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from jacobook.document.pages.condition import PageConditions, Phrase
from jacobook.document.setting.mathematics import Mathematics, written
from jacobook.layout.conditions.condition import Condition
from jacobook.notation.clause import Piece, formula_text, short
from jacobook.notation.condition import sentence


def page_conditions(conditions: Sequence[Condition]) -> PageConditions:
    """The conditions in every notation, as the document is written."""
    of_answer = [condition for condition in conditions if condition.only_of is None]
    return PageConditions(
        _phrase(sentence(conditions, reasons=True)), tuple(_phrase(short(condition)) for condition in of_answer)
    )


def _phrase(pieces: Iterable[Piece]) -> Phrase:
    return tuple(piece if isinstance(piece, str) else _mathematics(piece) for piece in pieces)


def _mathematics(piece: Piece) -> Mathematics:
    assert not isinstance(piece, str)
    notation = written()
    return Mathematics(*(formula_text(piece, name, notation) for name in ("latex", "typst", "text", "spoken")))
