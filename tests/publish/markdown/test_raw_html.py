"""Raw HTML that is put aside unread makes the page that reading it makes, and its places are known to MkDocs."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown import Markdown
from markdown.preprocessors import Preprocessor
from mkdocs.utils.meta import get_data

from jacobook.answers.records import records
from jacobook.catalogue.loader import load
from jacobook.catalogue.model import Catalogue
from jacobook.document.collections.site import pages
from jacobook.document.setting.environment import Templates
from jacobook.publish.markdown.mathematics import deferred
from jacobook.publish.markdown.raw_html import is_one_element

pytestmark = pytest.mark.thorough

EXTENSIONS = [
    *("abbr", "admonition", "attr_list", "def_list", "footnotes", "md_in_html", "tables", "toc"),
    *("pymdownx.details", "pymdownx.superfences", "pymdownx.tabbed", "jacobook.publish.links"),
    "jacobook.publish.mathematics",
]
SETTINGS = {"pymdownx.tabbed": {"alternate_style": True}}
ASIDE = "jacobook.publish.raw_html"


def converted(text, *more):
    """The page without its blank lines: Python-Markdown sets one behind an element that it has read."""
    with deferred():
        html = Markdown(extensions=[*EXTENSIONS, *more], extension_configs=SETTINGS).convert(get_data(text)[0])
    return re.sub(r"\n\s*\n", "\n", html)


@pytest.mark.parametrize(
    "block",
    [
        '<div class="a"><div>x</div></div>',
        "<table>\n<tr><td>a < b</td></tr>\n</table>",
        '<p id="a">one</p>',
        "<ul>\n<li>x</li>\n</ul>",
        '<div class="math" data-tex="a &gt; b"></div>',
    ],
)
def test_one_element_is_seen(block):
    assert is_one_element(block)


@pytest.mark.parametrize(
    "block",
    [
        "",
        "text",
        "<em>inline</em>",
        "<p>one</p> and more",
        "<p>one</p>\n<p>two</p>",
        "<div><div>open</div>",
        '<div markdown="1">text</div>',
        '<div class="a" markdown>text</div>',
        "<div><script>1</script></div>",
        "<div><pre>x</pre></div>",
        "<div><!-- <div> --></div>",
        "<divide>x</divide>",
        "<div/>",
        "<p>broken</div>",
        "<div>\x02wzxhzdk:0\x03</div>",
    ],
)
def test_anything_else_is_left_to_markdown(block):
    assert not is_one_element(block)


def test_every_page_written_by_hand_comes_out_as_before(root):
    for file in sorted((root / "docs").rglob("*.md")):
        if "reference" not in file.parts:
            text = file.read_text("utf-8")
            assert converted(text, ASIDE) == converted(text), file


def test_generated_pages_come_out_as_before():
    chapters = tuple(chapter for chapter in load().chapters if chapter.id in ("forms", "layers"))
    catalogue = Catalogue(chapters)
    answered = {name: record.page for name, record in records(catalogue).items()}
    written = dict(pages(catalogue, answered, "0", Templates()))
    assert {"all.md", "index.md", "rules/affine-layer.md"} <= set(written)
    for name, text in written.items():
        if name.endswith(".md"):
            assert converted(text, ASIDE) == converted(text), name


PIECES = ("<div>", "</div>", '<p class="a">', "</p>", "<ul>", "</ul>", "<li>", "\n", "\n\n", "text", "*em*", "$x$")


@given(st.lists(st.sampled_from((*PIECES, "# Head\n", "> ", "- ", '<div markdown="1">', "<b>", "    ")), max_size=14))
def test_whatever_is_written_comes_out_as_before_where_it_is_put_aside(pieces):
    text = "".join(pieces)
    blocks = re.split(r"\n[ \t]*\n", text)
    if all(is_one_element(block.rstrip()) or "<" not in block for block in blocks):
        assert converted(text, ASIDE) == converted(text)


class Reader(Preprocessor):
    """Stands in for what MkDocs reads each page with."""

    def __init__(self, md):
        super().__init__(md)
        self.present_anchor_ids = set()

    def run(self, lines):
        self.present_anchor_ids = {"read"}
        return lines


def test_the_places_in_what_is_put_aside_are_told_to_mkdocs():
    md = Markdown(extensions=[*EXTENSIONS, ASIDE], extension_configs=SETTINGS)
    reader = Reader(md)
    md.preprocessors.register(reader, "mkdocs_raw_html", 21)
    md.convert("# Head\n\n<div id=\"one\">\n<p class='x' id='two'>x</p>\n</div>\n\n<p>none</p>\n")
    assert reader.present_anchor_ids == {"read", "one", "two"}
    md.convert("<p id='three'>x</p>\n")
    assert reader.present_anchor_ids == {"read", "three"}


@pytest.mark.parametrize(
    "block",
    [
        "<p>" * 100_000 + "</p>",
        "<div>" * 100_000 + "</div>" * 100_000,
        "<p>" + '<a id="' * 100_000 + "</p>",
        "<p>" + "<a id='" * 100_000 + "</p>",
        "<p " + " a" * 500_000 + "></p>",
        "<p>" + "<" * 500_000 + "</p>",
    ],
)
def test_odd_html_is_put_aside_or_left_and_never_hangs(block):
    md = Markdown(extensions=[ASIDE])
    aside = md.preprocessors["jacobook-raw-html"]
    assert "".join(aside.run([block])).startswith("<" if not is_one_element(block) else "\x02")


def test_a_page_that_speaks_of_elements_put_aside_is_itself():
    for text in ('<div data-jacobook-block="0"></div>', '<div data-jacobook-block="7"></div>\n\n<p>x</p>'):
        assert converted(text, ASIDE) == converted(text)
