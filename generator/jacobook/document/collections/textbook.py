"""The textbook: chapters with exercises, and hints and answers at the back, in the layout that its reader thinks in."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from jacobook.document.collections.cheatsheet import SHEET_TITLES, Engine, Paper
from jacobook.document.collections.line_breaks import longest_part, signs
from jacobook.document.collections.reference import INTRODUCTIONS
from jacobook.document.figures.figure import DataFlow
from jacobook.document.figures.flow_folding import folded
from jacobook.document.pages.page import PageRoute
from jacobook.document.setting.environment import Templates
from jacobook.document.setting.mathematics import Mathematics
from jacobook.document.textbook.pieces import Chapter, Question, Task
from jacobook.layout.forms.counting import number_word
from jacobook.layout.formulas.layouts import Layout

_TEMPLATES: dict[Engine, str] = {"typst": "learn.typ.jinja", "latex": "learn.tex.jinja"}
# In units of a drawing: in a wider one, letters would be smaller than 8 points.
_WIDEST = 850
# How many signs of a derivation fit into a line, in letters that can be read, and how many anybody would read.
_IN_A_LINE, _AT_MOST = 99, 300


@dataclass(frozen=True, slots=True)
class Textbook:
    """All that the templates print."""

    title: str
    subtitle: str
    introduction: str
    layout: Layout
    paper: Paper
    lessons: tuple[Chapter, ...]
    version: str
    date: datetime.date | None

    @property
    def tasks(self) -> tuple[Task, ...]:
        """The exercises of all lessons."""
        return tuple(task for lesson in self.lessons for task in lesson.tasks)

    @property
    def asked(self) -> int:
        """How many questions the lessons ask and answer, those of the exercises among them."""
        answered = sum(task.question is not None for task in self.tasks)
        return answered + sum(1 for lesson in self.lessons for _ in lesson.questions)

    def steps(self, question: Question) -> tuple[PageRoute, ...]:
        """The way to an answer that its page unfolds, in each layout that is printed, if it can be read."""
        layout = question.layout(self.layout)
        shown = [route for route in question.derivative.routes if layout.shows(route.layout)]
        first = [route for route in shown if route.name == shown[0].name]
        return tuple(route for route in first if all(_is_readable(step.line) for step in route.steps))

    def drawn(self, drawing: DataFlow) -> DataFlow:
        """A data-flow graph as it is printed: in several rows where one would be too small to read."""
        return folded(drawing, _WIDEST)


def _is_readable(formula: Mathematics) -> bool:
    return longest_part(formula) <= _IN_A_LINE and signs(formula) <= _AT_MOST


def textbook_name(layout: Layout, paper: Paper) -> str:
    """The name of a textbook's files, without an ending."""
    return f"learn-{layout}-{paper}"


def textbook(
    chapters: Sequence[Chapter],
    templates: Templates,
    *,
    engine: Engine,
    layout: Layout,
    paper: Paper,
    version: str,
    date: datetime.date | None = None,
) -> str:
    """The source of the textbook for an engine; the same chapters always give the same text."""
    count = sum(chapter.number > 0 for chapter in chapters)
    noun = "chapter" if count == 1 else "chapters"
    book = Textbook(
        title="Matrix calculus",
        subtitle=f"{number_word(count)} {noun} with exercises, in {SHEET_TITLES[layout]}",
        introduction=INTRODUCTIONS[layout],
        layout=layout,
        paper=paper,
        lessons=tuple(chapters),
        version=version,
        date=date,
    )
    return templates.render(engine, _TEMPLATES[engine], book=book)
