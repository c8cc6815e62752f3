"""The theme's templates: compiled before MkDocs asks for them, those that the last builds used."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING

import jinja2

from jacobook.work.cache import Cache

if TYPE_CHECKING:
    from jinja2.bccache import Bucket

KIND, _USED = "templates", "used"


def used_templates(cache: Cache) -> list[str]:
    """The names of the theme's templates that builds have used, as far as the cache knows."""
    with suppress(ValueError):
        return [str(name) for name in json.loads(cache.get(KIND, _USED) or "[]")]
    return []


def remember_used_templates(cache: Cache, environment: jinja2.Environment) -> None:
    """Called when a site is complete, with the environment that rendered its pages."""
    loaded = environment.cache.values() if environment.cache else []
    names = {template.name for template in loaded if template.name} | set(used_templates(cache))
    cache.put(KIND, _USED, json.dumps(sorted(names)).encode())


class _CompiledTemplates(jinja2.BytecodeCache):
    """Templates as they were compiled in this process, before MkDocs made the environment that it uses.

    Never on disk: byte code that comes from elsewhere could do anything.
    """

    def __init__(self) -> None:
        self._known: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._known:
            bucket.bytecode_from_string(self._known[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._known[bucket.key] = bucket.bytecode_to_string()


COMPILED = _CompiledTemplates()
