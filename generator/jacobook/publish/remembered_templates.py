"""Pages that were written before, taken from memory: writing four hundred pages takes longer than reading them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from importlib import metadata
from pathlib import Path

from jacobook.document.environment import Target, Templates
from jacobook.document.page import RulePage
from jacobook.publish.cache import Cache, engine_key, folder_key, key_of

KIND = "written"


class RememberedTemplates(Templates):
    """Templates that remember what they made of the pages of rules, by the keys of the rules' records.

    A template that is given anything but such pages, lists of them, texts and numbers is filled in each time.
    """

    def __init__(self, project: Path | None, cache: Cache, keys: Mapping[str, str]) -> None:
        super().__init__(project)
        self._cache = cache
        self._record_keys = keys

    @cached_property
    def _setting(self) -> str:
        folders = [folder_key(folder, [folder]) for folder in self.folders if folder.is_dir()]
        return key_of(folders, engine_key(), metadata.version("jinja2"))

    def render(self, target: Target, template: str, **values: object) -> str:
        known = self._known(values)
        if known is None:
            return super().render(target, template, **values)
        key = key_of(self._setting, target, template, known)
        text = self._cache.get(KIND, key)
        if text is not None:
            return text.decode()
        made = super().render(target, template, **values)
        self._cache.put(KIND, key, made.encode())
        return made

    def _known(self, values: Mapping[str, object]) -> list[object] | None:
        """What stands for the values in a key; None where one of them cannot be told by it."""
        if not any(isinstance(value, RulePage) for value in values.values()):
            return None
        found: list[object] = []
        for name in sorted(values):
            value = values[name]
            listed = value if isinstance(value, list) else [value]
            pages = [page for page in listed if isinstance(page, RulePage) and page.id in self._record_keys]
            if len(pages) == len(listed):
                found.append([name, [self._record_keys[page.id] for page in pages]])
            elif value is None or isinstance(value, str | int | float):
                found.append([name, value])
            else:
                return None
        return found

    def close(self) -> None:
        """Forget what was not asked for."""
        self._cache.forget_unused(KIND)
