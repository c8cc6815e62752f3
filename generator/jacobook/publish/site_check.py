"""Reads a built site as a visitor's browser would and lists what the builders let pass.

Links, images, styles and anchors that lead nowhere; anything fetched from another host; pages without language, title,
description or their one main heading; ids used twice; formulas that were left as LaTeX or failed.
"""

from __future__ import annotations

import hashlib
import json
import os
import posixpath
import re
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from jacobook.publish.cache import Cache, key_of
from jacobook.publish.files import identity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

TITLE_LIMIT = 60
KIND = "read"
# Part of every key of the cache: another program reads otherwise.
_EDITION = key_of(Path(__file__).read_text("utf-8"))
# The list of what each page's content was when it was last read.
_CONTENTS = key_of("contents", _EDITION)

_LINKS = frozenset({"href", "src", "poster", "data", "action"})
# Elements whose address a browser fetches by itself; that of <a> it follows only when asked.
_FETCHING = frozenset(
    {"script", "link", "img", "source", "iframe", "video", "audio", "embed", "object", "track", "use", "image"}
)
_NOT_FETCHED = frozenset({"canonical", "alternate", "prev", "next", "license", "author"})
_VERBATIM = frozenset({"code", "pre", "script", "style", "kbd", "samp", "textarea", "annotation", "title"})
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())  # noqa: SIM905

# What stands in a typeset formula is KaTeX's own and fetches nothing; most of a page's elements need not be looked at.
_TYPESET = re.compile(r'(<(bdi|div) class="math[^>]*>).*?(</\2>)', re.DOTALL)
# Likewise what Pygments makes of a program.
_HIGHLIGHTED = re.compile(r"(<pre><span></span><code>).*?(</code></pre>)", re.DOTALL)
_CSS_ADDRESS = re.compile(r"""url\(\s*(?:"([^"]*)"|'([^']*)'|([^)"']*))\s*\)|@import\s+["']([^"']+)["']""")
_CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
# An address with a scheme or a host.
_ELSEWHERE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")
_RAW_TEX = re.compile(r"\$\$|\\[()\[\]]|\$[^$]*\\[A-Za-z]|\\(?:frac|mathbf|begin|partial|top)\b")


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """Something wrong in a file of the site (its path from the site's folder)."""

    file: str
    problem: str

    def __str__(self) -> str:
        return f"{self.file}: {self.problem}"


@dataclass(slots=True)
class _Page:
    """What a page says about itself and where it points."""

    ids: list[str] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    headings: int = 0
    language: str = ""
    title: str = ""
    description: str = ""
    canonical: str = ""
    raw_tex: list[str] = field(default_factory=list)
    mathematics: list[str] = field(default_factory=list)


