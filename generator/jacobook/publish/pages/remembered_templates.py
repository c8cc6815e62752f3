"""Pages that were written before, taken from memory: writing four hundred pages takes longer than reading them."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from functools import cached_property
from pathlib import Path

from jacobook.answers.engine_key import engine_key
from jacobook.document.collections.cheatsheet import SheetRule
from jacobook.document.collections.table import Row
from jacobook.document.pages.page import RulePage
from jacobook.document.setting.environment import Target, Templates
from jacobook.work.cache import Cache, folder_key, key_of, version_of

KIND = "written"


class _UnknownError(Exception):
    """A value without a key."""


class RememberedTemplates(Templates):
    """Templates that remember what they made of the pages of rules, by the keys of the rules' records.

    Tables and sheets are known by the rules in them. A template that is given anything else that is not made of such
    pages, texts and numbers is filled in each time.
    """

    def __init__(self, project: Path | None, cache: Cache, keys: Mapping[str, str]) -> None:
        super().__init__(project)
        self._cache = cache
        self._record_keys = keys

    @cached_property
    def _setting(self) -> str:
        folders = [folder_key(folder, [folder]) for folder in self.folders if folder.is_dir()]
        return key_of(folders, engine_key(), version_of("jinja2"))

    def render(self, target: Target, template: str, **values: object) -> str:
        try:
            known = self._known(values)
        except _UnknownError:
            return super().render(target, template, **values)
        key = key_of(self._setting, target, template, known)
        text = self._cache.get(KIND, key)
        if text is not None:
            return text.decode()
        made = super().render(target, template, **values)
        self._cache.put(KIND, key, made.encode())
        return made

    def _known(self, value: object) -> object:
        """What stands for a value in a key. Raises `_UnknownError` for values without a key."""
        match value:
            case RulePage() | SheetRule():
                return self._record_key(value.id)
            case Row():
                place = value.page.derivatives.index(value.derivative)
                return [self._record_key(value.page.id), place, value.anchor, value.fragment]
            case None | str() | int() | float():
                return value
            case datetime.date():
                return value.isoformat()
            case list() | tuple():
                return self._all_known(value)
            case Mapping():
                return [self._all_known(item) for item in sorted(value.items())]
            case _ if is_dataclass(value) and not isinstance(value, type):
                return [type(value).__name__, *self._all_known(getattr(value, field.name) for field in fields(value))]
            case _:
                raise _UnknownError

    def _all_known(self, values: Iterable[object]) -> list[object]:
        return [self._known(value) for value in values]

    def _record_key(self, name: str) -> str:
        if name not in self._record_keys:
            raise _UnknownError
        return self._record_keys[name]

    def close(self) -> None:
        """Forget what was not asked for."""
        self._cache.forget_unused(KIND)
