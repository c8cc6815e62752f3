"""Random questions over the whole language: proved exactly, and compared with JAX; hardly any without a matrix form.

`JACOBOOK_RANDOM=20000 pytest tests/layout/test_random_questions.py` asks so many more, from other seeds and deeper.
Questions that once failed are kept in `random_failures.txt` and are asked again each time.
"""

import os
from pathlib import Path

import pytest

from jacobook.derivation import derive
from jacobook.errors import Refused
from jacobook.proof.oracle.arrays import Unproved
from oracles import SIZES, jax_derivative, same_in_both_layouts, sample
from random_expressions import Question, question

pytestmark = pytest.mark.thorough

ASKED = int(os.environ.get("JACOBOOK_RANDOM", "400"))
BY_JAX = max(40, ASKED // 20)
KEPT = Path(__file__).with_name("random_failures.txt")


def _kept():
    lines = [line for line in KEPT.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    assert lines
    return [line.split(" | ") for line in lines]


def _outcome(asked: Question) -> str:
    """How a question ends: answered and proved, without a matrix form, or without a point at which to prove it.

    A wrong answer raises `Disproved` here, whose text is the witness.
    """
    try:
        derivation = derive(asked.expression, asked.wrt, asked.where)
    except Unproved:
        return "no point"
    assert derivation.verify().entries
    try:
        _ = derivation.answers
    except Refused:
        assert derivation.components.text
        return "no matrix form"
    return "proved"


def _questions(count, depth, start):
    return [question(seed, depth) for seed in range(start, start + count)]


def test_random_questions_are_answered_and_proved():
    outcomes = [_outcome(asked) for asked in _questions(ASKED, 3, 0)]
    assert outcomes.count("no matrix form") <= 0.02 * len(outcomes)
    assert outcomes.count("no point") <= 0.03 * len(outcomes)


def test_deeper_questions_are_answered_and_proved():
    outcomes = [_outcome(asked) for asked in _questions(ASKED // 4, 4, 1_000_000)]
    assert outcomes.count("proved") >= 0.9 * len(outcomes)


@pytest.mark.oracle
def test_random_questions_agree_with_jax(jax):
    compared = 0
    for asked in _questions(BY_JAX, 3, 2_000_000):
        try:
            derivation = derive(asked.expression, asked.wrt, asked.where)
            _ = derivation.answers
        except Refused:
            continue
        values = sample(derivation.variables, SIZES[0], 7)
        array = jax_derivative(derivation.expression, derivation.wrt, values, SIZES[0])
        compared += same_in_both_layouts(derivation, array, values, SIZES[0])
    assert compared >= 0.8 * BY_JAX


@pytest.mark.parametrize(("expression", "wrt", "where"), _kept(), ids=lambda value: str(value)[:30])
def test_what_once_failed_is_right(expression, wrt, where):
    derivation = derive(expression, wrt, where)
    assert derivation.verify().entries
