"""Two halves of a face of formulas: the glyphs that most formulas are set in, to be embedded, and the file with all.

A face holds hundreds of glyphs, a rule needs two dozen. The half that is embedded comes with the style sheet; a browser
fetches the file only for a glyph that the half lacks, which the ranges of the two rules say.
"""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

# What the printers write and what pages are likely to add: ASCII, Greek, the operators of linear algebra.
USUAL = frozenset(
    [*range(0x20, 0x7F), 0xA0, *range(0x391, 0x3F6)]
    + [ord(sign) for sign in "¬±·×÷ˉ′…ℓ←↑→↓↔⇒⇔∀∂∃∅∇∈∉∏∑−∓∗∘√∝∞∣∥∧∨∩∪∫∼≈≅≠≡≤≥≪≫⊂⊆⊕⊗⊘⊙⊤⊥⋅⋮⋯⋱⟨⟩\ue020"]
)


def in_halves(rule: str, face: Path) -> str:
    """Two `@font-face` rules in place of one that names the file of a face, a woff2, as its source."""
    there, half = _usual_half(face.read_bytes())
    usual = base64.b64encode(half).decode("ascii")
    address = re.compile(r"url\([^)]*\)")
    embedded = address.sub(f"url(data:font/woff2;base64,{usual})", rule)
    return _ranged(embedded, there & USUAL) + _ranged(rule, there - USUAL)


@lru_cache(maxsize=8)
def _usual_half(face: bytes) -> tuple[frozenset[int], bytes]:
    """The characters of a face, and the face with the usual ones alone; the same bytes each time.

    A process that builds several sites halves the same faces for each.
    """
    # A third of a second, and most builds have the faces already.
    from fontTools.subset import Options, Subsetter  # noqa: PLC0415
    from fontTools.ttLib import TTFont  # noqa: PLC0415

    options = Options(layout_features=["*"], notdef_outline=True, bidi_closure=False, flavor="woff2")
    with TTFont(io.BytesIO(face), recalcTimestamp=False) as font:
        there = frozenset(font.getBestCmap())
        subsetter = Subsetter(options)
        subsetter.populate(unicodes=there & USUAL)
        subsetter.subset(font)
        font.flavor = "woff2"
        packed = io.BytesIO()
        font.save(packed)
    return there, packed.getvalue()


def _ranged(rule: str, characters: Iterable[int]) -> str:
    return f"{rule.removesuffix('}')};unicode-range:{','.join(_ranges(sorted(characters)))}}}"


def _ranges(characters: Iterable[int]) -> Iterable[str]:
    """U+20-7E for what follows each other without a gap."""
    first = last = None
    for character in [*characters, None]:
        if last is not None and character != last + 1:
            yield f"U+{first:X}" if first == last else f"U+{first:X}-{last:X}"
            first = None
        first, last = character if first is None else first, character
