"""Forms that hold for each slice of arrays, or are added up over them, in every notation: as code for all at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from jacobook.answer_display import view_of_slices
from jacobook.depth import within_depth
from jacobook.derivation.passes import BackwardAnswer, ForwardAnswer, Pass
from jacobook.derivation.printed_form import PrintedForm
from jacobook.display import Shown, View, Words
from jacobook.errors import Refused
from jacobook.layout.formulas import formula as f
from jacobook.notation.notations import NOTATIONS, WORDED
from jacobook.notation.sliced import Loop, for_each

_BEFORE = {"text": ", ", "spoken": ", ", "latex": r" ", "typst": " "}


def _no_code(notation: str) -> str:
    raise Refused(f"this form has no {notation} code")


class ForEach(PrintedForm):
    """What holds for each place on some axes: `loops` say for which, `codes` gives the code for all of them."""

    __slots__ = ()

    left: f.Formula
    loops: tuple[Loop, ...]
    lengths: tuple[str, ...]
    legend: str
    codes: Callable[[str], str]

    @property
    def shape(self) -> tuple[str, ...]:  # type: ignore[override]
        """The lengths of all axes of what the code gives."""
        return self.lengths

    @within_depth
    def printed(self, notation: str) -> str:
        """The form in a notation by name. Raises `Refused` where that cannot say it."""
        if notation not in WORDED:
            return self.codes(notation)
        said = NOTATIONS[notation].form(self.form, self.names)
        return _BEFORE[notation].join(filter(None, (said, for_each(self.loops, notation))))

    @property
    def each(self) -> Words:
        """For which slices it holds."""
        told = Shown(*(for_each(self.loops, name) for name in ("latex", "mathml", "text")))
        return (told,) if told.text else ()

    def _view(self) -> View:
        return view_of_slices(
            self, f"{self.called}, {'×'.join(self.lengths)}" if self.lengths else self.called, repr(self)
        )


@dataclass(frozen=True, slots=True, repr=False)
class EachBackward(ForEach, BackwardAnswer):
    """A backward pass for each slice of the variable, added up over what is not an axis of it."""

    loops: tuple[Loop, ...] = ()
    lengths: tuple[str, ...] = ()
    legend: str = ""
    codes: Callable[[str], str] = field(default=_no_code, compare=False)

    @property
    def numerator(self) -> BackwardAnswer:
        """Raises `Refused`: an array of more than two axes has no transpose."""
        raise Refused("a backward pass of arrays with more than two axes is not printed in numerator layout")

    def backward(self, upstream: str = "V", by: str = "") -> BackwardAnswer:  # noqa: ARG002 (there is none)
        """Raises `Refused`."""
        raise Refused(
            "a second backward pass of arrays with more than two axes is not supported",
            hint="ask for that of one slice, which has at most two axes",
        )


@dataclass(frozen=True, slots=True, repr=False)
class EachForward(ForEach, ForwardAnswer):
    """A forward pass for each slice of the value, added up over what is not an axis of it."""

    loops: tuple[Loop, ...] = ()
    lengths: tuple[str, ...] = ()
    legend: str = ""
    codes: Callable[[str], str] = field(default=_no_code, compare=False)


@dataclass(frozen=True, slots=True, repr=False)
class EachInLayout(ForEach, Pass):
    """The derivative of each slice of the value by that of the variable, in one layout."""

    loops: tuple[Loop, ...] = ()
    lengths: tuple[str, ...] = ()
    legend: str = ""
    codes: Callable[[str], str] = field(default=_no_code, compare=False)
