"""Proving a catalogue: what became of every rule, by every variable."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from jacobook.answer_data import certificate_entry
from jacobook.answers.lock import FORMAT, Answers, Forms, by_variables, forms
from jacobook.answers.records import placed
from jacobook.catalogue.model import Catalogue, Rule, variables_of
from jacobook.errors import JacobookError
from jacobook.proof.verdict.certificate import Certificate
from jacobook.work.cache import version_of
from jacobook.work.progress import Progress, silent
from jacobook.work.spread import Spread, in_turn

STAGE = "Proving"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A rule by one of its variables: proved, with the certificate, or not, with the reason."""

    rule: Rule
    wrt: str
    certificate: Certificate | None
    forms: Forms = field(default_factory=dict)
    problem: JacobookError | None = None
    book: str = ""
    """As which form what a book prints is right, such as `numerator`; empty where nothing is said of one."""

    @property
    def proved(self) -> bool:
        """Whether the answer, in both layouts, agrees with the independent computation and with the book.

        Its conditions then are needed, all of them, and enough.
        """
        return self.certificate is not None

    def data(self) -> dict[str, Any]:
        """In values that JSON can write."""
        return {
            "rule": self.rule.id,
            "wrt": self.wrt,
            "file": self.rule.file,
            "line": self.rule.line,
            "proved": self.proved,
            "forms": dict(self.forms),
            "textbook": self.book or None,
            "certificate": certificate_entry(self.certificate) if self.certificate is not None else None,
            "problem": str(self.problem) if self.problem is not None else None,
        }


def check(catalogue: Catalogue, progress: Progress = silent, spread: Spread = in_turn) -> Iterator[Verdict]:
    """Prove every rule and every example, from nothing and without a cache; a failure stops none of the others."""
    items = [(question, item) for rule in catalogue for question in rule.questions for item in question.wrt]
    progress(STAGE, 0, len(items))
    for done, ((rule, item), outcome) in enumerate(zip(items, spread(_proved, items), strict=True), 1):
        if outcome.value is not None:
            certificate, formulas, book = outcome.value
            yield Verdict(rule, item, certificate, formulas, book=book)
        elif outcome.problem is not None:
            yield Verdict(rule, item, None, {}, placed(outcome.problem, rule, item))
        progress(STAGE, done, len(items))


def _proved(question: tuple[Rule, str]) -> tuple[Certificate, Forms, str]:
    from jacobook.answer_data import derivative  # noqa: PLC0415 - loads SymPy, which only the process that works needs
    from jacobook.answers.answers import answered_item  # noqa: PLC0415 - likewise

    found = answered_item(*question)
    found.derivation.verify_conditions()
    formulas = forms(derivative(found.derivation, found.certificate))
    return found.certificate, formulas, found.book.form or "" if found.book is not None else ""


def answers_of(verdicts: Sequence[Verdict]) -> Answers:
    """The formulas of the rules that are proved."""
    answers: dict[str, dict[str, Forms]] = {}
    for verdict in verdicts:
        if verdict.proved:
            by_variable = answers.setdefault(verdict.rule.id, {})
            by_variable[by_variables(variables_of(verdict.wrt))] = verdict.forms
    return answers


def report(verdicts: list[Verdict], unread: Sequence[JacobookError] = ()) -> dict[str, Any]:
    """The verdicts as one document for `check --json`, with what is wrong with rules that could not be read."""
    return {
        "format": FORMAT,
        "generator": f"jacobook {version_of('jacobook')}",
        "proved": sum(verdict.proved for verdict in verdicts),
        "failed": sum(not verdict.proved for verdict in verdicts),
        "unread": [str(problem) for problem in unread],
        "verdicts": [verdict.data() for verdict in verdicts],
    }
