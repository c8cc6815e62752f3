"""The answers that an exercise expects to be wrong, judged: each must be, and what is said of it is kept."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from pydantic import TypeAdapter, ValidationError

from jacobook.answers.engine_key import engine_key
from jacobook.block import Block
from jacobook.errors import LanguageError
from jacobook.notation.options import Notation
from jacobook.work.cache import Cache, key_of

if TYPE_CHECKING:
    from jacobook.claims.verdict import Verdict

KIND = "exercises"


@dataclass(frozen=True, slots=True)
class Mistake:
    """A wrong answer: as it was written, as it was read, what kind of mistake it is, and what is said of it."""

    written: str
    latex: str
    text: str
    kind: str
    said: str


_ADAPTER = TypeAdapter(tuple[Mistake, ...])


def judged_mistakes(
    block: Block, wrong: tuple[str, ...], cache: Cache | None, notation: Notation
) -> tuple[Mistake, ...]:
    """What is said of each wrong answer to a question, from the cache where it has it.

    Raises `LanguageError` for an answer that is right after all, or that cannot be read, and what `derive` raises.
    """
    if not wrong:
        return ()
    question = (block.expression, block.wrt, block.where, block.order)
    key = key_of(engine_key(), question, wrong, asdict(notation))
    known = cache.get(KIND, key) if cache is not None else None
    if known is not None:
        with suppress(ValidationError):
            return _ADAPTER.validate_json(known)
    found = tuple(_judged(block, wrong))
    if cache is not None:
        cache.put(KIND, key, _ADAPTER.dump_json(found))
    return found


def _judged(block: Block, wrong: tuple[str, ...]) -> list[Mistake]:
    # It loads SymPy, of which a build that remembers its exercises has no need.
    from jacobook.derivation import derive  # noqa: PLC0415

    derivation = derive(block.expression, block.wrt, block.where, block.order)
    found = []
    for written in wrong:
        try:
            verdict = derivation.matches(written)
        except LanguageError as error:
            raise error.within(f"the wrong answer {written!r}") from None
        if verdict.right:
            raise LanguageError(
                f"{written} is given as a wrong answer, and is right: {verdict.explanation}", hint="leave it out"
            )
        found.append(Mistake(written, verdict.latex, verdict.text, str(verdict.kind), _said(verdict)))
    return found


def _said(verdict: Verdict) -> str:
    """The most helpful that was found; where nothing was, the smallest numbers that show it to be wrong."""
    if verdict.findings or verdict.witness is None:
        return verdict.sentences[0]
    return verdict.witness.sentence


__all__ = ["Mistake", "judged_mistakes"]
