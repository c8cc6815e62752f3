"""Questions from outside, answered as plain data: what a page, a form or another program asks of the engine.

A question is text, and so is all that comes back, in values that JSON can write. What cannot be answered comes back as
data too, with its place and its hint.
"""

from __future__ import annotations

import re
from functools import partial

from jacobook.answer_data import (
    Entry,
    backward_data,
    checked,
    component_derivative,
    derivative,
    gradient_entry,
    layout_entry,
    steps,
    variable_entry,
)
from jacobook.derivation import Backward, BackwardAnswer, Derivation, Question, backward, derive
from jacobook.derivation.many_axes import ArrayAnswer
from jacobook.errors import JacobookError, LanguageError, Refused
from jacobook.language.asked import names_in, separated
from jacobook.language.book.reading import Undeclared, Unsized
from jacobook.language.dimension import Shape
from jacobook.language.grammar import ParsedExpression
from jacobook.language.reader import Reading, SeveralReadings, asked_about
from jacobook.language.reader import read as read_question
from jacobook.language.syntax import syntax
from jacobook.layout.formulas.formula import Formula
from jacobook.layout.formulas.statement import named, statement, symbol
from jacobook.layout.steps.chain_rule import MOST_INTERMEDIATES
from jacobook.notation import latex, spoken, text
from jacobook.notation.clause import printed
from jacobook.notation.condition import sentence
from jacobook.proof.verdict.certificate import unless_refused

_NAME = re.compile(r"(?<![\w.])([^\W\d]\w*)\s*(\(?)")


def missing_matrix_form(derivation: Derivation) -> Refused | None:
    """Why a derivative has no matrix form; None where it has one in both layouts.

    Raises that refusal where its entries cannot be written either, and there is nothing to show instead.
    """
    try:
        _ = derivation.answers
    except Refused as refusal:
        try:
            _ = derivation.components
        except Refused:
            raise refusal from None
        return refusal
    return None


def read(expr: str, where: str = "", wrt: str = "") -> Entry:
    """What an expression means: its formula, its shape, and its variables with the shapes inferred; or its error."""
    try:
        names = [name for each in separated(wrt) if each for name in names_in(each)]
        parsed = read_question(expr, where, names)
        value = stated(parsed)
        return {
            "value": {"latex": latex.to_latex(value), "text": text.to_text(value), "spoken": spoken.to_spoken(value)},
            "shape": [str(dimension) for dimension in parsed.expression.shape],
            "variables": {name: variable_entry(parsed.variables[name]) for name in asked_about(parsed, where, names)},
            "translated": parsed.read_as,
            "notation": parsed.notation,
            "assumed": list(parsed.assumed),
            "wrt": list(parsed.said),
        }
    except JacobookError as error:
        return {"error": error_entry(error) | {"names": declarable(expr, error)}}


def stated(parsed: ParsedExpression) -> Formula:
    """An expression as it is printed; where an array has more than two axes, one entry of it."""
    question = Question(parsed, tuple(parsed.variables.values())[:1])
    return ArrayAnswer(question).value if question.has_many_axes else statement(parsed.expression)


def declarable(expr: str, error: JacobookError) -> list[str]:
    """The names of an expression that was not read though it is well formed: their shapes may be what is missing."""
    if not isinstance(error, LanguageError):
        return []
    if not isinstance(error, (Undeclared, Unsized)):
        try:
            syntax(expr)
        except LanguageError:
            return []
    called = {name for name, bracket in _NAME.findall(expr) if bracket}
    return list(dict.fromkeys(name for name, _ in _NAME.findall(expr) if name not in called))


def ask(expr: str, wrt: str, where: str = "", order: int = 1, tangent: str = "right") -> Entry:
    """The proved answer to a question, with everything about it that can be shown; or its error."""
    try:
        derivation = derive(expr, wrt, where, order, tangent=tangent)
        return _answer(derivation) | {"translated": derivation.read_as}
    except JacobookError as error:
        return {"error": error_entry(error)}


def backpropagate(expr: str, wrt: str, where: str = "", upstream: str = "") -> Entry:
    """The proved gradients by any number of variables, given the upstream gradient, and the programs; or the error."""
    try:
        return _passed(backward(expr, wrt, where, upstream))
    except JacobookError as error:
        return {"error": error_entry(error)}


def judge(expr: str, wrt: str, where: str, order: int, claim: str) -> Entry:
    """The verdict on a formula that is claimed for the derivative of a question; or the error of either."""
    try:
        return derive(expr, wrt, where, order).matches(claim).data
    except JacobookError as error:
        return {"error": error_entry(error)}


