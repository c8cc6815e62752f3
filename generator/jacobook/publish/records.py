"""What is kept of an answered rule, its page and its data: worked out again only when what it rests on changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from pydantic import TypeAdapter, ValidationError

from jacobook.catalogue.model import Catalogue, Rule
from jacobook.document.page import RulePage
from jacobook.document.rule_page import rule_page
from jacobook.publish.answers import answer
from jacobook.publish.cache import Cache, engine_key, key_of
from jacobook.publish.entry import entry
from jacobook.publish.progress import Progress, silent

KIND = "rules"
STAGE = "Deriving and proving"


@dataclass(frozen=True, slots=True)
class Record:
    """An answered rule: `page` is what its page shows, `data` its entry in rules.json."""

    page: RulePage
    data: dict[str, Any]


_ADAPTER = TypeAdapter(Record)


def records(catalogue: Catalogue, cache: Cache | None = None, progress: Progress = silent) -> Mapping[str, Record]:
    """The records of all rules by id, from the cache where it has them. Raises what `answer` raises."""
    found: dict[str, Record] = {}
    for done, rule in enumerate(catalogue.rules):
        progress(STAGE, done, len(catalogue))
        found[rule.id] = _record(rule, cache)
    progress(STAGE, len(catalogue), len(catalogue))
    if cache is not None:
        cache.forget_unused(KIND)
    return found


def _record(rule: Rule, cache: Cache | None) -> Record:
    key = _key(rule)
    known = cache.get(KIND, key) if cache is not None else None
    if known is not None:
        try:
            return _ADAPTER.validate_json(known)
        except ValidationError:
            pass
    answered = answer(rule)
    record = Record(rule_page(answered), entry(answered))
    if cache is not None:
        cache.put(KIND, key, _ADAPTER.dump_json(record))
    return record


def _key(rule: Rule) -> str:
    """All that the record depends on: where the rule is written is no part of it."""
    statement = {name: value for name, value in asdict(rule).items() if name not in ("file", "line")}
    return key_of(engine_key(), statement)
