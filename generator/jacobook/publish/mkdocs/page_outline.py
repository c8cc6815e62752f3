"""What MkDocs finds out about a page when it converts it, as it is kept, and given back to the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mkdocs.structure.toc import AnchorLink, TableOfContents

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page


class Restored:
    """Stands in for a page's own conversion."""

    def __init__(self, page: Page, outline: dict[str, Any], files: Files) -> None:
        self._page = page
        self._outline = outline
        self._known = files

    def render(self, config: MkDocsConfig, files: Files) -> None:  # noqa: ARG002 - the signature is MkDocs'
        page, found = self._page, self._outline
        page.content = ""
        anchors = [_anchor(entry) for entry in found["toc"]]
        for anchor in anchors[:1]:
            anchor.active = True  # type: ignore[attr-defined] # as MkDocs does
        page.toc = TableOfContents(anchors)
        page._title_from_render = found["title"]  # noqa: SLF001 - MkDocs has no other way in
        page.present_anchor_ids = set(found["ids"])
        page.links_to_anchors = {
            file: links for name, links in found["links"].items() if (file := self._known.get_file_from_path(name))
        }


def outline(page: Page) -> dict[str, Any]:
    """Contents, title, places and links of a page that was converted, in values that JSON can write."""
    return {
        "toc": [_entry(anchor) for anchor in page.toc],
        "title": page._title_from_render,  # noqa: SLF001 - see above
        "ids": sorted(page.present_anchor_ids or ()),
        "links": {file.src_uri: links for file, links in (page.links_to_anchors or {}).items()},
    }


def _entry(anchor: AnchorLink) -> list[Any]:
    return [anchor.title, anchor.id, anchor.level, [_entry(child) for child in anchor.children]]


def _anchor(entry: list[Any]) -> AnchorLink:
    anchor = AnchorLink(*entry[:3])
    anchor.children = [_anchor(child) for child in entry[3]]
    return anchor
