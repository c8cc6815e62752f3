"""Minima of smooth objectives, `y: argmin f(y, x)`, by the equation that the gradient is zero.

The gradient is derived and proved as the answer to a question of its own, read back from its code, and judged as any
claim is: what is read back must be that derivative. How the minimum moves is then a matter of its equation (the
implicit function theorem); ∂F/∂y is the Hessian of the objective, which must be invertible.
"""

from __future__ import annotations

from dataclasses import replace

from jacobook.derivation.derivation import Derivation
from jacobook.derivation.question import Question
from jacobook.errors import LanguageError, Refused
from jacobook.language.declared_equation import plain, with_known, without_equations
from jacobook.language.dimension import shape_text
from jacobook.language.domain import Predicate
from jacobook.language.expression import (
    Application,
    Call,
    Expression,
    SolvedVariable,
    Variable,
    applied_declared,
    variables,
    walk,
)
from jacobook.language.functions import ALL_FUNCTIONS
from jacobook.language.grammar import ParsedExpression
from jacobook.language.reader import read
from jacobook.layout.formulas.statement import NotWritten, statement
from jacobook.notation.text import to_text

_OPEN = frozenset({"positive"})
"""Properties that leave a variable free to move in every direction."""
_TIES = frozenset(
    {
        Predicate.LARGEST_ONCE,
        Predicate.SMALLEST_ONCE,
        Predicate.LARGEST_ONCE_IN_ROWS,
        Predicate.SMALLEST_ONCE_IN_ROWS,
    }
)


def with_gradients(question: Question) -> Question:
    """The question in which each variable declared by `argmin` knows that its gradient is zero.

    Raises `LanguageError`, `Refused`.
    """
    parsed = question.parsed
    if not any(isinstance(node, SolvedVariable) and node.residual is None for node in walk(parsed.expression)):
        return question
    return replace(question, parsed=replace(parsed, expression=_filled(parsed.expression, {})))


def _filled(expression: Expression, known: dict[str, SolvedVariable]) -> Expression:
    match expression:
        case SolvedVariable(name=name, objective=objective, residual=residual):
            if name not in known:
                if residual is not None:
                    known[name] = replace(expression, residual=_filled(residual, known))
                else:
                    assert objective is not None
                    known[name] = _at_minimum(expression, _filled(objective, known))
            return replace(known[name], span=expression.span)
        case Call() | Application():
            return replace(expression, arguments=tuple(_filled(each, known) for each in expression.arguments))
        case _:
            return expression


def _at_minimum(unknown: SolvedVariable, objective: Expression) -> SolvedVariable:
    """The variable with the gradient of its objective, proved and read back."""
    name = unknown.name
    _refuse_unfit(unknown, objective)
    written = without_equations(objective)
    known = variables(written)
    question = Question(ParsedExpression(written, known, _source(written)), (plain(unknown),))
    derivation = Derivation(question)
    try:
        gradient = derivation.denominator.numpy
        declared = {each.name: _declaration(each) for each in known.values()}
        residual = read(gradient, declared).expression
        is_known = residual.shape == unknown.shape and bool(derivation.matches(gradient))
    except (LanguageError, Refused) as reason:
        raise Refused(
            f"the gradient of the objective of {name} is not known: {reason.message}",
            hint="write the equation that the gradient is zero yourself, y: F(y, x) = 0",
        ) from None
    if not is_known:
        raise Refused(
            f"the gradient of the objective of {name} was not recognized once it was read back",
            hint="write the equation that it is zero yourself, y: F(y, x) = 0",
        )
    before = {each.name: each for each in walk(objective) if isinstance(each, SolvedVariable)}
    return replace(unknown, residual=with_known(residual, before), objective=objective)


def _refuse_unfit(unknown: SolvedVariable, objective: Expression) -> None:
    """Raise `LanguageError` or `Refused` for an objective whose minimum is not where its gradient is zero."""
    name = unknown.name
    if name not in variables(objective):
        raise LanguageError(f"the objective of {name} does not contain {name}")
    if bound := sorted(unknown.properties - _OPEN):
        raise Refused(
            f"{name} is declared {bound[0]}: at a minimum among such {shape_text(unknown.shape)} the gradient need not "
            "be zero",
            hint="a minimum is sought among all numbers or vectors",
        )
    if applied_declared(objective):
        raise Refused(f"the objective of {name} has declared functions, which is not supported")
    for node in walk(objective):
        if not isinstance(node, Call) or name not in variables(node):
            continue
        function = ALL_FUNCTIONS[node.function]
        ties = function.domain is not None and function.domain.derivative in _TIES
        if function.kink or ties:
            told = function.kink or f"the {function.called} has no derivative where entries tie"
            raise Refused(
                f"the objective of {name} is not smooth in {name}: {told}, and minima often lie there",
                hint="an objective of smooth functions is answered",
            )


def _declaration(variable: Variable) -> str:
    return " ".join([shape_text(variable.shape), *sorted(variable.properties)])


def _source(expression: Expression) -> str:
    try:
        return to_text(statement(expression))
    except NotWritten:
        return "the objective"
