"""From a rule to its answer: derived, proved, and compared with the form printed in a book."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from jacobook.catalogue.model import Rule
from jacobook.claims.verdict import Verdict
from jacobook.derivation import Derivation, derive
from jacobook.document.pages.answer import Answer
from jacobook.errors import JacobookError
from jacobook.proof.verdict.certificate import Certificate


def answer(rule: Rule) -> Answer:
    """Derive and prove a rule by each of its variables, and its examples. Raises what `answer_item` raises."""
    items = {item: answer_item(rule, item) for item in rule.wrt}
    return Answer(
        rule,
        {item: derivation for item, (derivation, _) in items.items()},
        {item: certificate for item, (_, certificate) in items.items()},
        tuple(map(answer, rule.examples)),
    )


@dataclass(frozen=True, slots=True)
class Answered:
    """A rule by one item of its `wrt`: derived, proved, and with the verdict on what a book prints, if it says so."""

    derivation: Derivation
    certificate: Certificate
    book: Verdict | None = None


def answer_item(rule: Rule, item: str) -> tuple[Derivation, Certificate]:
    """Derive and prove a rule by one item of its `wrt`. Raises as `answered_item` does."""
    found = answered_item(rule, item)
    return found.derivation, found.certificate


def answered_item(rule: Rule, item: str) -> Answered:
    """Derive and prove a rule by one item of its `wrt`, and judge what a book prints of it.

    Raises `Disproved` where an answer is wrong, or the book's, `Refused` where there is none; each names the rule.
    """
    place = (f"{rule.file}:{rule.line}", f"rule {rule.id}") if rule.file else (f"rule {rule.id}",)
    try:
        derivation = derive(rule.expr, item, rule.where, rule.order)
        certificate = derivation.verify()
    except JacobookError as error:
        raise error.within(*place, f"w.r.t. {item}") from None
    if item not in rule.textbook:
        return Answered(derivation, certificate)
    try:
        return Answered(derivation, certificate, agree_with_book(derivation, rule.textbook[item]))
    except JacobookError as error:
        raise error.within(*place, f"textbook.{item}") from None


def agree_with_book(derivation: Derivation, printed: str) -> Verdict:
    """The verdict on what a book prints, in either layout: its `form` says in which.

    Raises `Disproved` where it is not right, and `LanguageError` where it cannot be read.
    """
    return derivation.matches(printed).accepted


def answer_question(
    expr: str,
    wrt: str,
    where: Mapping[str, str],
    order: int,
    symmetric: str = "free",
    *,
    tangent: str = "right",
    name: str = "",
) -> Answer:
    """The answer to a question that is in no catalogue, proved like those that are."""
    derivation = derive(expr, wrt, where, order, symmetric=symmetric, tangent=tangent, name=name)
    rule = Rule("question", "Question", expr, (wrt,), where, order)
    return Answer(rule, {wrt: derivation}, {wrt: derivation.verify()})
