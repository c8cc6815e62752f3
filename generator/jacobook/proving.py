"""What becomes of a proof: an answer that is disproved is refused, in words for whoever asked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from jacobook.proof.certificate import Disproved


@contextmanager
def refusing(question: str) -> Iterator[None]:
    """Turn what disproves a derived answer into a refusal that says whose fault it is; the witness stays with it."""
    try:
        yield
    except Disproved as wrong:
        hint = "This is a fault of Jacobook and not of the question. Please report it, with the question."
        told = "\n  ".join(filter(None, (wrong.hint, hint)))
        raise Disproved(
            f"{question} was derived, found wrong and is not shown: {wrong.message}",
            hint=told,
            location=wrong.location,
            context=wrong.context,
            witness=wrong.witness,
        ) from None
