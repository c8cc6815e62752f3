"""Formulas survive Markdown wherever they stand, and the page that leaves the builder holds them finished."""

import re
from html import escape, unescape

import pytest
from markdown import Markdown

from jacobook.errors import JacobookError
from jacobook.publish.markdown.mathematics import deferred, open_seals

pytestmark = pytest.mark.node

EXTENSIONS = [
    "admonition",
    "attr_list",
    "md_in_html",
    "tables",
    "toc",
    "pymdownx.details",
    "pymdownx.highlight",
    "pymdownx.superfences",
    "pymdownx.tabbed",
    "jacobook.publish.mathematics",
]
HOSTILE = r"a_1 * b_2 * \frac{c}{d} | \lvert e < f \rvert"
ANNOTATION = re.compile(r'<annotation encoding="application/x-tex">(.*?)</annotation>', re.DOTALL)


@pytest.fixture
def convert(node):
    def convert_(text):
        return Markdown(
            extensions=EXTENSIONS, extension_configs={"pymdownx.tabbed": {"alternate_style": True}}
        ).convert(text)

    return convert_


def formulas(html):
    return [unescape(tex) for tex in ANNOTATION.findall(html)]


def span(tex, **attributes):
    rest = "".join(f' data-{name}="{escape(value)}"' for name, value in attributes.items())
    return f'<span class="math" data-tex="{escape(tex)}"{rest}></span>'


def div(tex, **attributes):
    return span(tex, **attributes).replace("span", "div")


def without_formulas(html):
    return re.sub(r'<span class="katex.*?(?=</bdi>|</div>)', "", html, flags=re.DOTALL)


