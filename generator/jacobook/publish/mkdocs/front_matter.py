"""Front matter of pages, read while MkDocs waits: it reads YAML slowly, and most is the same from build to build."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from copy import deepcopy
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from mkdocs.utils import meta

from jacobook.work.files import files_below

# In characters: whatever is longer is left to MkDocs.
LONGEST = 4_000


class _Known:
    """Reads YAML once for each text, with MkDocs' own function."""

    def __init__(self, load: Callable[[str, type], Any]) -> None:
        self._load = load
        self._found: dict[tuple[str, type], Any] = {}

    def load(self, text: str, loader: type) -> Any:  # noqa: ANN401 - what YAML can say
        """What a text says; a copy, if it was read before."""
        if (text, loader) not in self._found:
            self._found[text, loader] = self._load(text, loader)
        return deepcopy(self._found[text, loader])


def read_front_matter_ahead(docs: Path) -> None:
    """Let MkDocs find the front matter of the pages in a folder known, as far as it stays the same."""
    # MkDocs asks for nothing else there.
    vars(meta)["yaml"] = SimpleNamespace(load=_Known(vars(meta)["yaml"].load).load)
    for name in files_below(docs):
        if name.endswith(".md"):
            with suppress(OSError, UnicodeDecodeError), (docs / name).open(encoding="utf-8-sig") as file:
                meta.get_data(file.read(LONGEST))
