"""Exercises in a page's source: read, answered, wrong answers judged, and rendered to work without scripts."""

import json
import re
from html import unescape

import markdown
import pytest

from jacobook import derive
from jacobook.answers.exercises import judged_mistakes
from jacobook.block import Block
from jacobook.derivation import Derivation
from jacobook.errors import LanguageError
from jacobook.exercise import DRAWN, read_exercise
from jacobook.notation.options import BOOK
from jacobook.publish.markdown.page_errors import PageError
from jacobook.work.cache import Cache

WHOLE = r"""What is the Jacobian of $\mathbf{A}\mathbf{x} + \mathbf{b}$ with *respect* to $\mathbf{b}$?
expr: A @ x
  + b
wrt: b
where: A: m×n, x: n, b: m
hint: How does output $i$
  depend on `b`?
wrong: A
wrong: b
variants: A @ x - b; c * b
explain: Each output has its own bias.

  - a list
"""


@pytest.fixture
def converted():
    def convert(text):
        extensions = [
            *("pymdownx.superfences", "pymdownx.details", "md_in_html", "jacobook.publish.raw_html"),
            *("jacobook.publish.mathematics", "jacobook.publish.jacobian_blocks"),
        ]
        return markdown.Markdown(extensions=extensions).convert(text)

    return convert


@pytest.fixture(scope="module")
def page():
    """One page with an exercise of each kind, converted once."""
    extensions = [
        *("pymdownx.superfences", "md_in_html", "jacobook.publish.raw_html"),
        *("jacobook.publish.mathematics", "jacobook.publish.jacobian_blocks"),
    ]
    backward = "A layer.\nexpr: W @ x\nwrt: W\nwhere: W: m×n, x: n\nanswer: backward\n"
    paper = "Prove it.\nexplain: So:\n\n  ```jacobian\n  x @ x\n  wrt: x\n  ```\n"
    text = "\n\n".join(f"````exercise\n{body}````" for body in (WHOLE, backward, paper))
    return markdown.Markdown(extensions=extensions).convert(text)


def test_an_exercise_is_read():
    found = read_exercise(WHOLE)
    assert found.words.startswith("What is the Jacobian")
    assert found.block == Block("A @ x + b", "b", "A: m×n, x: n, b: m", show=("steps",))
    assert found.hint == "How does output $i$\ndepend on `b`?"
    assert found.wrong == ("A", "b")
    assert found.explain == "Each output has its own bias.\n\n- a list"
    assert {one.show for one in found.variants} == {()}
    # A variant has the declarations that it has a use for: others would be refused.
    assert {(one.expression, one.where) for one in found.variants} == {
        ("A @ x - b", "A: m×n, x: n, b: m"),
        ("c * b", "b: m"),
    }


def test_a_variant_may_have_its_own_variable_and_shapes_and_keeps_the_order():
    body = "Q\nexpr: x @ A @ x\nwrt: x\norder: 2\nwhere: A: n×n\nvariants: y @ A @ y wrt y where y: n, A: n×n symmetric"
    (found,) = read_exercise(body).variants
    assert (found.expression, found.wrt, found.where, found.order) == ("y @ A @ y", "y", "A: n×n symmetric, y: n", 2)