PLACES = {
    "paragraph": "Before {} after.",
    "emphasis": "Some *words {} here* and **there**.",
    "list": "- one\n- two {}\n",
    "quotation": "> It says {} here.",
    "table": "| a | b |\n|---|---|\n| {} | *c* |\n",
    "admonition": "!!! note\n    Text {} there.\n",
    "details": '??? note "Title"\n    Text {} there.\n',
    "tab": '=== "One"\n\n    Text {} there.\n',
    "raw block": "<section>\n<p>Text {} there.</p>\n</section>\n",
    "markdown in html": '<div markdown="1">\n\nText *and* {} there.\n\n</div>\n',
    "raw table": "<table><tr><td>{}</td></tr></table>\n",
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("tex", [r"\mathbf{x}^{\top}\mathbf{A}_{ij}", r"a_1 * b_2 * c", r"|x| \| y", r"\{a\}^*_i"])
def test_dollars_stand_anywhere(convert, place, tex):
    html = convert(PLACES[place].format(f"${tex}$"))
    assert formulas(html) == [tex]
    assert "$" not in without_formulas(html)


@pytest.mark.parametrize("place", PLACES)
def test_round_brackets_are_dollars(convert, place):
    assert formulas(convert(PLACES[place].format(r"\((\mathbf{A}_{ij})^\top * b_1\)"))) == [
        r"(\mathbf{A}_{ij})^\top * b_1"
    ]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("tex", [HOSTILE, r"\begin{matrix} a & b \\ c & d \end{matrix}", r'"x" < y'])
def test_elements_of_templates_stand_anywhere(convert, place, tex):
    assert formulas(convert(PLACES[place].format(span(tex)))) == [tex]


@pytest.mark.parametrize(
    "place",
    [
        "{}",
        "- item\n\n    {}\n\n- other",
        "!!! note\n\n    {}\n",
        '=== "One"\n\n    {}\n',
        "<section>\n{}\n</section>",
        '<div markdown="1">\n\n{}\n\n</div>',
        "<table><tr><td>\n{}\n</td></tr></table>",
    ],
)
def test_displays_are_blocks_anywhere(convert, place):
    html = convert(place.format(div(r"\frac{a_1}{b_1}", label="A over B")))
    assert formulas(html) == [r"\frac{a_1}{b_1}"]
    assert re.search(r'<div class="math" role="group" tabindex="0" aria-label="A over B"', html)
    assert "<p><div" not in html


def test_a_display_between_dollars_takes_a_label_and_may_run_over_lines(convert):
    html = convert('Text:\n$$\n\\mathbf{A}\n\\mathbf{x}\n$$ {label="A x" text="A x"}\nmore *text*.')
    assert formulas(html) == ["\\mathbf{A}\n\\mathbf{x}"]
    assert 'aria-label="A x"' in html
    assert without_formulas(html).count("<p>") == 2
    assert "<em>text</em>" in html


def test_without_a_label_the_box_still_has_a_name(convert):
    assert 'aria-label="Formula"' in convert("$$ x $$")


def test_a_display_reserves_its_height(convert):
    small, tall = (
        float(re.search(r"--reserved-height:([\d.]+)em", convert(f"$$ {tex} $$"))[1])
        for tex in ("x", r"\begin{bmatrix} a \\ b \\ c \\ d \end{bmatrix}")
    )
    assert 0 < small < tall


@pytest.mark.parametrize(
    "text",
    [
        "It costs $5 or $6.",
        r"It costs \$5\$ and \$x\$.",
        "`$x$`",
        "``a `$x$` b``",
        r"`\(x\)`",
        "    $x$",
        "```\n$x$\n```",
        "$ x $",
    ],
)
def test_what_is_no_formula_stays(convert, text):
    html = convert(text)
    assert formulas(html) == []
    assert unescape(re.sub(r"<[^>]+>", "", html)).strip() == text.replace("\\$", "$").strip(" `\n")


@pytest.mark.parametrize(
    "comment", ["<!-- $\\frac$ -->", "<!--\n$$\n\\frac\n$$ {#eq:a}\n-->", "Text <!-- \\(\\frac\\) --> here."]
)
def test_a_formula_in_a_comment_is_left_there(convert, comment):
    assert comment in convert(comment)


def test_an_element_shown_as_code_is_shown_as_it_was_written(convert):
    html = convert(f"Write `{span('x')}` here.")
    assert formulas(html) == []
    assert escape(span("x"), quote=False) in html


def test_punctuation_and_brackets_stay_on_the_line_of_the_formula(convert):
    html = without_formulas(convert("Let ($x$), $y$, and $z$ be."))
    assert html.count('<span class="nowrap">') == 2
    assert '<span class="nowrap">(<bdi' in html
    assert re.search(r"</bdi>(<span hidden>[^<]*</span>)?\),</span>", html)


def test_search_finds_the_plain_form_and_not_the_markup(convert):
    html = convert(f"{span('x', text='f = x^T A x')} and $\\mathbf{{A}}^\\top x$ and $\\sum_i x_i$")
    assert html.count('data-search-exclude=""') == 3
    assert re.findall(r"<span hidden> (.*?) </span>", html) == ["f = x^T A x xTAx", "A^T x"]


def test_an_inline_formula_stands_in_a_tag_that_its_markup_does_not_use(convert):
    html = convert(r"$\begin{bmatrix} \frac{a}{b} \end{bmatrix}$")
    assert html.count("<bdi") == html.count("</bdi>") == 1


def test_a_short_formula_is_marked_so_that_no_line_breaks_in_it(convert):
    assert '<bdi class="math short"' in convert(r"$\lVert\mathbf{A}\mathbf{x} - \mathbf{b}\rVert^2$")
    assert '<bdi class="math"' in convert("$" + " + ".join(f"x_{{{number}}}" for number in range(10)) + "$")


def test_classes_of_the_element_are_kept(convert):
    assert '<bdi class="math layout-numerator short"' in convert(
        '<span class="math layout-numerator" data-tex="x"></span>'
    )


def test_deferred_pages_hold_the_text_and_open_to_the_same_page(convert):
    text = f"# Title\n\nText {span('x', text='x < plain')}, $\\mathbf{{y}}$.\n\n{div('z', label='l', text='z plain')}\n"
    at_once = convert(text)
    with deferred():
        sealed = convert(text)
    assert "katex" not in sealed
    assert "x &lt; plain" in sealed
    assert "z plain" in sealed
    assert open_seals(sealed) == at_once


def test_an_error_names_the_formula_and_points_into_it(convert):
    with pytest.raises(JacobookError) as caught:
        convert("Some text.\n\nA formula: $x + \\nonsense y$.")
    _, line, carets = str(caught.value).splitlines()
    assert line[carets.index("^") :] == r"\nonsense y"


def test_an_error_names_the_page_and_stops_mkdocs_without_a_traceback(convert):
    from mkdocs.exceptions import BuildError

    from jacobook.publish.markdown.page_errors import page_error

    with pytest.raises(BuildError) as caught:
        convert(r"$\nonsense$")
    assert str(page_error(caught.value, "a/page.md")).startswith("a/page.md: this formula cannot be typeset")


def test_no_script_is_shipped(convert):
    assert "<script" not in convert(f"$x$\n\n{div('y')}")
