"""From an answered rule to the page about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from urllib.parse import urlencode

from jacobook.catalogue.model import Rule
from jacobook.catalogue.sources import cite
from jacobook.derivation import Derivation, LayoutAnswer, Route, Step
from jacobook.document.figures.data_flow import data_flow
from jacobook.document.pages.answer import Answer
from jacobook.document.pages.backward import page_backward
from jacobook.document.pages.clauses import page_conditions
from jacobook.document.pages.conventions import signs_in
from jacobook.document.pages.kind import Kind
from jacobook.document.pages.numbers import Numbers, numbers
from jacobook.document.pages.page import (
    PageAnswer,
    PageDerivative,
    PageExample,
    PageRoute,
    PageSource,
    PageStep,
    PageVariable,
    RulePage,
)
from jacobook.document.pages.program import programs
from jacobook.document.pages.shape import ShapeBox, rank_word
from jacobook.document.pages.slices import sliced_answers
from jacobook.document.setting.mathematics import (
    Mathematics,
    approximation,
    definition,
    equation,
    grid,
    mathematics,
    matrix,
    number,
    of_question,
)
from jacobook.language.asked import in_words, separated
from jacobook.language.declaration import TANGENT
from jacobook.language.expression import Call, Expression, Variable, walk
from jacobook.language.functions import ALL_FUNCTIONS, REDUCTION
from jacobook.layout.conditions.condition import Condition
from jacobook.layout.forms.orientation import orientation
from jacobook.layout.formulas.formula import Formula
from jacobook.layout.formulas.layouts import Layout
from jacobook.layout.formulas.measure import has_more_parts
from jacobook.layout.formulas.statement import symbol
from jacobook.layout.formulas.symbols import differentiated
from jacobook.layout.formulas.written_out import Axis, written_out
from jacobook.proof.numbers.elimination import Matrix
from jacobook.proof.verdict.certificate import Certificate, together

_TAGGED_THEMES = {
    "element-wise": "element-wise",
    "worked-example": "worked-examples",
    "deep-learning": "layers",
    "decomposition": "factorizations",
    "rotation": "rotations",
}
_MOST_PARTS_OF_AN_ENTRY = 60
"""Of a longer entry a matrix of nine shows nothing that the one entry does not."""
_IMPLIED = {
    "positive definite": ("symmetric", "invertible"),
    "diagonal": ("symmetric",),
    "orthogonal": ("invertible",),
    "rotation": ("orthogonal", "invertible"),
    "rigid": ("invertible",),
}


def rule_page(answer: Answer, *, worked: bool = True) -> RulePage:
    """Everything that the page of a rule shows, from its derivations and what was proved about them.

    With `worked` that includes each derivative in numbers and as programs.
    """
    derivations = answer.derivations.values()
    variables = {name: variable for derivation in derivations for name, variable in derivation.variables.items()}
    with of_question(variables):
        return _page(answer, variables, worked=worked)


def _page(answer: Answer, variables: Mapping[str, Variable], *, worked: bool) -> RulePage:
    rule = answer.rule
    derivations = list(answer.derivations.values())
    first = derivations[0]
    themes = _themes(rule.tags, first.expression)
    common = _common([derivation.conditions for derivation in derivations])
    return RulePage(
        **rule.described(),
        expression=rule.expr,
        name=mathematics(first.value_symbol),
        value=mathematics(first.value),
        variables=tuple(map(_variable, variables.values())),
        derivatives=tuple(
            _of_a_layer(found) if "layers" in themes else found
            for wrt, derivation in answer.derivations.items()
            for found in (_derivative(wrt, derivation, answer.certificates[wrt], common, worked=worked),)
        ),
        themes=themes,
        sources=tuple(map(_source, rule.sources)),
        condition=rule.condition,
        examples=tuple(rule_page(example, worked=False) for example in answer.examples),
        checks=_checks(answer.certificates),
        question=question_address(rule),
        functions=tuple(sorted({node.function for node in walk(first.expression) if isinstance(node, Call)})),
        signs=signs_in(_answer_formulas(derivations)),
        read_as=first.read_as or "",
        conditions=page_conditions(common),
    )


def _common(of_each: Sequence[Sequence[Condition]]) -> list[Condition]:
    """The conditions that all derivatives have in common."""
    first, *others = of_each
    return [one for one in first if all(map(one.is_said_by, others))]


def _answer_formulas(derivations: Iterable[Derivation]) -> Iterator[Formula]:
    for derivation in derivations:
        laid_out = () if derivation.question.has_many_axes else derivation.answers
        for form in (answer.form for answer in (*laid_out, *derivation.slices)):
            yield form.formula
            yield from (each.meaning for each in form.definitions)


def question_address(rule: Rule) -> str:
    """The rule's first question as the page that differentiates reads it from its address."""
    where = ", ".join(f"{name}{' = ' if '(' in name else ': '}{text}" for name, text in rule.where.items())
    asked = {"e": rule.expr, "wrt": rule.wrt[0], "w": where, "o": str(rule.order) if rule.order > 1 else ""}
    return "?" + urlencode({name: text for name, text in asked.items() if text})


