"""What the books print of a rule is what is derived from its one line."""

import dataclasses

import pytest

from jacobook.answers.answers import agree_with_book
from jacobook.catalogue.loader import load
from jacobook.derivation import derive
from jacobook.proof.verdict.certificate import Disproved

PRINTED = [(rule, item) for rule in load() for item in rule.textbook]


def agree(rule, item):
    agree_with_book(derive(rule.expr, item, rule.where, rule.order, prove=False), rule.textbook[item])


@pytest.mark.thorough
@pytest.mark.parametrize(("rule", "item"), PRINTED, ids=[f"{rule.id} by {item}" for rule, item in PRINTED])
def test_what_is_printed_is_what_is_derived(rule, item):
    agree(rule, item)


def test_another_formula_in_the_catalogue_contradicts_the_book():
    rule = next(rule for rule, _ in PRINTED if rule.id == "quadratic-form")
    with pytest.raises(Disproved, match="is not right"):
        agree(dataclasses.replace(rule, expr="2 * x @ A @ x"), "x")
