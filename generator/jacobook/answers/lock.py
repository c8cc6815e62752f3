"""The accepted formulas of a catalogue, in a file that a review sees: a change is reported until it is accepted.

The file holds formulas and their conditions alone, by rule and variable, and nothing of the program that found them:
what an upgrade leaves as it was leaves the file as it was.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jacobook.errors import CatalogueError
from jacobook.language.asked import separated
from jacobook.layout.formulas.layouts import LAYOUTS
from jacobook.work.reading import read_input

# Of rules.json too, which holds the same formulas among other things.
FORMAT = 1
NAME = "catalogue.lock.json"
LARGEST_FILE = 200_000_000
CONDITIONS = "conditions"
PLACES = (*LAYOUTS, "components", CONDITIONS)
NOTATIONS = ("text", "latex")

Forms = Mapping[str, Mapping[str, str]]
"""A derivative as it is printed: by place (each layout, the components, the conditions), as text and as LaTeX."""

Answers = Mapping[str, Mapping[str, Forms]]
"""The derivatives of rules: by the rule's id, then by the variables."""


def forms(derivative: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """What is printed of a derivative that is given as data."""
    return {
        place: {notation: _printed(derivative[place], notation) for notation in NOTATIONS}
        for place in PLACES
        if derivative.get(place)
    }


def _printed(found: Mapping[str, Any] | list[Mapping[str, Any]], notation: str) -> str:
    """A formula, or all conditions one after the other; a lock file holds these as one text."""
    if not isinstance(found, list):
        return str(found[notation])
    clauses = [f"{'at least ' if one['sufficient_only'] else ''}{one['clause'][notation]}" for one in found]
    return "; ".join(clauses)


def by_variables(names: Iterable[str]) -> str:
    """The key of a derivative: "x", or "x,w" where it is taken by one after the other."""
    return ",".join(name.strip() for name in names)


def lock_text(answers: Answers) -> str:
    """The content of the file."""
    return json.dumps({"format": FORMAT, "rules": answers}, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


@dataclass(frozen=True, slots=True)
class Accepted:
    """The formulas in a file, and what the file says of rules that failed: each with its variables."""

    answers: Answers
    failed: frozenset[tuple[str, str]]


def read_answers(path: Path) -> Answers:
    """The formulas in a lock file, in a `rules.json`, or in the verdicts of a check. Raises as `read_accepted` does."""
    return read_accepted(path).answers


def read_accepted(path: Path) -> Accepted:
    """What a lock file, a `rules.json`, or the verdicts of a check say; it is read once, and may be a pipe.

    Raises `CatalogueError` for anything else.
    """
    try:
        content = read_input(path, LARGEST_FILE)
    except OSError as error:
        raise CatalogueError(f"cannot be read: {error.strerror or error}", context=(str(path),)) from None
    except ValueError as error:
        raise CatalogueError(str(error), context=(str(path),)) from None
    try:
        document = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise CatalogueError(f"not JSON: {error}", context=(str(path),)) from None
    try:
        return Accepted(_answers(document), _failed(document))
    except (KeyError, TypeError, AttributeError, ValueError):
        raise CatalogueError(
            "holds no formulas",
            hint="files that hold some come from `jacobook lock`, `jacobook export json` and `jacobook check --json`",
            context=(str(path),),
        ) from None


def _failed(document: Any) -> frozenset[tuple[str, str]]:  # noqa: ANN401 - whatever was in the file
    verdicts = document.get("verdicts", ())
    return frozenset(
        (str(one["rule"]), by_variables(separated(str(one["wrt"])))) for one in verdicts if not one["proved"]
    )


def _answers(document: Any) -> Answers:  # noqa: ANN401 - whatever was in the file
    if document["format"] != FORMAT:
        raise ValueError(document["format"])
    if "verdicts" in document:
        answers: dict[str, dict[str, Forms]] = {}
        for verdict in document["verdicts"]:
            if verdict["proved"]:
                wrt = by_variables(separated(str(verdict["wrt"])))
                answers.setdefault(str(verdict["rule"]), {})[wrt] = forms(verdict["forms"])
        return answers
    rules = document["rules"]
    if isinstance(rules, list):
        questions = [question for rule in rules for question in (rule, *rule.get("examples", ()))]
        return {str(one["id"]): {by_variables(d["wrt"]): forms(d) for d in one["derivatives"]} for one in questions}
    return {str(rule): {str(wrt): forms(found) for wrt, found in by.items()} for rule, by in rules.items()}
