"""What a page of a built site says, read as a browser would: its ids, links, headings and formulas.

Reading takes longer than all checks together, so that what was read is kept: by a page's content, and, for a page that
is still the same file, by the file's identity, so that it need not be opened.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from html import unescape
from pathlib import Path
from typing import Any

from lxml import etree

from jacobook.publish.markdown import seals
from jacobook.publish.markdown.seals import unseal
from jacobook.publish.site import active_content
from jacobook.publish.site.active_content import Act, acts, holds_active
from jacobook.work.cache import Cache, key_of
from jacobook.work.files import identity

KIND = "read"
# Part of every key of the cache: another program reads otherwise.
_EDITION = key_of(*(Path(file).read_text("utf-8") for file in (__file__, active_content.__file__, seals.__file__)))
_LIST = key_of("list", _EDITION)

_LINKS = frozenset({"href", "src", "poster", "data", "action"})
# Elements whose address a browser fetches by itself; that of <a> it follows only when asked.
_FETCHING = frozenset(
    {"script", "link", "img", "source", "iframe", "video", "audio", "embed", "object", "track", "use", "image"}
)
_NOT_FETCHED = frozenset({"canonical", "alternate", "prev", "next", "license", "author"})
_VERBATIM = ("code", "pre", "script", "style", "kbd", "samp", "textarea", "annotation", "title")

# Elements that have something to say, and texts: asked for in XPath, so that no other is looked at.
_SPEAKING = etree.XPath(
    f"//*[@id or @srcset or contains(@style, 'url(') or {' or '.join(f'@{name}' for name in sorted(_LINKS))}"
    " or (self::meta and @name = 'description')]"
)
_HEADINGS = etree.XPath("count(//h1)")
_TITLE = etree.XPath("//title[not(ancestor::svg)]//text()", smart_strings=False)
_STYLES = etree.XPath("//style//text()", smart_strings=False)
_TEXTS = etree.XPath(
    f"//text()[contains(., '$') or contains(., '\\')][not({' or '.join(f'ancestor::{name}' for name in _VERBATIM)})]",
    smart_strings=False,
)

# What stands in a typeset formula is KaTeX's own and fetches nothing, nor does what Pygments makes of a program. It is
# most of a page, and need not be looked at.
_CLOSED = re.compile(r'<(?:(bdi|div) class="math[^<>]*>|pre><span></span><(code)>)')
_CSS_ADDRESS = re.compile(r"""url\(\s*(?:"([^"]*)"|'([^']*)'|([^)"']*))\s*\)|@import\s+["']([^"']+)["']""")
_CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_RAW_TEX = re.compile(r"\$\$|\\[()\[\]]|\$[^$]*\\[A-Za-z]|\\(?:frac|mathbf|begin|partial|top)\b")


@dataclass(slots=True)
class ReadPage:
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
    acts: list[Act] = field(default_factory=list)


def css_addresses(style: str) -> list[str]:
    """The addresses that a style sheet, or the style of an element, has fetched."""
    if "url(" not in style and "@import" not in style:
        return []
    return [next(filter(None, groups), "") for groups in _CSS_ADDRESS.findall(_CSS_COMMENT.sub("", style))]


def _read(html: str) -> ReadPage:
    # Without an element to hold it, the parser refuses a page that says nothing.
    bare = _emptied(html) if "<html" in html else f"<html>{_emptied(html)}</html>"
    root = etree.fromstring(bare.encode(), etree.HTMLParser(encoding="utf-8", huge_tree=True))
    page = ReadPage(headings=int(_HEADINGS(root)), language=root.get("lang", ""), title="".join(_TITLE(root)).strip())
    for element in _SPEAKING(root):
        attributes = element.attrib
        if element.tag == "meta":
            page.description = attributes.get("content", "").strip()
        elif element.tag == "link" and attributes.get("rel") == "canonical":
            page.canonical = attributes.get("href", "")
        if "id" in attributes:
            page.ids.append(attributes["id"])
        page.links += _links(element.tag, attributes)
    page.links += [("fetched", address) for text in _STYLES(root) for address in css_addresses(text)]
    for text in _TEXTS(root):
        if found := _RAW_TEX.search(text):
            start = max(0, found.start() - 20)
            page.raw_tex.append(" ".join(text[start : found.end() + 20].split()))
    page.mathematics = list(_problems_of_mathematics(html, page))
    page.acts = list(acts(html, root))
    return page


def _emptied(html: str) -> str:
    """A page without what stands in its formulas and programs."""
    kept, place = [], 0
    while opened := _CLOSED.search(html, place):
        end = html.find(f"</{opened[1] or opened[2]}>", opened.end())
        if end < 0:
            break
        if holds_active(html[opened.end() : end]):
            kept.append(html[place:end])
        else:
            kept.append(html[place : opened.end()])
        place = end
    return "".join([*kept, html[place:]])


def _links(tag: str, attributes: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The addresses in an element, each with whether it is fetched or followed."""
    kind = "fetched" if tag in _FETCHING and attributes.get("rel") not in _NOT_FETCHED else "followed"
    yield from ((kind, attributes[name]) for name in attributes if name in _LINKS)
    for candidate in filter(None, map(str.strip, attributes.get("srcset", "").split(","))):
        yield "fetched", candidate.split()[0]
    yield from (("fetched", address) for address in css_addresses(attributes.get("style", "")))


def _problems_of_mathematics(text: str, page: ReadPage) -> Iterator[str]:
    if "katex-error" in text:
        yield "a formula failed and is shown in red"
    for source in _left_as_source(text):
        yield f"a formula was never typeset: {source}" if source else "a formula was never typeset"
    for excerpt in page.raw_tex:
        yield f"LaTeX was left in the text: {excerpt}"


def _left_as_source(text: str) -> Iterator[str]:
    """The LaTeX of each formula that nothing has typeset, each once; empty where it cannot be read."""
    found = [unescape(source) for source in re.findall(r'class="math[^"]*" data-tex="([^"]*)"', text)]
    for digits in re.findall(r'data-math="([^"]*)"', text):
        try:
            found.append(unseal(digits).tex)
        except (ValueError, TypeError):
            found.append("")
    yield from dict.fromkeys(" ".join(source.split()) for source in found)


@dataclass(frozen=True, slots=True)
class Reading:
    """A page, the key of its content, and its file's identity; `known` is what was kept of the same file, if it was."""

    page: ReadPage
    key: str
    file: list[int]
    known: Mapping[str, Any] | None = None


class Readings:
    """What the pages of sites say, from memory where there is a cache that has it."""

    def __init__(self, cache: Cache | None) -> None:
        self._cache = cache
        self._against = ""
        self._known: dict[str, dict[str, Any]] = {}
        if cache is not None:
            with suppress(ValueError):
                self._against, self._known = json.loads(cache.get(KIND, _LIST) or "null") or ("", {})

    def of(self, site: Path, names: Iterable[str]) -> dict[str, Reading]:
        """The pages of a site, by their paths from its folder."""
        return {name: self._reading(f"{site}/{name}", self._known.get(name)) for name in names}

    def found(self, reading: Reading, against: str) -> tuple[str, ...] | None:
        """What was wrong with a page that was read when the same file was last held `against` the same, if it was."""
        return tuple(reading.known["found"]) if reading.known and against == self._against else None

    def remember(self, read: Mapping[str, Reading], against: str, found: Mapping[str, tuple[str, ...]]) -> None:
        """Keep what was read and its problems; drop everything else."""
        if self._cache is None:
            return
        known = {
            name: {
                "file": reading.file,
                "key": reading.key,
                "page": reading.known["page"] if reading.known else asdict(reading.page),
                "found": found[name],
            }
            for name, reading in read.items()
        }
        self._cache.put(KIND, _LIST, json.dumps([against, known]).encode())
        for reading in read.values():
            self._cache.keep(KIND, reading.key)
        self._cache.forget_unused(KIND)

    def _reading(self, path: str, known: Mapping[str, Any] | None) -> Reading:
        file = identity(path)
        if self._cache is None:
            return Reading(_read(Path(path).read_text("utf-8")), "", file)
        if known is not None and known["file"] == file:
            return Reading(_page(known["page"]), known["key"], file, known)
        content = Path(path).read_bytes()
        key = key_of(hashlib.sha256(content).hexdigest(), _EDITION)
        remembered = self._cache.get(KIND, key)
        if remembered is not None:
            with suppress(ValueError, TypeError, KeyError):
                return Reading(_page(json.loads(remembered)), key, file)
        page = _read(content.decode("utf-8"))
        self._cache.put(KIND, key, json.dumps(asdict(page)).encode())
        return Reading(page, key, file)


def _page(fields: Mapping[str, Any]) -> ReadPage:
    pairs = {name: [tuple(entry) for entry in fields[name]] for name in ("links", "acts")}
    return ReadPage(**{**fields, **pairs})
