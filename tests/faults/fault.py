"""What a planted fault is, and what may catch one."""

from __future__ import annotations

from dataclasses import dataclass

ROOMS = ("language", "calculus", "layout", "notation", "proof", "derivation", "work", "document", "answers", "publish")
"""The rooms of the core, then what stands on them."""

KINDS = {
    "misread": "another question is answered than the one that was asked",
    "structure": "a symmetric, skew, diagonal or orthogonal variable is taken for another, or too early",
    "rule": "a rule of the calculus is wrong, or lacks a term",
    "sign": "a sign is lost",
    "order": "factors, layouts or stacked entries stand the other way round",
    "branch": "one side of a comparison is wrong, or was never met",
    "tie": "what holds where both sides of a comparison are equal",
    "size": "right for some sizes only",
    "singular": "right at generic points only: zeros, kinks, singular matrices",
    "domain": "valid on a part of the domain only",
    "condition": "what must hold is not said",
    "recognition": "a part is called by the name of another",
    "name": "a name that a printer makes is the question's own",
    "bracket": "a printed formula reads as another",
    "code": "printed code computes something else",
    "identity": "an identity that is typed by hand is wrong",
    "escaping": "text becomes markup",
    "stale": "what was made before is taken for what would be made now",
    "weak proof": "the proof passes what is wrong",
}
"""The kinds of fault, after the places where the tick once promised more than was checked."""


@dataclass(frozen=True, slots=True)
class Refused:
    """The command line must refuse to print the answer to a question, since the proof finds it wrong."""

    expression: str
    wrt: str
    where: str = ""
    more: tuple[str, ...] = ()

    def __str__(self) -> str:
        declared = f' --where "{self.where}"' if self.where else ""
        return " ".join(["derive", f'"{self.expression}"', f"--wrt {self.wrt}{declared}", *self.more])


@dataclass(frozen=True, slots=True)
class Selection:
    """Tests of which one must fail: what pytest is told to run."""

    selection: tuple[str, ...]
    keyword: str = ""

    def __str__(self) -> str:
        return " ".join([*self.selection, *([f'-k "{self.keyword}"'] if self.keyword else [])])


@dataclass(frozen=True, slots=True)
class Fault:
    """A mistake in one file (its path from the top): `old`, which stands there once, is replaced by `new`."""

    name: str
    room: str
    kind: str
    file: str
    old: str
    new: str
    caught_by: Refused | Selection


def failing(*selection: str, only: str | None = None) -> Selection:
    """Tests by their files below tests/, each with `::name` or without; `only` is an expression of their names."""
    return Selection(tuple(f"tests/{one}" for one in selection), only or "")
