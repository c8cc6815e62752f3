"""What a text was read as: the question in the language, the notation, and what was assumed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jacobook.errors import LanguageError, Location
from jacobook.language.grammar import ParsedExpression


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading of a text.

    `text` is the expression in the language and `parsed` what it means there. `notation` is what it was written in.
    `wrt` names the variables by which the text says that it is to be differentiated, once for each time; it is empty
    where the text says none. `declarations` are those given and those of the letters that nobody declared, by habit.
    `notes` are sentences on what was assumed; `claim` is the other side of an equation, as it was written.
    """

    text: str
    notation: str
    parsed: ParsedExpression
    declarations: Mapping[str, str]
    wrt: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    claim: str = ""


class SeveralReadings(LanguageError):
    """A text that can be read in more than one way, with all of them; whoever asks picks one."""

    def __init__(
        self,
        message: str,
        *,
        hint: str = "",
        location: Location | None = None,
        context: tuple[str, ...] = (),
        readings: Sequence[Reading] = (),
    ) -> None:
        super().__init__(message, hint=hint, location=location, context=context)
        self.readings = tuple(readings)

    def within(self, *context: str) -> SeveralReadings:
        return SeveralReadings(
            self.message,
            hint=self.hint,
            location=self.location,
            context=(*context, *self.context),
            readings=self.readings,
        )


def told_apart(written: str, readings: Sequence[Reading]) -> SeveralReadings:
    """The error that names every reading of a text."""
    lines = [f"{reading.text}" + (f"  ({'; '.join(reading.notes)})" if reading.notes else "") for reading in readings]
    message = f"this is ambiguous, with {len(readings)} readings: " + "; or ".join(lines)
    return SeveralReadings(
        message,
        hint="write the one that is meant, or declare the shapes of all names",
        location=Location(written, 0, max(1, len(written))),
        readings=readings,
    )
