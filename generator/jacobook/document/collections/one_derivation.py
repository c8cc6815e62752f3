"""The one derivation that a book prints of an answer: the shortest of those that tell why."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from jacobook.document.collections.line_breaks import longest_part, signs
from jacobook.document.pages.page import PageDerivative, PageRoute, PageStep, RulePage
from jacobook.document.setting.mathematics import Mathematics

_AT_LENGTH = ("chain rule",)
_OF_LAYERS, _LAYERS = "backpropagation", "layers"
# Signs of a formula and letters of a reason that a line of a column takes.
_SIGNS, _LETTERS = 40, 56
# The longest piece that a column takes without smaller letters, and more signs than anybody reads.
_WIDEST, _AT_MOST = 44, 160
_MOST_REASONS = 2
"""A step that takes more than these at once hides what it should show."""


@dataclass(frozen=True, slots=True)
class ToldDerivation:
    """Lines that lead to an answer which stands above them; where a `reason` is all there is to say, there are none."""

    title: str
    steps: tuple[PageStep, ...]
    reason: str = ""
    layout: None = None

    def arrives_at(self, formula: Mathematics) -> bool:
        """Whether the last line says what an equation says."""
        return bool(self.steps) and formula.text.endswith(f" = {self.steps[-1].right.text}")


def one_derivation(page: RulePage, derivative: PageDerivative) -> ToldDerivation | None:
    """The derivation of an answer that says most in the fewest lines; None where none can be read in a column.

    Of a layer it is by backpropagation, if that is short enough.
    """
    told = [(route, _told(page, derivative, route)) for route in derivative.routes if route.name not in _AT_LENGTH]
    readable = [(route, lines) for route, lines in told if is_readable(lines)]
    if not readable:
        return None
    route, lines = min(readable, key=_ranking(_LAYERS in page.themes))
    if len(lines) == 1 and lines[0].line.text in {answer.equation.text for answer in derivative.answers}:
        return ToldDerivation(route.title, (), lines[0].reason)
    return ToldDerivation(route.title, lines) if lines else None


def is_readable(steps: Iterable[PageStep]) -> bool:
    """Whether every line finds room in a column, in letters that can be read, and is short enough to be."""
    return all(longest_part(step.line) <= _WIDEST and signs(step.line) <= _AT_MOST for step in steps)


def _ranking(of_layer: bool) -> Callable[[tuple[PageRoute, tuple[PageStep, ...]]], tuple[bool, bool, int]]:  # noqa: FBT001
    def rank(told: tuple[PageRoute, tuple[PageStep, ...]]) -> tuple[bool, bool, int]:
        route, lines = told
        crowded = any(step.reason.count(";") >= _MOST_REASONS for step in lines)
        return crowded, of_layer != (route.name == _OF_LAYERS), sum(map(_length, lines))

    return rank


def _told(page: RulePage, derivative: PageDerivative, route: PageRoute) -> tuple[PageStep, ...]:
    """The steps without what stands above them: the statement at their beginning, the answers at their end."""
    answers = {answer.equation.text for answer in derivative.answers}
    steps = [step for step in route.steps if step.layout is None]
    if steps and steps[0].line.text == page.equation.text:
        steps = steps[1:]
    told = [step for step in steps if step.line.text not in answers]
    return tuple(told or steps[-1:])


def _length(step: PageStep) -> int:
    """About how many lines a step takes in a column."""
    return 1 + signs(step.line) // _SIGNS + len(step.reason) // _LETTERS
