"""What a page of a site has a browser do: scripts, events, addresses that run, frames and what else is embedded.

A page is read as text for this, so that no browser can see a script where the parser sees none: text that is escaped
holds no `<`. What the theme of a site writes is known by being there without any rule: on the page that is shown for an
address that leads nowhere, and on nearly every other.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from html import unescape
from typing import TYPE_CHECKING, Any

from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Callable

Act = tuple[str, str, str]
"""What kind it is, a key that is the same for the same from page to page, and how it begins."""

LONGEST_EXCERPT = 200
# A script of a theme is on so large a part of the pages of a site that has so many.
_NEARLY_EVERY, _ENOUGH = 0.9, 3
NOWHERE = "404.html"

_QUOTED = r"""(?:"[^"]*"|'[^']*'|[^'">])*"""
_ELEMENT = re.compile(rf"<(script|iframe|frame|object|embed|applet|portal|base|meta)\b({_QUOTED})>", re.IGNORECASE)
_END_OF_SCRIPT = re.compile("</script", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([^\s"'<>/=]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>]+))""")
# Four expressions that begin with letters are searched for many times faster than one that does not mind their case.
_EVENTS = tuple(re.compile(rf"{begin}[A-Za-z]+\s*=") for begin in ("on", "On", "oN", "ON"))
_HANDLERS = etree.XPath("//@*[starts-with(name(), 'on')]")
_COMMENTS = etree.XPath("//comment()[contains(., '<')]")
_ADDRESSES = etree.XPath("//@href | //@src | //@action | //@formaction | //@data | //@poster | //@srcdoc | //@values")
_RUNNING = re.compile(r"(?:javascript|vbscript):|data:(?!image/(?!svg)|font/)", re.IGNORECASE)
# What the theme's button to share a search has.
_NOTHING = "javascript:void(0)"
_UNSEEN = re.compile(r"[\x00-\x20]+")
_STRING = re.compile(r""""(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'""")
_LEADS_ON_INSIDE = re.compile(r"\d+;\s*url=(?!/|\w+:)[\w./#-]*")


def holds_active(text: str) -> bool:
    """Whether a part of a page may hold anything of the kind, so that it has to be looked at."""
    return _ELEMENT.search(text) is not None or any(True for _ in _events(text)) or "script:" in text.lower()


def acts(html: str, root: Any) -> Iterator[Act]:  # noqa: ANN401 - lxml has no types
    """All that a page has a browser do besides showing it; `root` is the same page, parsed."""
    for found in _ELEMENT.finditer(html):
        yield from _act(html, found)
    if any(True for _ in _events(html)):
        for value in _HANDLERS(root):
            yield "event", f"{value.attrname}={value}", f"{value.attrname}={_excerpt(value)}"
        for comment in _COMMENTS(root):
            # One browser's comment is over where another's is not.
            for start in _events(comment.text or ""):
                yield "event", comment.text, _excerpt(comment.text[start:])
    for address in _ADDRESSES(root):
        told = _UNSEEN.sub("", address)
        if (_RUNNING.match(told) or address.attrname == "srcdoc") and told != _NOTHING:
            yield "address", told, _excerpt(address)


def _events(text: str) -> Iterator[int]:
    """Where the name of an attribute may begin that hands something over to a script."""
    for pattern in _EVENTS:
        for found in pattern.finditer(text):
            if text[found.start() - 1 : found.start()] in (" ", "\n", "\t", "\r", "\f", "/", '"', "'"):
                yield found.start()


def _act(html: str, found: re.Match[str]) -> Iterator[Act]:
    tag = found[1].lower()
    given = {name.lower(): unescape(a or b or c) for name, a, b, c in _ATTRIBUTE.findall(found[2])}
    if tag == "meta":
        leads_on = given.get("http-equiv", "").strip().lower() == "refresh"
        content = given.get("content", "")
        if leads_on and not _LEADS_ON_INSIDE.fullmatch(content.strip()):
            yield "refresh", content, _excerpt(content)
    elif tag != "script":
        yield tag, found[0], _excerpt(found[0])
    elif "src" in given or "href" in given:
        # One of another host is found where links are followed.
        yield from ()
    elif given.get("type", "").strip().lower() != "application/ld+json":
        end = _END_OF_SCRIPT.search(html, found.end())
        text = html[found.end() : end.start() if end else len(html)].strip()
        if text:
            # What is the same for every page but for addresses, titles and other texts.
            same = " ".join(_STRING.sub('""', text).split())
            yield "script", hashlib.sha256(same.encode("utf-8", "surrogatepass")).hexdigest(), _excerpt(text)


def _excerpt(text: str) -> str:
    return " ".join(text.split())[:LONGEST_EXCERPT]


def of_the_theme(
    pages: Mapping[str, Sequence[Act]], by_hand: Callable[[str], bool], said: Callable[[], str]
) -> frozenset[tuple[str, str]]:
    """Kinds and keys of what pages do without any rule; what `said` holds, all that rules say, is never among it."""
    whole = {name: found for name, found in pages.items() if not name.endswith(NOWHERE)}
    count = Counter(key for found in whole.values() for key in {act[:2] for act in found})
    enough = max(_ENOUGH, _NEARLY_EVERY * len(whole))
    excerpts = {act[:2]: act[2] for found in pages.values() for act in found}
    trusted = {key for key, number in count.items() if number >= enough}
    trusted |= {act[:2] for name, found in pages.items() if name.endswith(NOWHERE) or by_hand(name) for act in found}
    text = said() if trusted else ""
    return frozenset(key for key in trusted if excerpts[key] not in text)


def problems_of_acts(found: Iterable[Act], known: frozenset[tuple[str, str]]) -> Iterator[str]:
    """What a page does that neither the theme nor anybody who writes pages has it do."""
    for kind, key, excerpt in dict.fromkeys(found):
        if (kind, key) not in known:
            yield f"{_KINDS.get(kind, f'a {kind}')} is not the theme's: {excerpt}"


_KINDS = {
    "script": "a script",
    "event": "an event attribute",
    "address": "an address that runs or embeds something",
    "refresh": "a page that leads out of the site",
    "iframe": "an embedded page",
    "object": "an embedded object",
    "embed": "an embedded object",
    "applet": "an embedded object",
}


def said_by_rules(data: bytes) -> str:
    """All that the rules of a `rules.json` say in words, each text on a line of its own."""
    with suppress(ValueError, KeyError, TypeError, AttributeError):
        document = json.loads(data)
        tables = (*document["chapters"], *document["rules"])
        return "\n".join(" ".join(text.split()) for table in tables for text in table.values() if isinstance(text, str))
    return ""
