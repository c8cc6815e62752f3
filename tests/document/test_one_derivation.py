"""The one derivation that the book prints of an answer."""

from dataclasses import replace

from jacobook.document.collections.one_derivation import is_readable, one_derivation
from jacobook.document.setting.mathematics import Mathematics


def told(rule_pages, name):
    page = rule_pages[name]
    return one_derivation(page, page.derivatives[0])


def test_it_is_the_shortest_and_repeats_neither_the_statement_nor_the_answer(rule_pages):
    found = told(rule_pages, "quadratic-form")
    assert found.title == "By differentials"
    assert [step.line.text.strip() for step in found.steps] == ["dy = d(xᵀAx)", "= xᵀ(A + Aᵀ) dx"]


def test_where_it_is_one_line_its_reason_says_all(rule_pages):
    found = told(rule_pages, "power-rule")
    assert found.steps == ()
    assert found.reason.startswith("Power rule")


def test_layers_are_told_by_backpropagation_and_others_are_not(rule_pages):
    assert told(rule_pages, "softmax").title == "By backpropagation"
    found = [(page, derivative) for page in rule_pages.values() for derivative in page.derivatives]
    layers = [one_derivation(*each) for each in found if "layers" in each[0].themes]
    assert sum(each is not None and each.title == "By backpropagation" for each in layers) > 30


def test_a_step_that_hides_what_it_does_is_printed_only_where_all_ways_have_one(rule_pages):
    chosen = 0
    for page in rule_pages.values():
        for derivative in page.derivatives:
            found = one_derivation(page, derivative)
            if found is None or not any(step.reason.count(";") > 1 for step in found.steps):
                continue
            chosen += 1
            for route in derivative.routes:
                if route.name != "chain rule" and is_readable(route.steps):
                    assert any(step.reason.count(";") > 1 for step in route.steps), (page.id, derivative.wrt)
    assert chosen


def test_what_no_column_has_room_for_is_not_told(rule_pages):
    page = rule_pages["quadratic-form"]
    (derivative, *_) = page.derivatives
    wide = Mathematics("x", "x", "x" * 50, "x")
    routes = tuple(
        replace(route, steps=tuple(replace(step, right=wide) for step in route.steps)) for route in derivative.routes
    )
    assert one_derivation(page, replace(derivative, routes=routes)) is None


def test_it_says_whether_it_arrives_at_an_entry(rule_pages):
    in_components = [
        (derivative, found)
        for page in rule_pages.values()
        for derivative in page.derivatives
        if (found := one_derivation(page, derivative)) and found.title == "In components" and found.steps
    ]
    assert sum(found.arrives_at(derivative.components) for derivative, found in in_components) > 100
    assert not told(rule_pages, "quadratic-form").arrives_at(rule_pages["quadratic-form"].derivatives[0].components)
