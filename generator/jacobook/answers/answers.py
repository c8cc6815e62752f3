"""From a rule to its answer: derived, proved, and compared with the form printed in a book."""

from __future__ import annotations

from collections.abc import Mapping

from jacobook.catalogue.model import Rule
from jacobook.derivation import Derivation, derive
from jacobook.document.pages.answer import Answer
from jacobook.errors import CatalogueError, JacobookError
from jacobook.language.dimension import shape_text
from jacobook.language.expression import Variable
from jacobook.language.reader import read
from jacobook.layout.formulas.algebra import transpose
from jacobook.layout.formulas.formula import Formula, MatrixForm, is_column
from jacobook.layout.formulas.layouts import Layout
from jacobook.layout.formulas.statement import statement
from jacobook.notation import text
from jacobook.proof.verdict.certificate import Certificate
from jacobook.proof.verdict.judging import agrees


def answer(rule: Rule) -> Answer:
    """Derive and prove a rule by each of its variables, and its examples. Raises what `answer_item` raises."""
    items = {item: answer_item(rule, item) for item in rule.wrt}
    return Answer(
        rule,
        {item: derivation for item, (derivation, _) in items.items()},
        {item: certificate for item, (_, certificate) in items.items()},
        tuple(map(answer, rule.examples)),
    )


def answer_item(rule: Rule, item: str) -> tuple[Derivation, Certificate]:
    """Derive and prove a rule by one item of its `wrt`.

    Raises `Disproved` where an answer is wrong, or the book's, `Refused` where there is none; each names the rule.
    """
    place = (f"{rule.file}:{rule.line}", f"rule {rule.id}") if rule.file else (f"rule {rule.id}",)
    try:
        derivation = derive(rule.expr, item, rule.where, rule.order)
        certificate = derivation.verify()
    except JacobookError as error:
        raise error.within(*place, f"w.r.t. {item}") from None
    if item in rule.textbook:
        try:
            agree_with_book(derivation, rule.textbook[item])
        except JacobookError as error:
            raise error.within(*place, f"textbook.{item}") from None
    return derivation, certificate


def agree_with_book(derivation: Derivation, printed: str) -> None:
    """Hold what a book prints, in numerator layout, against the components. Raises `Disproved` or `CatalogueError`."""
    declarations = {variable.name: _declaration(variable) for variable in derivation.variables.values()}
    form = _upright(statement(read(printed, declarations).expression), derivation)
    agrees(
        derivation.expression,
        derivation.wrt,
        Layout.NUMERATOR,
        MatrixForm(form),
        printed=text.to_text(form),
        ours=derivation.numerator.text,
    )


def _upright(formula: Formula, derivation: Derivation) -> Formula:
    """The book's formula with the rows and columns of the answer: a vector of the language may stand or lie."""
    wanted = derivation.numerator.rows, derivation.numerator.columns
    if (formula.rows, formula.columns) == wanted:
        return formula
    if is_column(formula) and (formula.columns, formula.rows) == wanted:
        return transpose(formula)
    raise CatalogueError(
        f"has the shape {formula.rows}×{formula.columns}, and the derivative is {wanted[0]}×{wanted[1]}",
        hint="a textbook form is written in numerator layout",
    )


def _declaration(variable: Variable) -> str:
    return " ".join([shape_text(variable.shape), *sorted(variable.properties)])


def answer_question(expr: str, wrt: str, where: Mapping[str, str], order: int, symmetric: str = "free") -> Answer:
    """The answer to a question that is in no catalogue, proved like those that are."""
    derivation = derive(expr, wrt, where, order, symmetric=symmetric)
    rule = Rule("question", "Question", expr, (wrt,), where, order)
    return Answer(rule, {wrt: derivation}, {wrt: derivation.verify()})
