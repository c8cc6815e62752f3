"""Text that would do harm in a target language shows as itself there."""

import html
import re
import subprocess
from html.parser import HTMLParser

import markdown
import pytest
import typst
import yaml
from markupsafe import Markup

from jacobook.document.setting.escape import (
    escape_html,
    escape_latex,
    escape_markdown,
    escape_typst,
    fenced,
    front_matter,
    html_attribute,
    markdown_code,
    plain,
    typst_string,
    yaml_string,
)
from jacobook.errors import JacobookError

HOSTILE = (
    r"a $x$ and $$y$$ for 100% of #1 & co_2^3~",
    "{{ page }} {% raw %} {# gone #} << version >> <% for %>",
    "<script>alert('x')</script> <!-- gone -->",
    r"\input{/etc/passwd} \write18{ls} \begin{document}",
    "\"quoted\" 'twice' `code` ``more`` [link](http://example.org) ![i](j)",
    "# heading *bold* _it_ | cell | --- => -- ... !!! note",
    "- item",
    "1. first",
    '= title /* gone */ // gone @label #import "x" $ sum $',
    '--8<-- "secret" :smile: {.class}',
    "tab\tnew\nline\r\x00\x07 end",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_html_shows_the_text_itself(text):
    shown = escape_html(text)
    assert html.unescape(shown) == plain(text)
    assert not re.search(r"[<>\"'$`{}\\\n]", shown)


@pytest.mark.parametrize("text", [*HOSTILE, "\" onclick='x' <a> & &quot;"])
def test_an_attribute_ends_where_its_quotation_mark_stands(text):
    for escape in (html_attribute, escape_html):
        elements = []
        reader = HTMLParser()
        reader.handle_starttag = lambda tag, attributes: elements.append((tag, dict(attributes)))  # noqa: B023
        reader.feed(f"<p title=\"{escape(text)}\"></p><p title='{escape(text)}'></p>")
        assert elements == [("p", {"title": plain(text)})] * 2


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize(("before", "after"), [("", ""), ("# ", ""), ("- ", ""), ("before ", " after")])
def test_markdown_shows_the_text_itself(text, before, after):
    source = before + escape_markdown(text) + after
    page = markdown.markdown(
        source, extensions=["attr_list", "md_in_html", "tables", "def_list", "footnotes", "pymdownx.superfences"]
    )
    bare = re.sub(r"<[^>]*>", "", page)
    shown = before + plain(text) + after
    assert " ".join(html.unescape(bare).split()) == (shown[2:] if before in {"# ", "- "} else shown)
    assert set(re.findall(r"<(\w+)", page)) <= {"p", "h1", "ul", "li"}


@pytest.mark.parametrize("text", HOSTILE)
def test_front_matter_holds_the_text_itself(text):
    assert yaml.safe_load(f"title: {yaml_string(text)}\nafter: 1") == {"title": plain(text), "after": 1}


@pytest.mark.parametrize("text", [*HOSTILE, "a<b", '</title><img onerror="x">', "<!-- --> <?x?> &lt;b&gt;", "'x'"])
def test_front_matter_that_themes_print_is_html_that_shows_the_text(text):
    told = yaml.safe_load(f"title: {front_matter(text)}\nafter: 1")["title"]
    assert not re.search(r"[<>\"'$`{}\\\n]", told)
    shown = html.unescape(told)
    assert shown.replace("\N{WORD JOINER}", "") == plain(text)
    # A theme that takes tags out turns references back into characters too, and prints that.
    again = str(Markup(told).striptags())  # noqa: S704 - as a theme does
    assert not re.search(r"<[A-Za-z/!?]", again)
    assert markdown.markdown(f"<p>{again}</p>").count("<") == 2 + again.count("<")


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        (":smile: at 3:45", ":smile:"),
        ("see http://example.org", "://"),
        ("++ctrl+c++", "++"),
        ("C++ and +", "++"),
    ],
)
def test_shorthand_of_other_extensions_is_spelled_out(text, gone):
    assert gone not in escape_markdown(text)
    assert html.unescape(escape_markdown(text)) == text


