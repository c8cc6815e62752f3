"""A Python-Markdown extension that lets links in raw HTML be written as in Markdown: as paths of source files.

MkDocs turns `[rule](../rules/x.md)` into an address and checks it, but leaves `<a href="../rules/x.md">` alone, which
Zensical turns too. With this extension MkDocs does so as well, by its own means: strict mode sees every link.
"""

from __future__ import annotations

import re
from html import escape, unescape
from typing import TYPE_CHECKING, Any

from markdown import Extension
from markdown.postprocessors import Postprocessor

from jacobook.publish.markdown.builder import address_resolver
from jacobook.publish.markdown.raw_html import PutAside

if TYPE_CHECKING:
    from collections.abc import Callable

    from markdown import Markdown

_ADDRESS = re.compile(r"""(<(?:a|img|source)\s(?:[^<>"]|"[^"<>]*")*?\b(?:href|src)=")([^"]*)(")""")
_LEFT_ALONE = re.compile(r"#|/|[a-zA-Z][a-zA-Z0-9+.-]*:|$")


class _ResolveLinks(Postprocessor):
    """Runs while raw HTML is still apart from the HTML that Markdown made, whose links are addresses already."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        self.resolved = [0, 0]

    def run(self, text: str) -> str:
        resolve = address_resolver(self.md)
        if resolve is None:
            return text
        # Headings pass through here one by one before the page does; what was resolved then is not asked for again.
        for place, blocks in enumerate(self._stashes()):
            for number in range(self.resolved[place], len(blocks)):
                block = blocks[number]
                if isinstance(block, str):
                    blocks[number] = self._resolve_in(block, resolve)
            self.resolved[place] = len(blocks)
        return text

    def _stashes(self) -> list[list[Any]]:
        """The raw HTML of the page: what Python-Markdown took out of it, and what was put aside before."""
        aside = [processor.blocks for processor in self.md.preprocessors if isinstance(processor, PutAside)]
        return [self.md.htmlStash.rawHtmlBlocks, *aside]

    def _resolve_in(self, block: str, resolve: Callable[[str], str]) -> str:
        def replace(match: re.Match[str]) -> str:
            address = unescape(match[2])
            if _LEFT_ALONE.match(address):
                return match.group()
            return match[1] + escape(resolve(address)) + match[3]

        return _ADDRESS.sub(replace, block)


class LinksExtension(Extension):
    """Resolves links in raw HTML under MkDocs."""

    def extendMarkdown(self, md: Markdown) -> None:
        self._processor = _ResolveLinks(md)
        # Raw HTML returns to the page at 30.
        md.postprocessors.register(self._processor, "jacobook-links", 40)
        md.registerExtension(self)

    def reset(self) -> None:
        """Python-Markdown calls this before each page."""
        self._processor.resolved = [0, 0]


def makeExtension(**settings: Any) -> LinksExtension:
    """What Python-Markdown calls."""
    return LinksExtension(**settings)
