"""Certificates, in data and in words: what was checked, and how well it agreed; or the numbers that disprove it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import TypeVar

import mpmath

from jacobook.calculus.projection import target
from jacobook.display import Displayed, Line, View
from jacobook.errors import Location, Refused
from jacobook.proof.points.reach import EVERY_SIZE, THESE_SIZES
from jacobook.proof.verdict.wording import counted, power_of_ten, sizes_tried


@dataclass(frozen=True, slots=True)
class Witness:
    """Numbers that disprove an answer: where, what it should be there, and what it is."""

    what: str
    sizes: Mapping[str, int]
    entry: str
    expected: str
    given: str
    text: str = ""


class Disproved(Refused):
    """An answer that is wrong, with the numbers that show it where there are any."""

    def __init__(
        self,
        message: str,
        *,
        hint: str = "",
        location: Location | None = None,
        context: tuple[str, ...] = (),
        witness: Witness | None = None,
    ) -> None:
        super().__init__(message, hint=hint, location=location, context=context)
        self.witness = witness

    def within(self, *context: str) -> Disproved:
        return Disproved(
            self.message,
            hint=self.hint,
            location=self.location,
            context=(*context, *self.context),
            witness=self.witness,
        )


Found = TypeVar("Found")


def unless_refused(ask: Callable[[], Found]) -> Found | None:
    """What is asked for, or None where it is refused. Raises `Disproved`, which is no refusal but a fault."""
    try:
        return ask()
    except Disproved:
        raise
    except Refused:
        return None


@dataclass(frozen=True, slots=True, repr=False)
class Certificate(Displayed):
    """What was checked: at which sizes, at how many points, how many entries, and how well they agreed.

    `sizes` is the first assignment of numbers to dimension symbols, `assignments` are all of them. `digits` is the
    number of decimal digits that agree; with `exact`, the numbers are rational and equal. `largest_error` is relative,
    but absolute for rounding beside a true zero. `projections` are the
    structures onto which the derivatives were projected before they were compared. `unmet` says in words what was not
    met: sides of comparisons, sizes. `bound` is a decimal number: with no greater probability a wrong answer passes at
    these sizes (`proof.residues`); it is empty where none is claimed.
    `every_size` says whether the
    printed matrix forms, read back into indices, equal the component form, for every size (`proof.every_size`); None
    where that was not asked, or there are none. `given_upstream` is that of a backward pass, whose upstream gradient is
    part of each point; with `by_steps` each of its steps was proved by itself, and the whole along random directions.
    `by_parts` is how many entries were compared at complex points as well, by real and imaginary parts.
    """

    sizes: Mapping[str, int]
    assignments: tuple[Mapping[str, int], ...]
    points: int
    entries: int
    exact: bool
    digits: int
    largest_error: str
    projections: tuple[str, ...] = ()
    unmet: tuple[str, ...] = ()
    bound: str = ""
    every_size: bool | None = None
    given_upstream: bool = False
    by_steps: bool = False
    by_parts: int = 0

    @property
    def reach(self) -> str:
        """What the proof reaches, in three words to stand beside a rule; empty where no sizes are to be spoken of."""
        if self.every_size is None or not self.sizes:
            return ""
        return EVERY_SIZE if self.every_size else THESE_SIZES

    @property
    def verdict(self) -> str:
        """What was shown, in a few words for one line below an answer: "Proved for every size"."""
        if self.by_steps:
            return "Proved step by step"
        if self.reach:
            return f"Proved {self.reach}"
        return "Proved" if self.every_size else "Checked"

    def __str__(self) -> str:
        return self.sentence

    def _view(self) -> View:
        return View((Line(words=(self.sentence,), sign="✓"),), f"<certificate: {self.verdict}>")

    @property
    def sentence(self) -> str:
        """What was checked, in words."""
        tried = sizes_tried(self.assignments)
        sizes = f"at {tried}, " if tried else ""
        points = "one random point" if self.points == 1 else f"{self.points} random points"
        points += ", each with a random upstream gradient" if self.given_upstream else ""
        entries = counted(self.entries, "entry", "entries")
        onto = " and the ".join(map(target, self.projections))
        projected = f" projected onto the {onto}" if onto else ""
        equal = "exactly equal" if self.exact else f"equal to {self.digits} digits"
        unmet = f" Not met: {'; '.join(self.unmet)}." if self.unmet else ""
        said = f"{self._opening} {sizes}at {points} ({entries}{projected}, {equal}); {self._chance}.{unmet}"
        return f"{said}{self._parts}"

    @property
    def _parts(self) -> str:
        """The other road to a derivative by a complex variable."""
        if not self.by_parts:
            return ""
        compared = counted(self.by_parts, "entry", "entries")
        return f" Checked at complex points too, along real and imaginary parts ({compared}, equal to 30 digits)."

    @property
    def _opening(self) -> str:
        """What was proved without points, and what was checked at points."""
        if self.by_steps:
            return "Proved step by step. The whole was checked along a random direction"
        if self.every_size:
            where = f" {EVERY_SIZE}" if self.sizes else ""
            if self.given_upstream:
                return f"Proved{where}: the printed form and the index form agree symbolically. Checked"
            agree = "the matrix and component forms agree symbolically"
            return f"Proved{where}: {agree}. The component form was checked"
        if self.reach:
            return f"Proved {THESE_SIZES}, not {EVERY_SIZE}: checked"
        return "Checked"

    @property
    def _chance(self) -> str:
        if not self.bound:
            return "no error probability is claimed"
        where = f"{THESE_SIZES} " if self.sizes else ""
        return f"{where}a wrong answer would pass with probability below {power_of_ten(self.bound)}"


def together(certificates: Sequence[Certificate]) -> tuple[tuple[tuple[int, ...], Certificate], ...]:
    """Certificates that say the same but for their figures, as one each, with their places.

    One stands for its group: its entries are those of all, its probability and its error the largest.
    """
    groups: dict[str, list[int]] = {}
    for place, one in enumerate(certificates):
        parts = min(one.by_parts, 1)
        alike = replace(one, entries=1, bound="1" if one.bound else "", largest_error="0", by_parts=parts)
        said = repr([getattr(alike, each.name) for each in fields(alike)])
        groups.setdefault(said, []).append(place)
    return tuple((tuple(places), _joined([certificates[place] for place in places])) for places in groups.values())


def _joined(alike: Sequence[Certificate]) -> Certificate:
    return replace(
        alike[0],
        entries=sum(one.entries for one in alike),
        by_parts=sum(one.by_parts for one in alike),
        bound=max((one.bound for one in alike), key=lambda bound: float(bound or 0)),
        largest_error=max((one.largest_error for one in alike), key=mpmath.mpf),
    )
