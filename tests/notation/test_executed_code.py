"""The array form and the NumPy code of every rule, and of random questions, run and held against the derivatives."""

import os

import pytest

from executed import assert_array_form, assert_numpy
from jacobook.catalogue.loader import load
from jacobook.derivation import derive
from jacobook.errors import Refused
from jacobook.proof.oracle.arrays import Unproved
from random_expressions import question

pytestmark = pytest.mark.thorough

ASKED = int(os.environ.get("JACOBOOK_RANDOM", "150"))


def _derivations(rule):
    for asked in (rule, *rule.examples):
        yield from (derive(asked.expr, item, asked.where, asked.order) for item in asked.wrt)


def _runs(derivation):
    """Whether the code runs: it does where no function is known by name only."""
    return not derivation.parsed.functions


# The code of complex answers is run at complex points in tests/derivation/test_complex_chapter.py, that of arrays of
# more than two axes, which have no matrix form, in tests/derivation/test_many_axes.py.
REAL = [chapter for chapter in load().chapters if chapter.id not in ("complex", "arrays")]


@pytest.mark.parametrize("chapter", REAL, ids=lambda chapter: chapter.id)
def test_the_code_of_every_rule_has_the_entries_of_the_derivative(chapter):
    derivations = [d for rule in chapter.rules for d in _derivations(rule) if _runs(d)]
    refused = 0
    for derivation in derivations:
        try:
            assert assert_array_form(derivation)
            assert assert_numpy(derivation)
        except Refused:
            refused += 1
    # NumPy has no derivative of a matrix function, for one.
    assert refused <= 0.25 * len(derivations)


def test_the_code_of_random_questions_has_the_entries_of_the_derivative():
    tried = 0
    for seed in range(ASKED):
        asked = question(seed + 4_000_000)
        try:
            derivation = derive(asked.expression, asked.wrt, asked.where)
            assert_array_form(derivation)
            tried += assert_numpy(derivation) > 0
        except (Refused, Unproved):
            continue
    assert tried >= 0.9 * ASKED


def test_the_number_of_a_power_captures_no_variable():
    derivation = derive("trace(matrix_power(r * X, k))", "X", "r: scalar, k: scalar, X: n×n")
    assert assert_array_form(derivation)
