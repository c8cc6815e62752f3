"""The chain rules of the sheets are derived and proved, and with their factors exchanged they are disproved."""

import pytest

from jacobook.document.pages.conventions import chain_rules, composed
from jacobook.layout.formulas.formula import MatrixForm
from jacobook.layout.formulas.layouts import Layout
from jacobook.proof.verdict.certificate import Disproved
from jacobook.proof.verdict.judging import agrees
from mutations import mutations

PRINTED = {Layout.NUMERATOR: "∂z/∂x = (∂z/∂y)(∂y/∂x)", Layout.DENOMINATOR: "∂z/∂x = (∂y/∂x)(∂z/∂y)"}


@pytest.mark.parametrize("layout", PRINTED)
def test_the_chain_rule_of_a_layout_is_its_proved_answer(layout):
    (rule,) = chain_rules(layout)
    assert rule.formula.text == PRINTED[layout]
    answer = getattr(composed(), layout)
    assert rule.formula.text == f"∂z/∂x = {answer.text}"
    agrees(composed().expression, composed().wrt, layout, answer.form)
    changed = list(mutations(answer.formula))
    assert {what for what, _ in changed} >= {"factors exchanged", "sign turned"}
    for _, wrong in changed:
        with pytest.raises(Disproved):
            agrees(composed().expression, composed().wrt, layout, MatrixForm(wrong))


def test_both_chain_rules_stand_where_both_layouts_do():
    assert [rule.formula.text for rule in chain_rules(Layout.BOTH)] == list(PRINTED.values())
