"""What a notebook shows of a value: lines of words and formulas, as HTML, LaTeX, Markdown and plain text.

The protocol is that of IPython (`_repr_mimebundle_`), which JupyterLab, VS Code and marimo follow. A front end takes
what it likes best: JupyterLab and VS Code take HTML, in which formulas are MathML that browsers set by themselves, so
that nothing hangs on whether the front end looks for dollars in it.
"""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

_ESCAPED = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"})
_CELL = "text-align: left; vertical-align: middle; padding: 0.3em 1.2em 0.3em 0"
_MARKS = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|$~])")
_SPECIAL = str.maketrans(
    {
        **{sign: rf"\{sign}" for sign in "&%$#_{}"},
        "\\": r"\textbackslash{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
    }
)


def escaped(text: str) -> str:
    """Text as it stands in HTML, in attributes too."""
    return text.translate(_ESCAPED)


@dataclass(frozen=True, slots=True)
class Shown:
    """A formula in the notations that front ends set: LaTeX, the inside of a `math` element, and text."""

    latex: str
    mathml: str
    text: str

    @property
    def html(self) -> str:
        """A `math` element in the line, with fractions in their full size."""
        return f'<math displaystyle="true"><mrow>{self.mathml}</mrow></math>'


Words = Sequence[str | Shown]
"""Text with formulas in it."""


@dataclass(frozen=True, slots=True)
class Line:
    """A formula on a line of its own, what it is, and what is said beside it; or words alone."""

    formula: Shown | None = None
    label: Words = ()
    words: Words = ()
    sign: str = ""
    """A sign before the words, such as ✓, where there is a letter for it: few fonts of TeX have one."""
    code: str = ""
    """What is shown as it is, in type of one width."""
    title: str = ""
    """What a pointer that rests on the line is told."""
    heading: bool = False
    """Whether the words name what follows."""
    is_answer: bool = False
    """Whether the formula is what was asked for."""

    @property
    def signed(self) -> Words:
        """The words with the sign before them."""
        return (f"{self.sign} ", *self.words) if self.sign else self.words


@dataclass(frozen=True, slots=True)
class View:
    """What is shown of a value: lines, and one line of text that stands for it."""

    lines: tuple[Line, ...]
    plain: str

    @property
    def html(self) -> str:
        """A table, which every front end sets: what a formula is, and the formula."""
        return f'<table class="jacobook">{"".join(map(_html_row, self.lines))}</table>'

    @property
    def latex(self) -> str:
        """The formulas alone, or else the words, within what both KaTeX and MathJax accept."""
        rows = [(line.formula.latex, _in_formula(line.label)) for line in self.lines if line.formula is not None]
        if not rows:
            return "\n\n".join(_in_text((*line.words, line.code)) for line in self.lines)
        if len(rows) == 1:
            return rf"$\displaystyle {rows[0][0]}$"
        set_out = [f"& {formula}" + (f" && {label}" if label else "") for formula, label in rows]
        # What follows a row's end in brackets would be taken for the length of a gap, so that it is always written.
        return r"$$\begin{aligned} " + r" \\[0.4em] ".join(set_out) + r" \end{aligned}$$"

    @property
    def markdown(self) -> str:
        """Paragraphs, with formulas between dollars."""
        return "\n\n".join(part for line in self.lines for part in _markdown(line))


def _html_row(line: Line) -> str:
    title = f' title="{escaped(line.title)}"' if line.title else ""
    words = html_words(line.signed) + (f"<code>{escaped(line.code)}</code>" if line.code else "")
    if line.formula is None:
        said = f"<strong>{words}</strong>" if line.heading else words
        return f'<tr><td colspan="3" style="{_CELL}"{title}>{said}</td></tr>'
    label = html_words(line.label)
    return (
        f'<tr><td style="{_CELL}; white-space: nowrap">{label}</td>'
        f'<td style="{_CELL}"{title}>{line.formula.html}</td>'
        f'<td style="{_CELL}">{words}</td></tr>'
    )


def html_words(words: Words) -> str:
    """Words as HTML, with formulas that browsers set."""
    return "".join(escaped(word) if isinstance(word, str) else word.html for word in words)


def _in_formula(words: Words) -> str:
    """Words as they stand in LaTeX within a formula."""
    return "".join(rf"\text{{{word.translate(_SPECIAL)}}}" if isinstance(word, str) else word.latex for word in words)


def _in_text(words: Words) -> str:
    said = (word.translate(_SPECIAL) if isinstance(word, str) else f"${word.latex}$" for word in words)
    return "".join(said).strip()


def _markdown_words(words: Words) -> str:
    return "".join(_MARKS.sub(r"\\\1", word) if isinstance(word, str) else f"${word.latex}$" for word in words)


def _markdown(line: Line) -> Iterable[str]:
    if line.label and line.formula is not None:
        yield _markdown_words(line.label) + ":"
    if line.formula is not None:
        yield f"$${line.formula.latex}$$"
    if line.words:
        said = _markdown_words(line.signed)
        yield f"**{said}**" if line.heading else said
    if line.code:
        yield f"```python\n{line.code}\n```"


class Displayed:
    """A value that notebooks show: its class says how, in `_view`."""

    __slots__ = ()

    @abstractmethod
    def _view(self) -> View:
        """What is shown."""

    def __repr__(self) -> str:
        return self._view().plain

    def _repr_mimebundle_(
        self, include: Collection[str] | None = None, exclude: Collection[str] | None = None
    ) -> dict[str, str]:
        view = self._view()
        bundle = {
            "text/html": view.html,
            "text/latex": view.latex,
            "text/markdown": view.markdown,
            "text/plain": view.plain,
        }
        return {
            kind: shown
            for kind, shown in bundle.items()
            if (not include or kind in include) and kind not in (exclude or ())
        }

    def _repr_html_(self) -> str:
        return self._view().html

    def _repr_latex_(self) -> str:
        return self._view().latex

    def _repr_markdown_(self) -> str:
        return self._view().markdown


Item_co = TypeVar("Item_co", covariant=True)


class Several(Displayed, tuple[Item_co, ...]):
    """Values of one kind that a notebook shows one below the other; a tuple in everything else."""

    __slots__ = ()

    def __new__(cls, values: Iterable[Item_co] = ()) -> Several[Item_co]:
        return super().__new__(cls, values)


__all__ = ["Displayed", "Line", "Several", "Shown", "View", "Words", "escaped"]
