"""What becomes of a proof: an answer that is proved is remembered, one that is disproved is refused."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Protocol, TypeVar

from jacobook.proof.verdict.certificate import Certificate, Disproved

_REPORT = "This is a bug in Jacobook, not in the question. Please report it with the question."
MOST_REMEMBERED = 128
"""Proved answers that are kept for when they are asked for again."""


class Provable(Protocol):
    """What can be proved."""

    def verify(self) -> Certificate:
        """Its certificate. Raises `Disproved`."""


Answer = TypeVar("Answer", bound=Provable)


def remembered(content: tuple[object, ...], answer: Answer) -> Answer:
    """The answer after its proof; that to an earlier question of the same content, which is not proved again."""
    found = _proved(_Question(content, answer))
    assert isinstance(found, type(answer))
    return found


@dataclass(frozen=True, slots=True)
class _Question:
    """An answer known by what was asked."""

    content: tuple[object, ...]
    answer: Provable = field(compare=False)


@lru_cache(maxsize=MOST_REMEMBERED)
def _proved(question: _Question) -> Provable:
    question.answer.verify()
    return question.answer


def forget() -> None:
    """Forget every answer."""
    _proved.cache_clear()


@contextmanager
def refusing(question: str) -> Iterator[None]:
    """Turn what disproves a derived answer into a refusal that says whose fault it is; the witness stays with it."""
    try:
        yield
    except Disproved as wrong:
        if _REPORT in wrong.hint:
            # It was said of a part of the question, and stands for the whole.
            raise
        told = "\n  ".join(filter(None, (wrong.hint, _REPORT)))
        raise Disproved(
            f"{question} was derived, but failed the proof and is not shown: {wrong.message}",
            hint=told,
            location=wrong.location,
            context=wrong.context,
            witness=wrong.witness,
        ) from None