def _answer(derivation: Derivation) -> Entry:
    refusal = missing_matrix_form(derivation)
    if refusal is None:
        found = derivative(derivation, derivation.verify())
        partials = (derivation.partial_numerator, derivation.partial_denominator)
        for answer, partial in zip(derivation.answers, partials, strict=True):
            found[str(answer.layout)]["partial"] = latex.to_latex(partial)
    else:
        found = component_derivative(derivation, derivation.verify(), refusal.message)
    return {
        "expr": derivation.source,
        "order": derivation.order,
        "value": _value(derivation.value_symbol, derivation.value, derivation.expression.shape),
        "variables": {name: variable_entry(variable) for name, variable in derivation.variables.items()},
        **found,
        "holds": {name: derivation.holds_where(name) for name in ("latex", "text", "spoken")},
        "vec": _vec(derivation),
        "array": array_form(derivation),
        "steps": steps(derivation),
        "flow": data_flow(derivation),
    }


def _value(name: Formula, value: Formula, shape: Shape) -> Entry:
    return {
        "symbol": latex.to_latex(name),
        "latex": latex.to_latex(value),
        "text": text.to_text(value),
        "shape": [str(dimension) for dimension in shape],
    }


def _passed(found: Backward) -> Entry:
    question = found.questions[0]
    given = named(found.upstream, question.expression.shape)
    told = backward_data(found)
    conditions = sentence(found.conditions, reasons=True)
    return told | {
        "value": _value(found.value_symbol, found.value, question.expression.shape),
        "variables": {name: variable_entry(variable) for name, variable in question.variables.items()},
        "given": {"latex": latex.to_latex(given), "text": text.to_text(given), "spoken": spoken.to_spoken(given)},
        "gradients": {
            name: {
                "partial": latex.to_latex(answer.left),
                "denominator": gradient_entry(answer),
                # Of arrays with more axes there is none.
                "numerator": unless_refused(partial(_numerator, answer)),
            }
            for name, answer in found.gradients.items()
        },
        "legend": found.legend,
        "holds": {name: printed(conditions, name) for name in ("latex", "text", "spoken")},
        "checked": checked(found),
        "translated": question.read_as,
    }


def _numerator(answer: BackwardAnswer) -> Entry:
    return gradient_entry(answer.numerator)


def data_flow(derivation: Derivation) -> Entry | None:
    """What the variable passes through on its way to the value; None where there is nothing to draw."""
    chain = derivation.computation
    if derivation.question.has_many_axes or derivation.order != 1 or not 2 <= len(chain) <= MOST_INTERMEDIATES:
        return None
    start = derivation.wrt[0]
    names = {start.name: text.to_text(symbol(start))}
    names |= {step.variable.name: text.to_text(symbol(step.variable)) for step in chain}
    labels = {step.variable.name: text.to_text(statement(step.expression)) for step in chain}
    value = chain[-1].variable.name
    nodes = [{"name": start.name, "label": names[start.name], "role": "input"}]
    nodes += [
        {"name": name, "label": f"{names[name]} = {label}", "role": "value" if name == value else "step"}
        for name, label in labels.items()
    ]
    edges = [[parent, step.variable.name] for step in chain for parent in step.parents if parent in names]
    sentences = [
        f"{names[name]} goes into {' and '.join(names[end] for start, end in edges if start == name)}"
        for name in names
        if name != value
    ]
    return {"nodes": nodes, "edges": edges, "sentence": "; ".join(sentences) + "."}


def array_form(derivation: Derivation) -> str | None:
    """The derivative as a sum of Einstein sums; None where NumPy has no way to say it."""
    return unless_refused(lambda: derivation.array)


def _vec(derivation: Derivation) -> Entry | None:
    """The form ∂vec(value)/∂vec(variable), where there is one."""
    found = unless_refused(lambda: derivation.vec)
    return None if found is None else layout_entry(found)


def error_entry(error: JacobookError) -> Entry:
    """An error as data: what is wrong, where, and what would be right."""
    place = error.location
    readings = [_reading_entry(reading) for reading in error.readings] if isinstance(error, SeveralReadings) else []
    return {
        "kind": type(error).__name__,
        "message": ": ".join((*error.context, error.message)),
        "hint": error.hint,
        "location": None if place is None else {"source": place.source, "column": place.column, "length": place.length},
        **({"readings": readings} if readings else {}),
    }


def _reading_entry(reading: Reading) -> Entry:
    """One of several readings as a question of its own: its text, its shapes, its formula, and what it assumes."""
    value = statement(reading.parsed.expression)
    return {
        "expr": reading.text,
        "where": ", ".join(f"{name}: {shape}" for name, shape in reading.declarations.items()),
        "wrt": ",".join(reading.wrt),
        "latex": latex.to_latex(value),
        "spoken": spoken.to_spoken(value),
        "notes": list(reading.notes),
    }
