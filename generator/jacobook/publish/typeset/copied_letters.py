"""Letters of mathematics are copied from a PDF as the letters that a reader types: diag(x), not diag(𝐱).

Fonts of mathematics have a code point of its own for each bold and each italic letter, and a PDF says so in a table
from glyphs to characters. New tables are appended to the file as an incremental update, which leaves all that is there
in its place (ISO 32000-1, section 7.5.6).
"""

from __future__ import annotations

import re
import unicodedata
import zlib

_TABLE = re.compile(rb"/ToUnicode (\d+) 0 R")
_STREAM = re.compile(rb"<<(?P<entries>[^>]*/Length) (\d+)(?P<rest>[^>]*/FlateDecode[^>]*)>>\s*stream\r?\n")
_TRAILER = re.compile(rb"trailer\s*<<(?P<entries>.*?)>>\s*startxref\s+(?P<start>\d+)\s+%%EOF\s*$", re.DOTALL)
_MEANT = re.compile(rb"(?<=> <)[0-9A-Fa-f]+(?=>\n)")
_FIRST, _LAST = 0x1D400, 0x1D7FF


def with_plain_letters(document: bytes) -> bytes:
    """A PDF whose mathematical letters are copied as plain ones; one without such letters stays as it is."""
    trailer = _TRAILER.search(document)
    if trailer is None:
        return document
    changed = {}
    for number in sorted({int(found) for found in _TABLE.findall(document)}):
        written = _plain_table(document, number)
        if written is not None:
            changed[number] = written
    return _updated(document, changed, trailer) if changed else document


def _plain_table(document: bytes, number: int) -> bytes | None:
    """The object anew; None where nothing in it changes."""
    begin = re.search(rb"(?<=[\r\n])%d 0 obj\s*" % number, document)
    head = _STREAM.match(document, begin.end()) if begin is not None else None
    if head is None:
        return None
    table = zlib.decompress(document[head.end() : head.end() + int(head[2])])
    plain = _MEANT.sub(lambda meant: _plain(meant[0]), table)
    if plain == table:
        return None
    stream = zlib.compress(plain, 9)
    entries = head["entries"] + b" %d" % len(stream) + head["rest"]
    return b"%d 0 obj\n<<%s>>\nstream\n%s\nendstream\nendobj\n" % (number, entries, stream)


def _plain(digits: bytes) -> bytes:
    text = bytes.fromhex(digits.decode("ascii")).decode("utf-16-be")
    letters = [unicodedata.normalize("NFKC", each) if _FIRST <= ord(each) <= _LAST else each for each in text]
    return "".join(letters).encode("utf-16-be").hex().upper().encode("ascii")


def _updated(document: bytes, objects: dict[int, bytes], trailer: re.Match[bytes]) -> bytes:
    parts = [document if document.endswith(b"\n") else document + b"\n"]
    place = len(parts[0])
    places = []
    for number, written in objects.items():
        places.append(b"%d 1\n%010d 00000 n \n" % (number, place))
        parts.append(written)
        place += len(written)
    ending = b"trailer\n<<%s/Prev %s>>\nstartxref\n%d\n%%%%EOF\n" % (trailer["entries"], trailer["start"], place)
    return b"".join([*parts, b"xref\n0 1\n0000000000 65535 f \n", *places, ending])