def _variable(variable: Variable) -> PageVariable:
    return PageVariable(
        name=variable.name,
        formula=mathematics(symbol(variable)),
        shape=ShapeBox.of_variable(variable.shape),
        word=rank_word(len(variable.shape)),
        properties=_properties(variable),
    )


def _properties(variable: Variable) -> tuple[str, ...]:
    """The declared properties, without those that another of them implies."""
    implied = {name for one in variable.properties for name in _IMPLIED.get(one, ())}
    return tuple(sorted(variable.properties - implied - {TANGENT}))


def _checks(certificates: Mapping[str, Certificate]) -> tuple[tuple[str, str], ...]:
    """What was checked, in sentences, each with the variables that it is about; without names if about all."""
    names = list(certificates)
    groups = together(list(certificates.values()))
    return tuple(
        ("" if len(groups) == 1 else " and ".join(_by(names[place]) for place in places), certificate.sentence)
        for places, certificate in groups
    )


def _by(wrt: str) -> str:
    """One item of a rule's `wrt` within a sentence: `x`, `x twice`, `w then x`."""
    names = [in_words(name) for name in separated(wrt)]
    return f"{names[0]} twice" if len(names) == 2 and names[0] == names[1] else " then ".join(names)


def _derivative(
    wrt: str, derivation: Derivation, certificate: Certificate, common: Sequence[Condition], *, worked: bool
) -> PageDerivative:
    components = derivation.components
    example = numbers(derivation) if worked and not derivation.question.has_many_axes else None
    answers = sliced_answers(derivation) if derivation.question.has_many_axes else _answers(derivation)
    same = (answers[0].formula, answers[0].shape) == (answers[1].formula, answers[1].shape)
    return PageDerivative(
        wrt=wrt,
        variables=tuple(mathematics(differentiated(variable)) for variable in derivation.wrt),
        kind=Kind.of(len(derivation.expression.shape), max(len(v.shape) for v in derivation.wrt), derivation.order),
        numerator=answers[0],
        denominator=answers[1],
        components=equation(mathematics(components.left), mathematics(components.formula)),
        routes=_routes(derivation.steps, same=same),
        notes=derivation.notes,
        example=_example(derivation, example) if example else None,
        programs=programs(derivation, example) if example else (),
        checked=certificate.sentence,
        flow=None if derivation.question.has_many_axes else data_flow(derivation),
        reach=certificate.reach,
        verdict=certificate.verdict,
        backward=page_backward(derivation) if worked else None,
        conditions=page_conditions([one for one in derivation.conditions if not one.is_said_by(common)]),
    )


def _answers(derivation: Derivation) -> tuple[PageAnswer, PageAnswer]:
    return (
        _answer(derivation, derivation.numerator, mathematics(derivation.partial_numerator)),
        _answer(derivation, derivation.denominator, mathematics(derivation.partial_denominator)),
    )


def _of_a_layer(derivative: PageDerivative) -> PageDerivative:
    """The derivative with backpropagation, as layers are differentiated, before the other ways."""
    routes = sorted(derivative.routes, key=lambda route: route.name != "backpropagation")
    return replace(derivative, routes=tuple(routes))


