"""An answered rule as data: what `rules.json` holds of it, in values that JSON can write."""

from __future__ import annotations

from jacobook.answer_data import Entry, derivative, variable_entry
from jacobook.catalogue.sources import cite
from jacobook.document.pages.answer import Answer
from jacobook.notation import latex, text


def entry(answer: Answer) -> Entry:
    """A rule with its answers by every variable, in both layouts, with their certificates, and its examples."""
    rule = answer.rule
    return {
        "id": rule.id,
        "number": rule.number,
        "title": rule.title,
        "chapter": rule.chapter,
        "section": rule.section,
        "tags": list(rule.tags),
        "summary": rule.summary,
        "note": rule.note,
        **_question(answer),
        "examples": [
            {"id": example.rule.id, "title": example.rule.title, **_question(example)} for example in answer.examples
        ],
        "aliases": list(rule.aliases),
        "related": list(rule.related),
        "since": rule.since,
    }


def _question(answer: Answer) -> Entry:
    rule = answer.rule
    first = next(iter(answer.derivations.values()))
    return {
        "condition": rule.condition,
        "expr": rule.expr,
        "variables": {name: variable_entry(variable) for name, variable in first.variables.items()},
        "value": {"latex": latex.to_latex(first.value), "text": text.to_text(first.value)},
        "order": first.order,
        "derivatives": [
            derivative(derivation, answer.certificates[item]) for item, derivation in answer.derivations.items()
        ],
        "sources": list(rule.sources),
        "citations": [_citation(source) for source in rule.sources],
    }


def _citation(source: str) -> Entry:
    citation = cite(source)
    return {
        "author": citation.work.author,
        "title": citation.work.title,
        "place": citation.text,
        "url": citation.work.url,
    }
