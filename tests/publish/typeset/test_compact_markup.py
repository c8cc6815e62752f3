"""Formulas take few bytes: what is left out is what nobody sees or hears. Their looks are for tests/browser."""

import json
import re
import unicodedata

import pytest
from lxml import html as parser

from jacobook.publish.typeset.assets import compact_style
from jacobook.publish.typeset.katex import PROGRAMS, SERVER, Formula, FormulaError, Typesetter, find_package
from kinds_of_formulas import COMMON, EVERY_KIND, markup_of_katex

pytestmark = pytest.mark.node


@pytest.fixture(scope="module")
def typeset(node, root):
    with Typesetter(find_package(root)) as typesetter:
        yield typesetter


@pytest.fixture(scope="module")
def pairs(typeset, node, root):
    """Every kind of formula, as KaTeX writes it and as we do."""
    return list(
        zip(EVERY_KIND, markup_of_katex(node, root, EVERY_KIND), typeset.render_all(EVERY_KIND), strict=True),
    )


@pytest.mark.parametrize("tex", COMMON)
def test_a_formula_takes_few_bytes(typeset, tex):
    size = len(typeset.render(Formula(tex, display=True)).encode())
    assert COMMON[tex] * 0.8 < size <= COMMON[tex]


def test_all_kinds_together_take_little_more_than_half_of_what_katex_writes(pairs):
    before, after = (sum(len(pair[place].encode()) for pair in pairs) for place in (1, 2))
    assert after < 0.55 * before


def heard(markup):
    """What is said of a formula: its characters, each in its plain form, but for spaces and what draws a rule."""
    math = parser.fromstring(markup).find(".//math")
    return [
        unicodedata.normalize("NFKC", text).strip()
        for element in math.iter()
        if element.tag != "annotation" and (text := element.text) and text.strip()
    ]


def test_what_is_heard_is_the_same(pairs):
    for formula, before, after in pairs:
        assert heard(before), formula
        assert heard(before) == heard(after), formula


def structure(element, kept):
    """The MathML of an element without what is only looks and without rows, as nested lists."""
    inner = [piece for child in element for piece in structure(child, kept)]
    return [[element.tag, *inner]] if element.tag in kept else inner


def test_so_is_how_it_is_built(pairs):
    kept = {
        "mfrac",
        "msub",
        "msup",
        "msubsup",
        "munder",
        "mover",
        "munderover",
        "msqrt",
        "mroot",
        "mtable",
        "mtr",
        "mtd",
        "mi",
        "mn",
        "mo",
        "mtext",
    }
    for formula, before, after in pairs:
        one, other = (structure(parser.fromstring(text).find(".//math"), kept) for text in (before, after))
        assert one, formula
        assert one == other, formula


def test_scripts_and_fractions_have_as_many_parts_as_they_need(pairs):
    needed = {"mfrac": 2, "msub": 2, "msup": 2, "msubsup": 3, "munder": 2, "mover": 2, "munderover": 3, "mroot": 2}
    seen = set()
    for formula, _, after in pairs:
        for element in parser.fromstring(after).find(".//math").iter(*needed):
            assert len(element) == needed[element.tag], formula
            seen.add(element.tag)
    assert seen == set(needed)


def test_the_source_is_kept_once(pairs):
    for formula, _, after in pairs:
        assert parser.fromstring(after).xpath("//annotation/text()") == [formula.tex]


def test_every_class_that_is_written_has_a_style_or_is_katexs_own(pairs, root):
    katex = (root / "node_modules" / "katex" / "dist" / "katex.min.css").read_text("utf-8")
    known = set(re.findall(r"\.([a-z][\w-]*)", katex + compact_style()))
    own = {
        name
        for _, before, _ in pairs
        for value in parser.fromstring(before).xpath("//@class")
        for name in value.split()
    }
    written = {
        name for _, _, after in pairs for value in parser.fromstring(after).xpath("//@class") for name in value.split()
    }
    assert len(written & known) > 40
    assert written - known <= own


def test_frequent_styles_have_a_class_each_and_most_styles_are_frequent(pairs):
    styles = json.loads(SERVER.with_name("frequent_styles.json").read_text("utf-8"))
    assert len(set(styles)) == len(styles) > 100
    assert f".katex .s2r{{{styles[2 * 36 + 27]}}}" in compact_style()
    found = [parser.fromstring(after) for formula, _, after in pairs if formula.tex in COMMON]
    inline = [style for tree in found for style in tree.xpath("//@style") if "--kh" not in style]
    named = [
        name
        for tree in found
        for value in tree.xpath("//@class")
        for name in value.split()
        if re.fullmatch(r"s[0-9a-z]{1,2}", name)
    ]
    assert len(named) > 2 * len(inline)
    assert set(inline).isdisjoint(styles)


def test_every_program_that_writes_formulas_is_part_of_the_key_of_the_cache():
    asked, known = ["katex_server.mjs"], set()
    while asked:
        name = asked.pop()
        known.add(name)
        asked += re.findall(r'"(?:\./)?(\w+\.(?:mjs|json))"', SERVER.with_name(name).read_text("utf-8"))
        asked = [other for other in asked if other not in known and other != "package.json"]
    assert known == set(PROGRAMS)


HOSTILE = [
    r"a < b \mathbin{\&} c > d",
    r"\text{<img src=x onerror=alert(1)>}",
    r"\mathbf{\text{</annotation></math><script>alert(1)</script>}}",
    r"\htmlData{name=\text{\"'><b>}}{x}",
    r"""\htmlData{name=a"b'c>d<e`f}{x}""",
    r"""\htmlClass{a"b onclick=c}{x}""",
    r"\htmlClass{a<b>c}{x}",
    r"\begin{array}{c|c} \text{<} & \text{\&amp;} \end{array}",
]


@pytest.mark.parametrize("tex", HOSTILE)
def test_what_a_formula_says_is_text(typeset, node, root, tex):
    """Our markup, parsed, has no other elements and attributes than ours or KaTeX's, and says the same."""
    formula = Formula(tex)
    (theirs,) = markup_of_katex(node, root, [formula])
    ours = typeset.render(formula)
    trees = [parser.fromstring(f"<div>{markup}</div>") for markup in (theirs, ours)]
    attributes = [
        {(name, value) for element in tree.iter() for name, value in element.attrib.items() if name.startswith("data-")}
        for tree in trees
    ]
    assert attributes[0] == attributes[1]
    assert len({"".join(tree.itertext()).count("<") for tree in trees}) == 1
    assert trees[1].xpath("//annotation/text()") == [tex]
    known = {"class", "style", "aria-hidden", "display", "encoding", "mathvariant", "columnlines", "fence", "separator"}
    elements = {
        "div",
        "span",
        "b",
        "i",
        "math",
        "semantics",
        "mrow",
        "annotation",
        "mi",
        "mo",
        "mn",
        "mtext",
        "mtable",
        "mtr",
        "mtd",
    }
    for element in trees[1].iter():
        assert element.tag in elements
        assert {name for name in element.attrib if not name.startswith("data-")} <= known


def test_no_attribute_takes_a_name_that_ends_its_element(typeset):
    with pytest.raises(FormulaError, match="attribute"):
        typeset.render(Formula(r"\htmlData{a>b=c}{x}"))