def _answer(derivation: Derivation, answer: LayoutAnswer, partial: Mathematics) -> PageAnswer:
    return PageAnswer(
        layout=answer.layout,
        symbol=partial,
        formula=mathematics(answer.formula),
        definitions=tuple(map(definition, answer.definitions)),
        shape=ShapeBox.of(answer.rows, answer.columns),
        numpy=answer.code("numpy") or "",
        written_out=_written_out(derivation, answer),
    )


def _written_out(derivation: Derivation, answer: LayoutAnswer) -> Mathematics | None:
    """The entries as a matrix; None for a single number, a long entry, and where the indices do not fit a matrix."""
    indices = derivation.components.indices
    if max(derivation.components.stacked, default=1) > 1:
        return None
    if not 0 < len(indices) <= 2 or has_more_parts(derivation.components.formula, _MOST_PARTS_OF_AN_ENTRY):
        return None
    shapes = tuple(variable.shape for variable in derivation.wrt)
    where = orientation(derivation.expression.shape, shapes, answer.layout)
    rows, columns = (_axis(indices, positions) for positions in (where.rows, where.columns))
    cells = written_out(derivation.components.formula, rows, columns)
    return grid(cells) if cells is not None else None


def _axis(indices: Sequence[Axis], positions: tuple[int, ...]) -> Axis | None:
    return indices[positions[0]] if positions else None


def _routes(routes: Sequence[Route], *, same: bool) -> tuple[PageRoute, ...]:
    """The routes; a single line for one layout ends the route before it instead of being one of its own.

    Where the layouts make no difference (`same`) one such line stands for both, and so does one of two equal routes.
    """
    joined: list[PageRoute] = []
    for route in routes:
        layout = route.layout
        if joined and layout and len(route.steps) == 1:
            (last,) = (_step(step, layout) for step in route.steps)
            if same:
                last = replace(last, layout=None, reason="In both layouts: the matrix is symmetric")
            if joined[-1].steps[-1] != last:
                joined[-1] = replace(joined[-1], steps=(*joined[-1].steps, last))
            continue
        steps = tuple(_step(step, None) for step in route.steps)
        if joined and (joined[-1].title, joined[-1].steps) == (route.title, steps):
            joined[-1] = replace(joined[-1], layout=None)
        else:
            joined.append(PageRoute(route.title, steps, layout, route.name))
    return tuple(joined)


def _step(step: Step, layout: Layout | None) -> PageStep:
    return PageStep(
        left=mathematics(step.left) if step.left is not None else None,
        right=mathematics(step.right),
        definitions=tuple(map(definition, step.definitions)),
        reason=step.reason[:1].upper() + step.reason[1:],
        layout=layout,
    )


def _example(derivation: Derivation, found: Numbers) -> PageExample:
    def rows(entries: Matrix, *, exact: bool) -> Mathematics:
        return matrix([[number(entry, exact=exact) for entry in row] for row in entries])

    def stated(name: Mathematics, entries: Matrix) -> Mathematics:
        equal = equation if found.exact else approximation
        return equal(name, rows(entries, exact=found.exact))

    return PageExample(
        inputs=tuple(
            equation(mathematics(symbol(variable)), rows(found.inputs[name], exact=found.exact))
            for name, variable in derivation.variables.items()
        ),
        value=stated(mathematics(derivation.value_symbol), found.value),
        numerator=stated(mathematics(derivation.partial_numerator), found.numerator),
        denominator=stated(mathematics(derivation.partial_denominator), found.denominator),
        exact=found.exact,
    )


def _themes(tags: Sequence[str], expression: Expression) -> tuple[str, ...]:
    """The tables by theme in which a rule stands: as it is tagged, or by what its expression does last."""
    themes = [theme for tag, theme in _TAGGED_THEMES.items() if tag in tags]
    if isinstance(expression, Call) and not expression.shape:
        inner = [argument.shape for argument in expression.arguments]
        product = expression.function == "matmul" and all(len(shape) == 1 for shape in inner)
        if ALL_FUNCTIONS[expression.function].kind == REDUCTION or product:
            themes.append("reductions")
    return tuple(themes)


def _source(source: str) -> PageSource:
    citation = cite(source)
    work = citation.work
    return PageSource(work.author, work.title, work.year, citation.text, work.url)
