"""Verdicts on claims: right and as which form, right under a condition, or wrong, why, and where it shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from jacobook.claims.witness import Witness
from jacobook.display import Displayed, Line, View
from jacobook.proof.verdict.certificate import Disproved


class Kind(StrEnum):
    """What became of a claim; of what can be said of it, the most helpful."""

    RIGHT = "right"
    CONVENTION = "right by another convention"
    SIGN = "wrong sign"
    FACTOR = "off by a factor"
    OTHER_QUESTION = "the answer to another question"
    CONDITION = "right under a condition"
    TERM_MISSING = "a term is missing"
    TERM_EXTRA = "a term too many"
    TRANSPOSE = "a transpose"
    SLIP = "a known mistake"
    SHAPE = "another shape"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was found about a claim that is not right, in a sentence; `conditions` under which it is."""

    kind: Kind
    sentence: str
    conditions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class Verdict(Displayed):
    """A claim judged.

    `right` is true only for what is right as it stands; `form` says as which: `numerator`, `denominator`, `backward`,
    `components`, `vec`, `differential`, `array`; None of a claim that is not. `every_size` says whether that is shown
    for every size, or at the points that were tried; None of what is not right. `conditions` are those under which it
    holds. `findings` are what was found, the most helpful first; `witness` has numbers that show it to be wrong.
    `read_as` is what was read, in the language, `text` and `latex` the same in print; `answer` is what it should be.
    """

    claim: str
    kind: Kind
    right: bool
    form: str | None
    also: tuple[str, ...]
    every_size: bool | None
    conditions: tuple[str, ...]
    sentences: tuple[str, ...]
    findings: tuple[Finding, ...] = ()
    witness: Witness | None = None
    read_as: str = ""
    text: str = ""
    latex: str = ""
    answer: str = ""

    @property
    def explanation(self) -> str:
        """What is to be said of the claim, the most helpful first."""
        return " ".join(self.sentences)

    def __bool__(self) -> bool:
        return self.right

    def __repr__(self) -> str:
        return f"<verdict on {self.claim}: {self.kind}. {self.explanation}>"

    def __str__(self) -> str:
        return f"{'✓' if self.right else '✗'} {self.explanation}"

    def _view(self) -> View:
        return View((Line(words=(str(self),)),), repr(self))

    @property
    def accepted(self) -> Verdict:
        """The verdict itself. Raises `Disproved` where the claim is not right, with what was found."""
        if not self.right:
            raise Disproved(f"{self.claim} is not right. {self.explanation}")
        return self

    @property
    def data(self) -> dict[str, Any]:
        """The verdict in values that JSON can write."""
        return {
            "claim": self.claim,
            "read_as": self.read_as,
            "text": self.text,
            "latex": self.latex,
            "right": self.right,
            "kind": str(self.kind),
            "form": self.form,
            "also": list(self.also),
            "every_size": self.every_size,
            "conditions": list(self.conditions),
            "sentences": list(self.sentences),
            "findings": [
                {"kind": str(one.kind), "sentence": one.sentence, "conditions": list(one.conditions)}
                for one in self.findings
            ],
            "witness": None if self.witness is None else witness_data(self.witness),
            "answer": self.answer,
        }


def witness_data(witness: Witness) -> dict[str, Any]:
    """A witness in values that JSON can write."""
    return {
        "sizes": dict(witness.sizes),
        "values": dict(witness.values),
        "expected": witness.expected,
        "given": witness.given,
    }


_ORDER = {kind: place for place, kind in enumerate(Kind)}


def in_order(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Findings, the most helpful first; of those that say the same, one."""
    return tuple(sorted(dict.fromkeys(findings), key=lambda one: _ORDER[one.kind]))
