"""A question as a block of text: in a page of Markdown, and in the cell of a notebook.

    x @ A @ x
    wrt: x
    where: A: n×n, x: n
    show: statement components flow steps

Only the expression and `wrt` must be there; an expression such as `d/dX tr(AX)` says it itself. `order` is 1 or 2,
`symmetric` says how a symmetric variable is taken, `tangent` on which side of a rotation it is differentiated,
`layout` which layout is shown (both, unless one is named), `show` what is shown beside the answers, and `label` is
the name under which a document numbers the block and refers to it. `backward` is the gradient given the upstream
gradient, which `upstream` may name. `claim` is a formula that must be right, in whichever form it is written.

`name` is what the value is called. `matrix` writes the derivative out entry by entry, `rows` with the symbols of the
entries before it and the zeros crossed out, `matrix numbers` with its values `at` a point; `highlight` marks entries,
`1,2 2,2`. `figure` is shown as its option says, `figure: slope -2..3`, or as the shapes do.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TypeVar

from jacobook.errors import LanguageError
from jacobook.language.reader import the_reading
from jacobook.layout.formulas.layouts import Layout

WORDED = ("statement", "components", "flow", "steps", "code", "backward")
"""What every document can show beside the answers."""
SHOWN = (*WORDED, "matrix", "numbers", "rows", "figure")
KEYS = (
    *("wrt", "where", "order", "symmetric", "layout", "show", "label", "upstream", "claim"),
    *("name", "at", "highlight", "figure", "tangent"),
)
OF_PAGES = frozenset({"at", "highlight", "figure"})
"""Options of what only the pages of a site can show."""
Graph = TypeVar("Graph")
_OPTION = re.compile(r"(?P<key>[a-z]+)\s*:\s*(?P<value>.+)")


@dataclass(frozen=True, slots=True)
class Block:
    """What one block asks."""

    expression: str
    wrt: str
    where: str = ""
    order: int = 1
    symmetric: str = "free"
    show: tuple[str, ...] = ()
    layout: Layout = Layout.BOTH
    label: str = ""
    upstream: str = ""
    claim: str = ""
    name: str = ""
    at: str = ""
    highlight: tuple[tuple[str, str], ...] = ()
    figure: str = ""
    tangent: str = "right"

    @property
    def is_written_out(self) -> bool:
        """Whether the derivative is shown entry by entry."""
        return "matrix" in self.show or "rows" in self.show

    def require_words(self) -> None:
        """Raise `LanguageError` for what only the pages of a site can show."""
        only = next((each for each in ("matrix", "rows", "figure") if each in self.show), None)
        if only is not None:
            raise LanguageError(
                f"show: {only} works only in the pages of a site", hint="with MkDocs or Zensical; leave it out here"
            )

    def graph(self, found: Graph | None) -> Graph | None:
        """A data-flow graph as far as it is to be shown. Raises `LanguageError` where there is none to show."""
        if "flow" not in self.show:
            return None
        if found is None:
            hint = "a graph is drawn for first derivatives with two to eight steps"
            raise LanguageError("there is no data-flow graph to show", hint=hint)
        return found


def read_block(text: str) -> Block:
    """The question of a block: the expression on its first lines, then one option a line. Raises `LanguageError`."""
    lines = [line.strip() for line in text.strip().splitlines() if line.strip()]
    options: dict[str, str] = {}
    while lines and (match := _OPTION.fullmatch(lines[-1])) is not None and match["key"] in KEYS:
        if match["key"] in options:
            raise LanguageError(f"a jacobian block gives {match['key']} twice")
        options[match["key"]] = match["value"].strip()
        lines.pop()
    keys = [match["key"] for line in lines[1:] if (match := _OPTION.fullmatch(line)) is not None]
    unknown = next((key for key in keys if key not in KEYS), None)
    if unknown is not None:
        raise LanguageError(f"a jacobian block has no option {unknown}", hint=f"the options are {', '.join(KEYS)}")
    if not lines:
        raise LanguageError("a jacobian block begins with an expression", hint="for example x @ A @ x")
    expression = " ".join(lines)
    if "wrt" not in options and (said := the_reading(expression, options.get("where", "")).wrt):
        return _block(expression, {**options, "wrt": ",".join(said)})
    if "wrt" not in options:
        raise LanguageError(
            "a jacobian block needs the variable to differentiate with respect to", hint="for example wrt: x"
        )
    return _block(expression, options)


def _block(expression: str, options: Mapping[str, str]) -> Block:
    order, shown = options.get("order", "1"), tuple(options.get("show", "").replace(",", " ").split())
    if order not in ("1", "2"):
        raise LanguageError(f"the order of a jacobian block is 1 or 2, not {order}")
    strange = next((word for word in shown if word not in SHOWN), None)
    if strange is not None:
        raise LanguageError(f"a jacobian block cannot show {strange}", hint=f"it can show {', '.join(SHOWN)}")
    layout = options.get("layout", Layout.BOTH)
    if layout not in tuple(Layout):
        raise LanguageError(f"a jacobian block has no layout {layout}", hint=f"it is one of {', '.join(Layout)}")
    where, symmetric = options.get("where", ""), options.get("symmetric", "free")
    label, upstream = options.get("label", ""), options.get("upstream", "")
    if "upstream" in options and "backward" not in shown:
        raise LanguageError("upstream names a gradient of a backward pass", hint="show: backward")
    if "backward" in shown and order != "1":
        raise LanguageError("a backward pass is that of a first derivative", hint="leave order out")
    claim = options.get("claim", "")
    by, laid = options["wrt"], Layout(layout)
    return Block(
        *(expression, by, where, int(order), symmetric, shown, laid, label, upstream, claim),
        name=options.get("name", ""),
        highlight=_highlight(options.get("highlight", ""), shown),
        at=_point(options.get("at", ""), shown),
        figure=_figure(options.get("figure", ""), shown),
        tangent=options.get("tangent", "right"),
    )


def _highlight(text: str, shown: Collection[str]) -> tuple[tuple[str, str], ...]:
    marks = [tuple(mark.split(",")) for mark in text.split()]
    if any(len(mark) != 2 or not all(part.isalnum() for part in mark) for mark in marks):
        raise LanguageError(f"{text!r} names no entries of a matrix", hint="for example highlight: 1,2 2,2")
    if marks and "matrix" not in shown:
        raise LanguageError("highlight marks entries of the matrix that is written out", hint="show: matrix")
    return tuple((mark[0], mark[1]) for mark in marks)


def _point(at: str, shown: Collection[str]) -> str:
    if "numbers" in shown and not ("matrix" in shown and at):
        hint = "show: matrix numbers, and at: x = [1, 2]"
        raise LanguageError("numbers are those of the written matrix at a point", hint=hint)
    if at and not {"numbers", "figure"} & set(shown):
        raise LanguageError("at is the point of a figure, or of the numbers in a matrix", hint="show: matrix numbers")
    return at


def _figure(figure: str, shown: Collection[str]) -> str:
    if figure and "figure" not in shown:
        raise LanguageError("figure says which figure is shown", hint="show: figure")
    return figure


__all__ = ["KEYS", "OF_PAGES", "SHOWN", "WORDED", "Block", "read_block"]