class _Reader(HTMLParser):
    """Fills a `_Page` from HTML."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = _Page()
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag not in _VOID:
            self._open.append(tag)
        if tag == "html":
            self.page.language = attributes.get("lang", "")
        elif tag == "h1":
            self.page.headings += 1
        elif tag == "meta" and attributes.get("name") == "description":
            self.page.description = attributes.get("content", "").strip()
        elif tag == "link" and attributes.get("rel") == "canonical":
            self.page.canonical = attributes.get("href", "")
        if "id" in attributes:
            self.page.ids.append(attributes["id"])
        kind = "fetched" if tag in _FETCHING and attributes.get("rel") not in _NOT_FETCHED else "followed"
        self.page.links += [(kind, attributes[name]) for name in attributes if name in _LINKS]
        for candidate in filter(None, map(str.strip, attributes.get("srcset", "").split(","))):
            self.page.links.append(("fetched", candidate.split()[0]))
        self.page.links += [("fetched", address) for address in _css_addresses(attributes.get("style", ""))]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            while self._open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if "title" in self._open and "svg" not in self._open:
            self.page.title += data
        if "style" in self._open:
            self.page.links += [("fetched", address) for address in _css_addresses(data)]
        if not _VERBATIM.intersection(self._open) and (found := _RAW_TEX.search(data)):
            start = max(0, found.start() - 20)
            self.page.raw_tex.append(" ".join(data[start : found.end() + 20].split()))


def _css_addresses(style: str) -> list[str]:
    return [next(filter(None, groups), "") for groups in _CSS_ADDRESS.findall(_CSS_COMMENT.sub("", style))]


def _read(html: str) -> _Page:
    reader = _Reader()
    reader.feed(_TYPESET.sub(r"\1\3", _HIGHLIGHTED.sub(r"\1\2", html)))
    reader.close()
    reader.page.mathematics = list(_problems_of_mathematics(html, reader.page))
    return reader.page


def check_site(site: Path, *, title_limit: int = TITLE_LIMIT, cache: Cache | None = None) -> tuple[Finding, ...]:
    """All that is wrong with the site in a folder, in order of files; nothing if it is clean.

    A folder without pages is itself a finding, so that a check of nothing never passes. What a page says is read once,
    and remembered in the cache, if there is one, by the page's content.
    """
    pages = _Readings(cache).of(site)
    if not pages:
        return (Finding(".", "there are no pages in this folder"),)
    base = urlsplit(pages["index.html"].canonical).path or "/" if "index.html" in pages else "/"
    visitor = _Visitor(site, base, {name: frozenset(page.ids) for name, page in pages.items()})
    findings: list[Finding] = []
    for name, page in pages.items():
        problems = [
            *_problems_of(page, title_limit),
            *page.mathematics,
            *visitor.problems_of_links(name, page.links),
        ]
        findings += [Finding(name, problem) for problem in problems]
    for path in sorted(site.rglob("*.css")):
        name = path.relative_to(site).as_posix()
        links = [("fetched", address) for address in _css_addresses(path.read_text("utf-8"))]
        findings += [Finding(name, problem) for problem in visitor.problems_of_links(name, links)]
    return tuple(sorted(set(findings)))


class _Readings:
    """What pages say, read once: known again by a page's content, and that by the file's identity."""

    def __init__(self, cache: Cache | None) -> None:
        self._cache = cache
        self._known: dict[str, list[Any]] = {}
        if cache is not None:
            with suppress(ValueError):
                self._known = json.loads(cache.get(KIND, _CONTENTS) or b"{}")

    def of(self, site: Path) -> dict[str, _Page]:
        """Every page of a site, by its path."""
        found, contents = {}, {}
        for path in sorted(site.rglob("*.html")):
            name = path.relative_to(site).as_posix()
            found[name], contents[name] = self._reading(path, self._known.get(name, []))
        if self._cache is not None:
            self._cache.put(KIND, _CONTENTS, json.dumps(contents).encode())
            self._cache.forget_unused(KIND)
        return found

    def _reading(self, path: Path, known: list[Any]) -> tuple[_Page, list[Any]]:
        if self._cache is None:
            return _read(path.read_text("utf-8")), []
        this = identity(path)
        content = None if known[1:] == this else path.read_bytes()
        key = known[0] if content is None else key_of(hashlib.sha256(content).hexdigest(), _EDITION)
        remembered = self._cache.get(KIND, key)
        if remembered is not None:
            with suppress(ValueError, TypeError, KeyError):
                found = json.loads(remembered)
                page = _Page(**found | {"links": [(kind, address) for kind, address in found["links"]]})
                return page, [key, *this]
        page = _read((path.read_bytes() if content is None else content).decode("utf-8"))
        self._cache.put(KIND, key, json.dumps(asdict(page)).encode())
        return page, [key, *this]


def _problems_of(page: _Page, title_limit: int) -> Iterator[str]:
    title = page.title.strip()
    if not page.language:
        yield "the language of the page is not given"
    if not title:
        yield "the page has no title"
    if len(title) > title_limit:
        yield f"the title is {len(title)} characters long, more than {title_limit}: {title}"
    if not page.description:
        yield "the page has no description"
    if page.headings != 1:
        yield f"the page has {page.headings} main headings in place of one"
    seen: set[str] = set()
    for identifier in page.ids:
        if identifier in seen:
            yield f'the id "{identifier}" is used more than once'
        seen.add(identifier)


def _problems_of_mathematics(text: str, page: _Page) -> Iterator[str]:
    if "katex-error" in text:
        yield "a formula failed and is shown in red"
    if 'data-math="' in text or re.search(r'class="math[^"]*" data-tex=', text):
        yield "a formula was never typeset"
    for excerpt in page.raw_tex:
        yield f"LaTeX was left in the text: {excerpt}"


class _Visitor:
    """Follows the links of a site in its folder; `base` is the path under which the site will be served."""

    def __init__(self, site: Path, base: str, ids: dict[str, frozenset[str]]) -> None:
        self._files = frozenset(
            os.path.relpath(os.path.join(folder, file), site).replace(os.sep, "/")  # noqa: PTH118 - thousands of them
            for folder, _, files in os.walk(site)
            for file in files
        )
        self._base = base
        self._ids = ids

    def problems_of_links(self, name: str, links: Sequence[tuple[str, str]]) -> Iterator[str]:
        """What is wrong with the links of a file."""
        for kind, address in dict.fromkeys(links):
            problem = self._problem_of(name, kind, address.strip())
            if problem:
                yield problem

    def _problem_of(self, name: str, kind: str, address: str) -> str | None:
        if _ELSEWHERE.match(address):
            parts = urlsplit(address)
            outside = parts.scheme in {"http", "https"} or parts.netloc
            return f"something is fetched from another host: {address}" if outside and kind == "fetched" else None
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
