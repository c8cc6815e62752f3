"""An exercise as the page has it: its question, hint and answer, others like it, and what a browser asks of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from jacobook.answers.exercises import judged_mistakes
from jacobook.answers.questions import answered_question
from jacobook.block import Block
from jacobook.document.pages.page import RulePage
from jacobook.document.setting.mathematics import written_in
from jacobook.exercise import Exercise
from jacobook.publish.markdown.answered_blocks import Workplace, render, workplace


@dataclass(frozen=True, slots=True)
class Task:
    """One question of an exercise: its page, its answer as it is rendered, and the question as a browser asks it."""

    page: RulePage
    order: int
    backward: bool
    upstream: str
    answer: str
    question: str


def render_exercise(exercise: Exercise, number: int, folder: Path | None = None) -> str:
    """The exercise as Markdown that the rest of the chain typesets; its number is that on its page.

    Raises what `render` raises, and `LanguageError` for an answer that is called wrong and is right.
    """
    work = workplace(folder)
    block = exercise.block
    mistakes = judged_mistakes(block, exercise.wrong, work.cache, work.notation) if block else ()
    tasks = tuple(_task(one, exercise, folder, work) for one in ((block, *exercise.variants) if block else ()))
    with written_in(work.notation):
        return work.templates.render(
            "markdown",
            "exercise.md.jinja",
            exercise=exercise,
            number=number,
            tasks=tasks,
            mistakes=mistakes,
        )


def _task(block: Block, exercise: Exercise, folder: Path | None, work: Workplace) -> Task:
    answered = answered_question(block, work.cache, work.notation)
    upstream = answered.backward.upstream.text if answered.backward is not None else ""
    asked = {"e": block.expression, "wrt": block.wrt, "w": block.where, "o": block.order, "b": exercise.backward}
    said = json.dumps({key: value for key, value in asked.items() if value}, ensure_ascii=False)
    return Task(answered.page, block.order, exercise.backward, upstream, render(block, folder), said)


__all__ = ["render_exercise"]
