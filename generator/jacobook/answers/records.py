"""What is kept of an answered rule, its page and its data: worked out again only when what it rests on changes."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, fields
from functools import partial
from itertools import chain
from typing import Any

from pydantic import TypeAdapter, ValidationError

from jacobook.answers.engine_key import engine_key
from jacobook.catalogue.loader import CatalogueErrors
from jacobook.catalogue.model import Catalogue, Rule
from jacobook.document.pages.page import RulePage
from jacobook.errors import JacobookError
from jacobook.notation.options import BOOK, Notation
from jacobook.work.cache import Cache, key_of
from jacobook.work.progress import Progress, silent
from jacobook.work.spread import Spread, Workers, in_turn

KIND = "rules"
STAGE = "Deriving and proving"


@dataclass(frozen=True, slots=True)
class Record:
    """An answered rule: its `page`, its `entry` in rules.json, and the `finding` that search knows it by.

    The last two are JSON already.
    """

    page: RulePage
    entry: bytes
    finding: bytes

    @property
    def data(self) -> Any:  # noqa: ANN401 - what JSON can say
        """The entry in values."""
        return json.loads(self.entry)


_ADAPTER = TypeAdapter(Record)


@dataclass(frozen=True, slots=True)
class Records:
    """The records of the rules that were answered, by id, and the problems of those that were not, in order.

    `keys` are those of all rules' records, by id; `seconds` is the processor time that was spent in other processes.
    """

    answered: Mapping[str, Record]
    problems: tuple[JacobookError, ...]
    keys: Mapping[str, str]
    seconds: float = 0.0


def records(catalogue: Catalogue, cache: Cache | None = None, progress: Progress = silent) -> Mapping[str, Record]:
    """The records of all rules by id, from the cache where it has them. Raises what `answer` raises."""
    found = attempted_records(catalogue, cache, progress)
    require_answers(found)
    return found.answered


def require_answers(found: Records) -> None:
    """Raise the problem of a rule that was not answered, or `CatalogueErrors` with all of several."""
    if len(found.problems) == 1:
        raise found.problems[0]
    if found.problems:
        errors = CatalogueErrors(f"{len(found.problems)} rules without an answer")
        errors.problems = found.problems
        raise errors


def attempted_records(
    catalogue: Catalogue,
    cache: Cache | None = None,
    progress: Progress = silent,
    spread: Spread = in_turn,
    notation: Notation = BOOK,
) -> Records:
    """The records of all rules, from the cache where it has them; a rule that fails keeps none of the others back."""
    keys = {rule.id: record_key(rule, notation) for rule in catalogue}
    work = partial(_worked_out, notation)
    absent = [rule for rule in catalogue if cache is None or not cache.has(KIND, keys[rule.id])]
    if absent and isinstance(spread, Workers):
        spread.load_ahead()
    begun = spread(work, absent)
    known = {name: _remembered(key, cache) for name, key in keys.items()}
    asked = {rule.id for rule in absent}
    damaged = [rule for rule in catalogue if known[rule.id] is None and rule.id not in asked]
    problems: dict[str, JacobookError] = {}
    seconds = 0.0
    done = len(catalogue) - len(absent) - len(damaged)
    progress(STAGE, done, len(catalogue))
    for rule, outcome in zip([*absent, *damaged], chain(begun, spread(work, damaged)), strict=True):
        if outcome.value is not None:
            known[rule.id] = _ADAPTER.validate_json(outcome.value)
            if cache is not None:
                cache.put(KIND, keys[rule.id], outcome.value)
        elif outcome.problem is not None:
            problems[rule.id] = placed(outcome.problem, rule)
        done += 1
        seconds += outcome.elsewhere
        progress(STAGE, done, len(catalogue))
    if cache is not None:
        cache.forget_unused(KIND)
    answered = {name: record for name, record in known.items() if record is not None}
    in_order = tuple(problems[name] for name in keys if name in problems)
    return Records(answered, in_order, keys, seconds)


def placed(problem: JacobookError, rule: Rule, *inside: str) -> JacobookError:
    """The problem with the rule's name before it, where it has none yet."""
    name = f"rule {rule.id}"
    if name in problem.context:
        return problem
    by = [f"w.r.t. {item}" for item in inside]
    return problem.within(*([f"{rule.file}:{rule.line}"] if rule.file else []), name, *by)


def _remembered(key: str, cache: Cache | None) -> Record | None:
    known = cache.get(KIND, key) if cache is not None else None
    if known is not None:
        with suppress(ValidationError):
            return _ADAPTER.validate_json(known)
    return None


def _worked_out(notation: Notation, rule: Rule) -> bytes:
    """The record of a rule as it is kept."""
    from jacobook.answers.answers import answer  # noqa: PLC0415 - likewise
    from jacobook.answers.entry import entry  # noqa: PLC0415 - likewise
    from jacobook.answers.finding import finding  # noqa: PLC0415 - likewise
    from jacobook.document.pages.rule_page import rule_page  # noqa: PLC0415 - loads SymPy, which a remembered answer spares
    from jacobook.document.setting.mathematics import written_in  # noqa: PLC0415 - likewise

    answered = answer(rule)
    with written_in(notation):
        page = rule_page(answered)
    data = json.dumps(entry(answered), ensure_ascii=False, indent=1).encode()
    found = json.dumps(finding(answered), ensure_ascii=False, separators=(",", ":")).encode()
    return _ADAPTER.dump_json(Record(page, data, found))


def answered_before(cache: Cache, notation: Notation) -> Callable[[Rule], bool]:
    """Whether a rule has a record: its expressions were read, and were without a mistake."""
    return lambda rule: cache.has(KIND, record_key(rule, notation))


def record_key(rule: Rule, notation: Notation) -> str:
    """All that the record depends on: where the rule is written is no part of it."""
    return key_of(engine_key(), _statement(rule), asdict(notation))


def _statement(rule: Rule) -> dict[str, Any]:
    statement = {place.name: getattr(rule, place.name) for place in fields(rule) if place.name not in ("file", "line")}
    return statement | {"examples": [_statement(example) for example in rule.examples]}
