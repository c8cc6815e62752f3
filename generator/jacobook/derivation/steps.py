"""The steps of a derivation: in components, back to matrices, by the chain rule, and by differentials."""

from __future__ import annotations

from dataclasses import replace

from jacobook.calculus.projection import target
from jacobook.calculus.steps import component_steps
from jacobook.derivation.answer import Answer
from jacobook.derivation.entries import Entries
from jacobook.derivation.index_form import IndexForm
from jacobook.language.expression import taken_apart
from jacobook.layout.forms.network import NoMatrixForm
from jacobook.layout.formulas.formula import MatrixForm
from jacobook.layout.formulas.layouts import Layout
from jacobook.layout.steps.by_differentials import by_differentials
from jacobook.layout.steps.chain_rule import chain_rule
from jacobook.layout.steps.differential_rules import OF_ENTRIES
from jacobook.layout.steps.implicit import by_equations
from jacobook.layout.steps.route import Route, Step
from jacobook.notation import text

_ROWS = {
    Layout.NUMERATOR: "numerator layout: rows follow the output, columns the input",
    Layout.DENOMINATOR: "denominator layout: rows follow the input, columns the output",
}


def routes_to(answer: Answer) -> tuple[Route, ...]:
    """In components, then back to each layout; by the chain rule where it nests; by differentials."""
    question, forms = answer.question, answer.layouts
    routes = entrywise_routes(answer)
    # What is an operator on matrices has neither entries nor layouts, and a differential all the same.
    if question.order == 1 and not question.is_stacked and (forms or answer.components is None):
        variable, value = question.wrt[0], question.value_symbol
        routes += by_equations(question.expression, variable)
        if forms and not any(question.structures):
            routes += chain_rule(question.expression, variable, value, forms, question.names)
        differential = answer.found_differential
        if differential is not None and not any(question.structures):
            whole = differential.form
            routes += by_differentials(question.expression, variable, value, whole, forms, say=text.to_text)
    return tuple(routes)


def entrywise_routes(answer: Answer) -> list[Route]:
    """In components, then back to each layout."""
    routes = _component_route(answer)
    if answer.index_form.derivative.rank:
        routes += [
            Route("matrix form", "Matrix form", (_last_line(answer, layout, form),), layout)
            for layout, form in answer.layouts.items()
        ]
    return routes


def _component_route(answer: Answer) -> list[Route]:
    if answer.components is None:
        return []
    try:
        return [Route("components", "In components", _component_lines(answer))]
    except NoMatrixForm:
        return []


def _lines_of_parts(answer: Answer) -> tuple[Step, ...]:
    """The value, its derivative by each of the variables that are stacked, and these one after the other."""
    index_form, entries, question = answer.index_form, answer.entries, answer.question
    value = entries.written(index_form.at_point(index_form.value))
    lines = [Step(entries.partial(0), value, "the value, entry by entry")]
    if question.order == 1:
        for part in taken_apart(question.wrt):
            alone = Entries(IndexForm(replace(question, wrt=(part,))), answer.reading).found
            if alone is not None:
                lines.append(Step(alone.left, alone.formula, f"the derivative with respect to {part.name} alone"))
    whole = entries.components
    return (*lines, Step(whole.left, whole.formula, "stack the derivatives with respect to the parts"))


def _component_lines(answer: Answer) -> tuple[Step, ...]:
    if answer.question.is_stacked:
        return _lines_of_parts(answer)
    index_form, entries, structures = answer.index_form, answer.entries, answer.question.structures
    lines: list[Step] = []
    last = -1
    rules = {name: identity.reason(text.to_text) for name, identity in OF_ENTRIES.items()}
    for step in component_steps(index_form.value, index_form.tensors, rules):
        right = entries.written(index_form.at_point(step.array))
        if step.order == last and lines and lines[-1].right == right:
            continue
        lines.append(Step(None if step.order == last else entries.partial(step.order), right, step.reason))
        last = step.order
    if any(structures):
        names = " and the ".join(dict.fromkeys(target(each) for each in structures if each))
        lines.append(Step(None, entries.components.formula, f"project onto the {names}"))
    return tuple(lines)


def _last_line(answer: Answer, layout: Layout, form: MatrixForm) -> Step:
    return Step(answer.question.partial(form.formula), form.formula, _ROWS[layout], form.definitions)
