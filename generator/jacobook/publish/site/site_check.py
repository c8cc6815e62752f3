"""Reads a built site as a visitor's browser would and lists what the builders let pass.

Links, images, styles and anchors that lead nowhere; anything fetched from another host; scripts and the like that are
neither the theme's nor an author's; pages without language, title, description or their one main heading; ids used
twice; formulas that were left as LaTeX or failed.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from jacobook.publish.site.active_content import of_the_theme, problems_of_acts, said_by_rules
from jacobook.work.cache import key_of
from jacobook.work.files import files_below
from jacobook.publish.site.page_reading import Readings, ReadPage, css_addresses

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

TITLE_LIMIT = 60
# Another program finds something else.
_EDITION = key_of(Path(__file__).read_text("utf-8"))
# What a browser leaves out of an address.
_NOT_IN_ADDRESSES = dict.fromkeys(map(ord, "\t\r\n"))
# An address with a scheme or a host.
_ELSEWHERE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")
# What themes fetch from another host unless they are told not to, by a part of its address.
_REMEDIES = {
    "fonts.googleapis.com": "`font: false` below `theme` in mkdocs.yml leaves it out",
    "fonts.gstatic.com": "`font: false` below `theme` in mkdocs.yml leaves it out",
    "highlight.js": "`highlightjs: false` below `theme` in mkdocs.yml leaves it out",
}
# Themes make these pages by themselves, and authors cannot describe them.
_OF_THE_THEME = frozenset({"404.html", "search.html"})


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """Something wrong in a file of the site (its path from the site's folder)."""

    file: str
    problem: str

    def __str__(self) -> str:
        return f"{self.file}: {self.problem}"


def check_site(
    site: Path, *, title_limit: int = TITLE_LIMIT, readings: Readings | None = None, generated: str | None = None
) -> tuple[Finding, ...]:
    """All that is wrong with the site in a folder, in order of files; nothing if it is clean.

    A folder without pages is itself a finding, so that a check of nothing never passes. What a page says is read once
    where `readings` remember it. Pages that are not below the folder `generated`, where it is given, are written by
    hand: what they embed and run is their author's, unless a rule says it.
    """
    files = files_below(site)
    readings = readings or Readings(None)
    read = readings.of(site, [name for name in files if name.endswith(".html")])
    if not read:
        return (Finding(".", "there are no pages in this folder"),)
    pages = {name: reading.page for name, reading in read.items()}
    base = urlsplit(pages["index.html"].canonical).path or "/" if "index.html" in pages else "/"
    visitor = _Visitor(files, base, {name: frozenset(page.ids) for name, page in pages.items()})
    known_acts = of_the_theme(
        {name: page.acts for name, page in pages.items()},
        lambda name: generated is not None and not name.startswith(generated),
        lambda: "\n".join(
            said_by_rules((site / name).read_bytes()) for name in files if name.rpartition("/")[2] == "rules.json"
        ),
    )
    # The places that links may lead to are the same after most changes: then so is what was found on the same pages.
    against = key_of(_EDITION, title_limit, visitor.places, sorted(known_acts))
    found: dict[str, tuple[str, ...]] = {}
    for name, page in pages.items():
        known = readings.found(read[name], against)
        found[name] = (
            known
            if known is not None
            else (
                *_problems_of(page, title_limit, described=name not in _OF_THE_THEME),
                *page.mathematics,
                *problems_of_acts(page.acts, known_acts),
                *visitor.problems_of_links(name, page.links),
            )
        )
    readings.remember(read, against, found)
    for name in (name for name in files if name.endswith(".css")):
        links = [("fetched", address) for address in css_addresses((site / name).read_text("utf-8"))]
        found[name] = tuple(visitor.problems_of_links(name, links))
    return tuple(sorted({Finding(name, problem) for name, problems in found.items() for problem in problems}))


def _problems_of(page: ReadPage, title_limit: int, *, described: bool) -> Iterator[str]:
    title = page.title.strip()
    if not page.language:
        yield "the language of the page is not given"
    if not title:
        yield "the page has no title"
    if len(title) > title_limit:
        yield f"the title is {len(title)} characters long, more than {title_limit}: {title}"
    if described and not page.description:
        yield "the page has no description"
    if page.headings != 1:
        yield f"the page has {page.headings} main headings in place of one"
    seen: set[str] = set()
    for identifier in page.ids:
        if identifier in seen:
            yield f'the id "{identifier}" is used more than once'
        seen.add(identifier)


class _Visitor:
    """Follows the links of a site with certain files; `base` is the path under which the site will be served."""

    def __init__(self, files: Iterable[str], base: str, ids: dict[str, frozenset[str]]) -> None:
        self._files = frozenset(files)
        self._base = base
        self._ids = ids

    @property
    def places(self) -> list[object]:
        """All that a link may lead to, in values that JSON can write."""
        return [self._base, sorted(self._files), {name: sorted(ids) for name, ids in self._ids.items()}]

    def problems_of_links(self, name: str, links: Sequence[tuple[str, str]]) -> Iterator[str]:
        """What is wrong with the links of a file."""
        for kind, address in dict.fromkeys(links):
            problem = self._problem_of(name, kind, address.strip().translate(_NOT_IN_ADDRESSES))
            if problem:
                yield problem

    def _problem_of(self, name: str, kind: str, address: str) -> str | None:
        if _ELSEWHERE.match(address):
            parts = urlsplit(address)
            outside = parts.scheme in {"http", "https"} or parts.netloc
            if not (outside and kind == "fetched"):
                return None
            remedy = next((f"; {told}" for part, told in _REMEDIES.items() if part in address), "")
            return f"something is fetched from another host: {address}{remedy}"
        target, _, fragment = address.partition("#")
        path = self._path(name, target.partition("?")[0])
        if path is None:
            return f"a link leads out of the site: {address}"
        found = self._file_at(path)
        if found is None:
            return f"a link leads nowhere: {address}"
        if fragment and found in self._ids and unquote(fragment) not in self._ids[found]:
            return f"a link leads to a place that is not on its page: {address}"
        return None

    def _path(self, name: str, target: str) -> str | None:
        """Where a path in a link leads, from the folder of the site; None if out of it.

        Most of the work of a check, tens of thousands of times: `urljoin` would take four times as long.
        """
        if not target:
            return name
        folder = f"{self._base}{name}".rpartition("/")[0]
        path = posixpath.normpath(unquote(target) if target.startswith("/") else f"{folder}/{unquote(target)}")
        if target.rpartition("/")[2] in ("", ".", "..") and path != "/":
            path += "/"
        path = "/" + path.lstrip("/")
        return path[len(self._base) :] if path.startswith(self._base) else None

    def _file_at(self, path: str) -> str | None:
        """The file that a server answers a path with."""
        relative = f"{path}index.html" if path == "" or path.endswith("/") else path
        return relative if relative in self._files else None
