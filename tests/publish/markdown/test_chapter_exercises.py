"""The exercises of the chapters: enough of them, each with wrong answers that are explained, and others like it."""

import re

import pytest

from jacobook.answers.exercises import judged_mistakes
from jacobook.exercise import read_exercise
from jacobook.publish.project.project import Project
from jacobook.work.cache import Cache

FENCE = re.compile(r"^(`{3,})exercise\n(.*?)^\1$", re.MULTILINE | re.DOTALL)
CHAPTERS = (
    *("scalar-rules", "partial-derivatives", "jacobians", "element-wise", "scalar-expansion", "sum-reduction"),
    *("chain-rules", "neuron", "loss", "backpropagation", "by-matrices", "vec", "second-derivatives"),
)


@pytest.fixture(scope="module")
def exercises(root):
    """Those of each chapter, read."""
    folder = root / "docs" / "learn"
    texts = {name: (folder / f"{name}.md").read_text("utf-8") for name in CHAPTERS}
    return {name: [read_exercise(match[2]) for match in FENCE.finditer(text)] for name, text in texts.items()}


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_chapter_has_six_exercises_with_hints_and_others_like_them(exercises, chapter):
    found = exercises[chapter]
    assert len(found) >= 6
    for one in found:
        if one.block is not None:
            assert one.hint, one.words
            assert len(one.wrong) >= 3, one.words
            assert one.variants, one.words


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_each_wrong_answer_is_explained(exercises, chapter, root):
    # What builds have judged is found in the checkout's cache.
    project = Project(root)
    for one in exercises[chapter]:
        if one.block is None:
            continue
        for mistake in judged_mistakes(one.block, one.wrong, Cache(project.cache), project.settings.written):
            assert mistake.said not in ("", "Wrong."), (one.words, mistake)
