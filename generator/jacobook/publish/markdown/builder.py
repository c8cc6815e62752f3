"""What a builder tells an extension of the page that it converts, through what it registers with Python-Markdown.

None of it is promised by a builder: each name is looked for, and what is not found is done without.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markdown.preprocessors import Preprocessor

if TYPE_CHECKING:
    from markdown import Markdown

# Where preprocessors come after those of MkDocs (21) and of Python-Markdown (20), which read HTML.
AFTER_READERS = 15


def page_name(md: Markdown) -> str | None:
    """The path of the page being converted: from MkDocs, or from Zensical."""
    for processors, attributes in ((md.treeprocessors, ("file", "src_uri")), (md.preprocessors, ("page", "path"))):
        for processor in processors:
            value: Any = processor
            for attribute in attributes:
                value = getattr(value, attribute, None)
            if isinstance(value, str):
                return value
    return None


def site_folder(md: Markdown) -> Path:
    """The folder of the site's configuration: from MkDocs, or else the working directory, as Zensical has it."""
    for processor in md.treeprocessors:
        file = getattr(getattr(processor, "config", None), "config_file_path", None)
        if isinstance(file, str):
            return Path(file).absolute().parent
    return Path.cwd()


def address_resolver(md: Markdown) -> Callable[[str], str] | None:
    """MkDocs' own way from a path to an address; nothing where another builder converts the page."""
    for processor in md.treeprocessors:
        resolve = getattr(processor, "path_to_url", None)
        if callable(resolve):
            return resolve  # type: ignore[no-any-return]
    return None


def _known_anchors(md: Markdown) -> Iterator[set[str]]:
    """The places of the page that MkDocs lets links lead to; what is added to a set counts."""
    for processor in md.preprocessors:
        known = getattr(processor, "present_anchor_ids", None)
        if isinstance(known, set):
            yield known


class TellAnchors(Preprocessor):
    """Tells MkDocs, when it has read the page, of places that links may lead to and that it has not seen."""

    def __init__(self, md: Markdown, anchors: Callable[[], Iterable[str]]) -> None:
        super().__init__(md)
        self._anchors = anchors

    def run(self, lines: list[str]) -> list[str]:
        for known in _known_anchors(self.md):
            known.update(self._anchors())
        return lines