def test_what_is_no_markup_in_markdown_stays_as_it_is():
    assert escape_markdown("n = 3 and trace(A @ inv(X.T))") == "n = 3 and trace(A @ inv(X.T))"
    assert "@" not in escape_markdown("@somebody and some@where.org")
    assert "=" not in escape_markdown("== marked ==") + escape_markdown("=")


@pytest.mark.parametrize("text", [*HOSTILE, "`", "``a` b", "x * y_1"])
def test_a_code_span_shows_the_text_itself(text):
    page = markdown.markdown(f"before {markdown_code(text)} after")
    shown = re.fullmatch(r"<p>before <code>(.*)</code> after</p>", page)[1]
    assert " ".join(html.unescape(shown).split()) == " ".join(plain(text).split())


@pytest.mark.parametrize("text", HOSTILE)
def test_typst_shows_the_text_itself(text):
    content = f"#metadata([{escape_typst(text)}].fields()) <content>\n#metadata({typst_string(text)}) <string>"
    assert typst.query(content.encode(), "<string>", field="value", one=True) == _json(plain(text))
    shown = typst.query(content.encode(), "<content>", field="value", one=True)
    assert _text_of(shown) == plain(text)


def _json(text):
    import json

    return json.dumps(text, ensure_ascii=False)


def _text_of(serialised):
    """The text of serialised Typst content: what it holds must be text and spaces, nothing that acts."""
    import json

    def walk(node):
        if "children" in node:
            return "".join(map(walk, node["children"]))
        if node.get("func") == "space":
            return " "
        assert set(node) <= {"func", "text"}, node
        return node["text"]

    return walk(json.loads(serialised))


@pytest.mark.latex
@pytest.mark.slow
def test_latex_shows_the_text_itself(tmp_path, pdflatex, pdftotext):
    lines = "\n\n".join(rf"\noindent {escape_latex(text)}" for text in HOSTILE)
    source = rf"""\documentclass{{article}}
\usepackage[T1]{{fontenc}}\usepackage{{lmodern}}\usepackage{{textcomp}}\usepackage{{amsmath}}
\usepackage[paperwidth=60cm,margin=1cm]{{geometry}}\pagestyle{{empty}}
\begin{{document}}
{lines}
\end{{document}}
"""
    (tmp_path / "hostile.tex").write_text(source, "utf-8")
    command = [pdflatex, "-no-shell-escape", "-halt-on-error", "-interaction=batchmode", "hostile.tex"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=60)
    outcome = subprocess.run(
        [pdftotext, "-layout", "hostile.pdf", "-"], cwd=tmp_path, check=True, capture_output=True, text=True, timeout=60
    )
    straight = str.maketrans("’‘´˜ˆ", "''`~^")
    shown = " ".join(outcome.stdout.translate(straight).split())
    for text in HOSTILE:
        assert plain(text).replace("`", "'") in shown.replace("`", "'")


def test_latex_sets_the_letters_of_mathematics():
    assert escape_latex("x² − y₁") == r"x\ensuremath{^{2}} \ensuremath{-} y\ensuremath{_{1}}"
    assert escape_latex("10⁻¹² x₁₂²") == r"10\ensuremath{^{-12}} x\ensuremath{_{12}}\ensuremath{^{2}}"
    assert escape_latex("z\u0304 and α\u0304") == r"\ensuremath{\bar{z}} and \ensuremath{\bar{\alpha}}"
    assert escape_latex("≥ ∂α") == r"\ensuremath{\geq} \ensuremath{\partial}\ensuremath{\alpha}"


def test_latex_says_which_character_it_cannot_set():
    with pytest.raises(JacobookError, match=r"U\+6F22"):
        escape_latex("漢")


def test_a_fence_is_longer_than_any_in_the_code():
    assert fenced("a\n\n````\nb", "python", 2) == "  `````python\n  a\n\n  ````\n  b\n  `````"
