"""Conditions as a document holds them: words with formulas in them, printed in every notation."""

from __future__ import annotations

from dataclasses import dataclass

from jacobook.document.setting.mathematics import Mathematics

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


def _source(phrase: Phrase, notation: str) -> str:
    marks = "$" if notation in ("latex", "typst") else ""
    return "".join(p if isinstance(p, str) else f"{marks}{getattr(p, notation)}{marks}" for p in phrase)
