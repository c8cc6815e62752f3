"""A face in two halves: together they are the whole face, and no character is in both."""

import base64
import io
import re

import pytest
from fontTools.ttLib import TTFont

from jacobook.publish.typeset.faces import USUAL, in_halves

pytestmark = pytest.mark.node

RULE = '@font-face{font-family:KaTeX_Main;src:url(fonts/KaTeX_Main-Regular.woff2) format("woff2")}'


def characters_of(ranges):
    found = set()
    for each in ranges.split(","):
        first, _, last = each.removeprefix("U+").partition("-")
        found |= set(range(int(first, 16), int(last or first, 16) + 1))
    return found


@pytest.fixture(scope="module")
def face(node, root):
    return root / "node_modules" / "katex" / "dist" / "fonts" / "KaTeX_Main-Regular.woff2"


def test_the_halves_make_up_the_face(face):
    rules = re.findall(r"@font-face\{[^}]*\}", in_halves(RULE, face))
    embedded, rest = (characters_of(re.search(r"unicode-range:([^}]*)", rule)[1]) for rule in rules)
    with TTFont(face) as font:
        assert embedded | rest == set(font.getBestCmap())
    assert not embedded & rest
    assert embedded <= USUAL
    assert {ord(sign) for sign in "Ax0(∂⊤⊙⊗"} <= embedded
    # The bar of an adjoint, and the stroke of ≠.
    assert {ord(sign) for sign in "ˉ\ue020"} <= embedded
    assert "url(fonts/KaTeX_Main-Regular.woff2)" in rules[1]


def test_what_is_embedded_draws_the_same_and_nothing_else(face):
    halves = in_halves(RULE, face)
    packed = base64.b64decode(re.search(r"base64,([^)]*)\)", halves)[1])
    assert len(packed) < face.stat().st_size * 0.7
    with TTFont(io.BytesIO(packed)) as half, TTFont(face) as whole:
        names, all_names = half.getBestCmap(), whole.getBestCmap()
        assert set(names) == set(all_names) & USUAL
        for character, name in names.items():
            assert half["hmtx"][name] == whole["hmtx"][all_names[character]]
            assert (
                half["glyf"][name].getCoordinates(half["glyf"])[0]
                == (whole["glyf"][all_names[character]].getCoordinates(whole["glyf"])[0])
            )
    assert in_halves(RULE, face) == halves
