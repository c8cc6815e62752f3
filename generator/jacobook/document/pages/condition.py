"""Conditions as a document holds them: words with formulas in them, printed once in every notation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from jacobook.document.setting.mathematics import Mathematics, written
from jacobook.layout.conditions.condition import Condition
from jacobook.notation.clause import Piece, formula_text, short
from jacobook.notation.condition import sentence

Phrase = tuple[str | Mathematics, ...]


@dataclass(frozen=True, slots=True)
class PageConditions:
    """What must hold: a sentence about all of it (empty where nothing must), and each condition of the answer in short.

    What only the component form or the differential needs is said in the sentence alone.
    """

    sentence: Phrase = ()
    short: tuple[Phrase, ...] = ()

    @property
    def source(self) -> dict[str, str]:
        """The sentence by notation, with formulas between dollars in LaTeX and Typst."""
        return {name: _source(self.sentence, name) for name in ("latex", "typst", "text", "spoken")}


NO_CONDITIONS = PageConditions()


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


def _source(phrase: Phrase, notation: str) -> str:
    marks = "$" if notation in ("latex", "typst") else ""
    return "".join(p if isinstance(p, str) else f"{marks}{getattr(p, notation)}{marks}" for p in phrase)
