"""Proving a catalogue: what became of every rule, by every variable."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from typing import Any

from jacobook.answer_data import certificate_entry
from jacobook.catalogue.model import Catalogue, Rule
from jacobook.errors import JacobookError
from jacobook.proof.certificate import Certificate
from jacobook.publish.answers import answer_item
from jacobook.publish.progress import Progress, silent

STAGE = "Proving"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A rule by one of its variables: proved, with the certificate, or not, with the reason."""

    rule: Rule
    wrt: str
    certificate: Certificate | None
    problem: JacobookError | None = None

    @property
    def proved(self) -> bool:
        """Whether the answer, in both layouts, agrees with the independent computation and with the book."""
        return self.certificate is not None

    def data(self) -> dict[str, Any]:
        """In values that JSON can write."""
        return {
            "rule": self.rule.id,
            "wrt": self.wrt,
            "file": self.rule.file,
            "line": self.rule.line,
            "proved": self.proved,
            "certificate": certificate_entry(self.certificate) if self.certificate is not None else None,
            "problem": str(self.problem) if self.problem is not None else None,
        }


def check(catalogue: Catalogue, progress: Progress = silent) -> Iterator[Verdict]:
    """Prove every rule, from nothing and without a cache, one after another; a failure stops none of the others."""
    items = [(rule, item) for rule in catalogue for item in rule.wrt]
    for done, (rule, item) in enumerate(items):
        progress(STAGE, done, len(items))
        try:
            _, certificate = answer_item(rule, item)
        except JacobookError as problem:
            yield Verdict(rule, item, None, problem)
        else:
            yield Verdict(rule, item, certificate)
    progress(STAGE, len(items), len(items))


def report(verdicts: list[Verdict]) -> dict[str, Any]:
    """The verdicts as one document for `check --json`."""
    return {
        "generator": f"jacobook {metadata.version('jacobook')}",
        "proved": sum(verdict.proved for verdict in verdicts),
        "failed": sum(not verdict.proved for verdict in verdicts),
        "verdicts": [verdict.data() for verdict in verdicts],
    }
