r"""A Python-Markdown extension that puts finished mathematics into a page.

In mkdocs.yml: `markdown_extensions: [jacobook.publish.mathematics]`. Both MkDocs and Zensical run it.

Authors write

    inline   $\mathbf{x}^\top\mathbf{A}$  or  \(\mathbf{x}^\top\mathbf{A}\)
    display  $$ \mathbf{A}\mathbf{x} $$ {label="A x" text="A x"}      alone on its lines; the braces are optional
    numbered $$ \mathbf{A}\mathbf{x} $$ {#eq:map}      and \eqref{eq:map} anywhere in the site: see `references`

and templates write empty elements, one to a line, whose attribute values are escaped as HTML and not otherwise:

    inline   <span class="math" data-tex="\mathbf{A}\mathbf{x}" data-text="A x"></span>
    display  <div class="math" data-tex="…" data-text="A x" data-label="A times x"></div>

`label` is what a screen reader says for the scrolling box of a display; `text` is a short plain form, hidden, that
search finds in place of the formula's markup. Both forms work wherever Markdown or raw HTML does: table cells, tabs,
admonitions, raw HTML blocks. A literal dollar is `\$`. A heading takes no formulas: its anchor and its line in the
table of contents are made of its text.

How it works: before Markdown sees the page, every formula becomes a *sealed* element that holds nothing Markdown could
touch; after Markdown has finished, the seals are opened and typeset. `deferred` holds the opening back until search has
read the page: MkDocs' search plugin parses the HTML, and KaTeX's markup costs it more than all the rest of the build.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from html import escape, unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

from markdown import Extension, Markdown
from markdown.blockprocessors import BlockProcessor
from markdown.postprocessors import Postprocessor
from markdown.preprocessors import Preprocessor

from jacobook.errors import JacobookError
from jacobook.publish.markdown.builder import page_name
from jacobook.publish.markdown.page_errors import page_error
from jacobook.publish.markdown.page_grammar import DISPLAYED, INLINE, QUOTED, reader
from jacobook.publish.markdown.references import register_labels
from jacobook.publish.markdown.seals import Notation, unseal
from jacobook.publish.typeset.katex import Formula, Typesetter, shared_typesetter

if TYPE_CHECKING:
    from collections.abc import Iterator

NAME = "jacobook-mathematics"
DEFAULT_LABEL = "Formula"
# An inline formula of no more characters than this is never broken at the end of a line.
SHORT = 16


# --------------------------------------------------------------------------------------------------------- into seals

_NO_FORMULA = r"(?P<dollar> \\\$ )"
_ELEMENT = r"""(?P<element> <(?P<tag>span|div)\b (?P<attributes>(?:\s+[a-z-]+="[^"]*")+) \s*></(?P=tag)> )"""
_SOURCE = reader(QUOTED, _NO_FORMULA, _ELEMENT, DISPLAYED, INLINE)
_ATTRIBUTE = re.compile(r'([a-z-]+)="([^"]*)"')


def _attributes(text: str) -> dict[str, str]:
    return {name: unescape(value) for name, value in _ATTRIBUTE.findall(text)}


def _seal_match(match: re.Match[str]) -> str:
    source = match.group()
    match match.lastgroup:
        case "dollar":
            return "&#36;"
        case "element":
            return _seal_element(source, match["tag"], _attributes(match["attributes"]))
        case "display":
            options = _attributes(match["options"] or "")
            given = {name: options.get(name, "") for name in ("label", "text", "name", "number")}
            notation = Notation(match["displayed"].strip(), display=True, source=source, **given)
            # Blank lines around make it a block of its own wherever its indentation puts it.
            return f"\n{match['indent']}{notation.seal()}\n"
        case "inline" | "bracketed":
            return Notation((match["inlined"] or match["enclosed"]).strip(), display=False, source=source).seal()
        case _:
            return source


def _seal_element(source: str, tag: str, attributes: dict[str, str]) -> str:
    classes = attributes.get("class", "").split()
    if "math" not in classes or "data-tex" not in attributes:
        return source
    return Notation(
        tex=attributes["data-tex"],
        display=tag == "div",
        classes=" ".join(name for name in classes if name != "math"),
        label=attributes.get("data-label", ""),
        text=attributes.get("data-text", ""),
        source=source,
        number=attributes.get("data-number", ""),
    ).seal()


def seal_formulas(text: str) -> str:
    """A text with its formulas sealed; it begins and ends between paragraphs."""
    return _SOURCE.sub(_seal_match, text)


class _SealFormulas(Preprocessor):
    """Runs after fenced code has been taken out and before raw HTML is."""

    def run(self, lines: list[str]) -> list[str]:
        return seal_formulas("\n".join(lines)).split("\n")


class _SealedBlock(BlockProcessor):
    """A sealed display inside a list, a tab or an admonition, which Markdown would otherwise make a paragraph of."""

    _sealed = re.compile(r'^[ ]{0,3}<div class="math" data-math="([0-9a-f]+)"></div>[ ]*$')

    def test(self, parent: ElementTree.Element, block: str) -> bool:  # noqa: ARG002
        return self._sealed.match(block) is not None

    def run(self, parent: ElementTree.Element, blocks: list[str]) -> None:
        found = self._sealed.match(blocks.pop(0))
        assert found is not None
        ElementTree.SubElement(parent, "div", {"class": "math", "data-math": found[1]})


# ------------------------------------------------------------------------------------------------------- out of seals

_SEALED = re.compile(
    r"""
    (?P<before>[(\[]?)
    <(?P<tag>span|div)\ class="math"\ data-math="(?P<digits>[0-9a-f]+)">[^<]*</(?P=tag)>
    (?P<after>[.,;:!?)\]’”]*)
  | &lt;(?:span|div)\ class=(?:"|&quot;)math(?:"|&quot;)
    \ data-math=(?:"|&quot;)(?P<quoted>[0-9a-f]+)(?:"|&quot;)&gt;&lt;/(?:span|div)&gt;
    """,
    re.VERBOSE,
)
_STRUT = re.compile(r"--kh:([0-9.]+)em")


def open_seals(html: str, typesetter: Typesetter | None = None, *, folder: Path | None = None) -> str:
    """A page's HTML with its sealed formulas typeset. Raises `FormulaError`, `ToolError`."""
    found = [unseal(match["digits"]) for match in _SEALED.finditer(html) if match["digits"]]
    if found and typesetter is None:
        typesetter = shared_typesetter(*([folder] if folder else []))
    rendered = iter(typesetter.render_all([Formula(n.tex, n.display) for n in found]) if typesetter and found else [])

    def typeset(match: re.Match[str]) -> str:
        if match["quoted"]:
            return escape(unseal(match["quoted"]).source, quote=False)
        notation = unseal(match["digits"])
        markup = next(rendered)
        if notation.display:
            return match["before"] + display_markup(notation, markup) + match["after"]
        # A formula keeps its brackets and punctuation on its line.
        inline = match["before"] + inline_markup(notation, markup) + match["after"]
        return f'<span class="nowrap">{inline}</span>' if match["before"] or match["after"] else inline

    return _SEALED.sub(typeset, html)


def label_seals(html: str) -> str:
    """A page's HTML with its formulas still sealed, each holding the text that search is to find."""

    def label(match: re.Match[str]) -> str:
        if match["quoted"]:
            return match.group()
        tag, digits = match["tag"], match["digits"]
        text = escape(unseal(digits).search_text(), quote=False)
        return f'{match["before"]}<{tag} class="math" data-math="{digits}">{text}</{tag}>{match["after"]}'

    return _SEALED.sub(label, html)


def inline_markup(notation: Notation, markup: str) -> str:
    """An inline formula in its element.

    A short one is marked, to stay on its line. The element is a `bdi`, a tag that does not occur inside KaTeX's
    output: search plugins that pair tags by name would otherwise take the first inner end tag for the end of what
    they are told to skip.
    """
    short = " short" if _glyphs(markup) <= SHORT else ""
    return f'<bdi class="{_classes(notation)}{short}" data-search-exclude="">{markup}</bdi>{_search_text(notation)}'


def display_markup(notation: Notation, markup: str) -> str:
    """A displayed formula in a box that scrolls by itself, can be reached by keyboard, and reserves its height."""
    label = escape(notation.label or DEFAULT_LABEL, quote=True)
    heights = [float(height) for height in _STRUT.findall(markup)]
    reserved = f"{max(heights, default=1.0) * 1.21:.2f}em"
    box = (
        f'<div class="{_classes(notation)}" role="group" tabindex="0" aria-label="{label}"'
        f' style="--reserved-height:{reserved}" data-search-exclude="">{markup}</div>{_search_text(notation)}'
    )
    if not notation.number:
        return box
    name = f' id="{escape(notation.name, quote=True)}"' if notation.name else ""
    number = f'<span class="equation-number">({escape(notation.number)})</span>'
    return f'<div class="equation"{name}>{box}{number}</div>'


def _glyphs(markup: str) -> int:
    """How many characters of a formula are seen: a measure of its width that is good enough to break lines by."""
    seen = markup.partition('<span class="katex-html"')[2]
    return len(re.sub(r"&[a-z]+;", "x", re.sub(r"<[^>]*>|\s|\u200b", "", "<" + seen)))


def _classes(notation: Notation) -> str:
    return escape(f"math {notation.classes}".strip(), quote=True)


def _search_text(notation: Notation) -> str:
    text = notation.search_text()
    return f"<span hidden> {escape(text, quote=False)} </span>" if text else ""


# --------------------------------------------------------------------------------------------------------- extension

_deferring = False


@contextmanager
def deferred() -> Iterator[None]:
    """Within it, pages keep their formulas sealed; whoever defers calls `open_seals` on each page."""
    hold_back()
    try:
        yield
    finally:
        release()


def hold_back() -> None:
    """Leave formulas sealed from now on (see `deferred`)."""
    global _deferring  # noqa: PLW0603  the two builders give an extension no other place that outlives a page
    _deferring = True


def release() -> None:
    """End what `hold_back` began."""
    global _deferring  # noqa: PLW0603
    _deferring = False


def seals_stay() -> bool:
    """Whether pages keep their formulas sealed now."""
    return _deferring


class _OpenSeals(Postprocessor):
    """Runs last, on the page's text."""

    def __init__(self, md: Markdown, folder: str) -> None:
        super().__init__(md)
        self._folder = Path(folder) if folder else None

    def run(self, text: str) -> str:
        if _deferring:
            return label_seals(text)
        try:
            return open_seals(text, folder=self._folder)
        except JacobookError as error:
            raise page_error(error, page_name(self.md)) from error


class MathematicsExtension(Extension):
    """Typesets formulas; `folder` says where `node_modules` is looked for first (default: the working directory)."""

    def __init__(self, **settings: Any) -> None:
        self.config = {"folder": ["", "Where node_modules is looked for, before the working directory"]}
        super().__init__(**settings)

    def extendMarkdown(self, md: Markdown) -> None:
        register_labels(md)
        # 25 is fenced code, 20 raw HTML: between them a formula is neither shown as code nor hidden in a block.
        md.preprocessors.register(_SealFormulas(md), NAME, 24)
        md.parser.blockprocessors.register(_SealedBlock(md.parser), NAME, 95)
        md.postprocessors.register(_OpenSeals(md, self.getConfig("folder")), NAME, -100)


def makeExtension(**settings: Any) -> MathematicsExtension:
    """What Python-Markdown calls."""
    return MathematicsExtension(**settings)
