"""Titles and descriptions of generated pages, marked as HTML for MkDocs, its themes and its search."""

from __future__ import annotations

from functools import partial
from html import unescape
from typing import TYPE_CHECKING, Any

from markupsafe import Markup
from mkdocs.contrib.search import SearchPlugin

if TYPE_CHECKING:
    from collections.abc import Callable

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.pages import Page

# What templates write as HTML in front matter (see `escape.front_matter`).
_FIELDS = ("title", "description")


def mark_as_html(page: Page) -> None:
    """Let a theme that escapes a title of this generated page leave it as it is; others print it as it is anyway."""
    for name in _FIELDS:
        if isinstance(page.meta.get(name), str):
            page.meta[name] = Markup(page.meta[name])  # noqa: S704 - `escape.front_matter` made it


def index_titles_as_text(config: MkDocsConfig, generated: str) -> None:
    """Let MkDocs' own search, whose script escapes titles, find those of the pages below `generated` as text."""
    for plugin in config.plugins.values():
        if isinstance(plugin, SearchPlugin):
            index: Any = plugin.search_index
            index.add_entry_from_context = partial(_add_entries, index.add_entry_from_context, index, generated)


def _add_entries(read: Callable[[Page], None], index: Any, generated: str, page: Page) -> None:  # noqa: ANN401
    before = len(index._entries)  # noqa: SLF001 - MkDocs has no other way in
    read(page)
    if page.file.src_uri.startswith(generated):
        for entry in index._entries[before:]:  # noqa: SLF001 - likewise
            entry["title"] = unescape(entry["title"]) if entry["title"] else entry["title"]
