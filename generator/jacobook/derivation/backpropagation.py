"""The steps of a derivation by backpropagation: forward line by line, then the adjoints from the value back."""

from __future__ import annotations

from jacobook.derivation.paired import paired
from jacobook.derivation.pullback import prove_steps
from jacobook.derivation.question import Question
from jacobook.errors import LanguageError, Refused
from jacobook.layout.backpropagation.adjoints import Backpropagation, backpropagation
from jacobook.layout.backpropagation.computation import computation
from jacobook.layout.backpropagation.sharing import names_used
from jacobook.layout.forms.network import NoMatrixForm
from jacobook.layout.formulas.formula import Formula, is_scalar
from jacobook.layout.formulas.statement import symbol
from jacobook.layout.steps.route import Route, Step
from jacobook.notation import text
from jacobook.proof.verdict.certificate import Disproved

FEWEST_STEPS, MOST_STEPS = 2, 8


def by_backpropagation(question: Question, *, prove: bool) -> tuple[Route, ...]:
    """The route of a first derivative; none of fewer than two steps or more than eight, and without matrix forms.

    Each step is proved. Raises `Disproved`.
    """
    if question.order != 1 or any(question.structures) or question.is_stacked:
        return ()
    value = question.value_symbol.name
    steps = computation(question.expression, [question.wrt[0].name], value, question.avoided)
    if not FEWEST_STEPS <= len(steps) <= MOST_STEPS:
        return ()
    try:
        upstream = paired(question).upstream
        found = backpropagation(steps, question.wrt, upstream, question.avoided | {value})
        if prove:
            prove_steps(question.asked, found.local)
    except Disproved:
        raise
    except (NoMatrixForm, Refused, LanguageError):
        return ()
    return (Route("backpropagation", "By backpropagation", _lines(question, found, symbol(upstream))),)


def _lines(question: Question, found: Backpropagation, upstream: Formula) -> tuple[Step, ...]:
    forward = [Step(line.symbol, line.meaning, f"forward{_shape(line.symbol)}") for line in found.forward]
    value = text.to_text(question.value_symbol)
    forward[-1] = Step(
        forward[-1].left,
        forward[-1].right,
        f"forward{_shape(found.forward[-1].symbol)}; {text.to_text(upstream)} = ∂L/∂{value} is given",
    )
    backward: list[Step] = []
    for line in found.backward:
        name = line.of
        users = [text.to_text(each.symbol) for each in found.forward if _uses(each.meaning, name)]
        added = f"backpropagated from {_listed(users)}{', added' if len(users) > 1 else ''}"
        last = line is found.backward[-1]
        said = f"the gradient: {added}" if last else added
        backward.append(Step(line.symbol, line.meaning, f"{said}{_shape(line.symbol)}"))
    return (*forward, *backward)


def _shape(formula: Formula) -> str:
    return "" if is_scalar(formula) else f", {formula.rows.label}×{formula.columns.label}"


def _uses(formula: Formula, name: str) -> bool:
    return bool(names_used([formula])[name])


def _listed(names: list[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