def test_what_is_drawn_is_always_the_same_and_within_its_bounds():
    body = "Q\nexpr: 5*x**4\nwrt: x\nvariants: {2..4}*{sin|cos}(x)"
    first, again = (read_exercise(body).variants for _ in range(2))
    assert first == again
    assert len({one.expression for one in first}) == DRAWN
    assert all(re.fullmatch(r"[234]\*(sin|cos)\(x\)", one.expression) for one in first)
    drawn = {read_exercise(f"Q\nexpr: {n}*x\nwrt: x\nvariants: {{2..4}}*x").variants[0].expression for n in range(12)}
    assert len(drawn) > 1
    # Where there is only one to draw, it is drawn once.
    assert len(read_exercise("Q\nexpr: x\nwrt: x\nvariants: {3..3}*x").variants) == 1


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("expr: x\nwrt: x", "begins with its question"),
        ("Q\nhint: h", "needs its answer"),
        ("Q\nwrong: x\nexplain: e", "wrong needs something to differentiate"),
        ("Q\nexpr: x\nwrt: x\nhints: h", "no option hints"),
        ("Q\nhints: h\nexpr: x\nwrt: x", "no option hints"),
        ("Q\nexpr: x\nexpr: y\nwrt: x", "gives expr twice"),
        ("Q\nexpr: x\nwrt: x\nhint:", "hint without a value"),
        ("Q\nexpr: x\nwrt: x\nanswer: forward", "derivative or backward, not forward"),
        ("Q\nexpr: x\nwrt: x\nvariants: {5..2}*x", "draws from nothing"),
        ("Q\nexpr: x\nwrt: x\norder: 7", "order of a jacobian block is 1 or 2"),
    ],
)
def test_what_an_exercise_cannot_mean_is_refused(body, message):
    with pytest.raises(LanguageError, match=re.escape(message)):
        read_exercise(body)


def test_words_may_hold_code_that_looks_like_an_option():
    found = read_exercise("Q\n```\nexpr: x\n```\nexplain: yes")
    assert found.words == "Q\n```\nexpr: x\n```"


def test_an_answer_that_is_called_wrong_and_is_right_stops_the_build(converted):
    with pytest.raises(PageError, match="given as a wrong answer, and is right"):
        converted("```exercise\nQ\nexpr: x @ x\nwrt: x\nwrong: x + x\n```")
    with pytest.raises(PageError, match=r"exercise 'Q': the wrong answer '2 \*': "):
        converted("```exercise\nQ\nexpr: x @ x\nwrt: x\nwrong: 2 *\n```")


def test_what_is_said_of_wrong_answers_is_remembered(tmp_path, monkeypatch):
    block = Block("x @ A @ x", "x", "A: n×n")
    judged = []
    matches = Derivation.matches
    monkeypatch.setattr(Derivation, "matches", lambda one, text: judged.append(text) or matches(one, text))
    first, again = (judged_mistakes(block, ("A @ x", "2 * A @ x"), Cache(tmp_path), BOOK) for _ in range(2))
    assert first == again
    assert judged == ["A @ x", "2 * A @ x"]
    for mistake in first:
        assert mistake.said == derive("x @ A @ x", "x", "A: n×n").matches(mistake.written).sentences[0]


def test_the_page_holds_question_hint_and_answer_without_a_script(page):
    assert [int(one) for one in re.findall(r'id="exercise-(\d+)"', page)] == [1, 2, 3]
    assert "<em>respect</em>" in page
    assert "$" not in page
    hint, answer = page.index('class="exercise-hint"'), page.index('class="exercise-answer"')
    assert hint < page.index("<code>b</code>") < answer < page.index("jacobian-block") < page.index("<li>a list</li>")
    assert "is wrong. This is the derivative with respect to x, not b." in page
    assert page.count("<summary>Another one like this</summary>") == 2
    assert page.count("<details") == page.count("</details>")
    assert page.count("<section") == page.count("</section>")


def test_the_questions_for_the_browser_are_those_that_were_answered(page):
    asked = [json.loads(unescape(one)) for one in re.findall(r'class="exercise-field" data-question="([^"]*)"', page)]
    assert [one["e"] for one in asked] in (
        ["A @ x + b", "A @ x - b", "c * b", "W @ x"],
        ["A @ x + b", "c * b", "A @ x - b", "W @ x"],
    )
    assert [one.get("b", False) for one in asked] == [False, False, False, True]
    for one in asked:
        assert derive(one["e"], one["wrt"], one["w"], one["o"]).numerator is not None


def test_a_gradient_given_the_upstream_gradient_is_answered_as_such(page):
    second = page[page.index('id="exercise-2"') : page.index('id="exercise-3"')]
    assert "Given the upstream gradient" in second


def test_an_exercise_for_paper_has_its_answer_in_words_and_blocks(page):
    third = page[page.index('id="exercise-3"') :]
    assert 'class="exercise-field"' not in third
    assert third.index("So:") < third.index('class="jacobian-block"')
