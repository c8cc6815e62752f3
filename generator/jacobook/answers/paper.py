"""A paper in LaTeX or Markdown: its displayed equations found, and the derivatives among them judged.

An equation speaks of a derivative where its left side begins with ∂/∂x, d/dx or ∇ₓ. What is differentiated stands
there, or is a letter that an equation before it defines. A comment declares shapes for all that follows:

    % jacobook: A: m×n, x: n            in LaTeX
    <!-- jacobook: A: m×n, x: n -->     in Markdown
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from jacobook.claims.verdict import Verdict
from jacobook.derivation import derive
from jacobook.errors import JacobookError, LanguageError
from jacobook.language.declaration import parse_declarations
from jacobook.language.reader import read, the_reading
from jacobook.work.spread import Spread, in_turn

TEX, MARKDOWN, NOTEBOOK = ".tex", ".md", ".ipynb"
PAPERS = (TEX, MARKDOWN, NOTEBOOK)
"""The endings of files that are papers."""

_DECLARED = re.compile(r"(?:%|<!--)\s*jacobook:\s*(?P<shapes>.*?)\s*(?:-->|$)", re.MULTILINE)
_COMMAND = re.compile(r"\\[A-Za-z]+(?:\s*\{\s*\\?[A-Za-z]+\s*\})?")
_COMMENT = re.compile(r"(?<!\\)%.*")
_ENVIRONMENTS = r"(?P<name>(?:equation|align|alignat|gather|multline|eqnarray|displaymath|flalign)\*?)"
_DISPLAYED = re.compile(
    rf"\\begin\{{{_ENVIRONMENTS}\}}(?P<body>.*?)\\end\{{(?P=name)\}}"
    r"|\\\[(?P<bracket>.*?)\\\]|\$\$(?P<dollars>.*?)\$\$|```math\n(?P<fence>.*?)```",
    re.DOTALL,
)
_BESIDE = re.compile(
    r"\\(?:label|tag|nonumber|notag)\*?(?:\{[^{}]*\})?|\\(?:qquad|quad)\b.*$|\\(?:text|mbox)\{[^{}]*\}\s*$"
)
_ROWS = re.compile(r"\\\\(?:\[[^\]]*\])?")
_WITHIN = re.compile(r"\\(?:begin|end)\{(?:split|aligned|gathered|array|cases)\}(?:\{[^{}]*\})?")
_NAME = r"(?:\\(?:mathcal|mathbf|mathrm|boldsymbol|bm)\s*\{?\s*)?\\?[A-Za-z]+\}?"
_DEFINED = re.compile(rf"(?P<name>{_NAME})\s*(?:\([^()=]*\))?\s*")
_D = r"(?:\\partial|\\mathrm\{d\}|\\mathrm d|\\,?d|d)\s*"
_FRACTION = re.compile(
    rf"\\[dt]?frac\s*\{{\s*{_D}(?P<of>{_NAME})?\s*(?:\([^()]*\))?\s*\}}\s*\{{\s*{_D}(?P<by>{_NAME})\s*\}}"
)
_GRADIENT = re.compile(rf"\\nabla\s*_\s*(?:\{{\s*(?P<braced>{_NAME})\s*\}}|(?P<bare>\\?[A-Za-z]+))\s*(?P<of>{_NAME})")
_NOTHING = re.compile(r"(?:\\(?:mathbf|boldsymbol|bm|vec)\s*)?\{?\s*0\s*\}?(?:_\{?\w*\}?)?")
_UPSTREAM = re.compile(r"(?<![A-Za-z\\])[Gg](?![A-Za-z])")
_ASKS = re.compile(r"\\nabla|\\partial|\\[dt]?frac\s*\{\s*(?:\\partial|\\mathrm\{d\}|d\b|d\s*\\?[A-Za-z]\s*\})")


@dataclass(frozen=True, slots=True)
class Equation:
    """One equation of a paper: its sides as they are written, and the line on which it begins."""

    line: int
    left: str
    right: str


@dataclass(frozen=True, slots=True)
class Judged:
    """An equation about a derivative: the verdict on its right side, or why it was not read."""

    equation: Equation
    verdict: Verdict | None = None
    unread: str = ""

    @property
    def is_wrong(self) -> bool:
        """Whether it was read and is not right."""
        return self.verdict is not None and not self.verdict.right

    def data(self, file: str) -> dict[str, object]:
        """In values that JSON can write, with the file that it stands in."""
        return {
            "file": file,
            "line": self.equation.line,
            "left": self.equation.left,
            "right": self.equation.right,
            "verdict": None if self.verdict is None else self.verdict.data,
            "unread": self.unread or None,
        }


@dataclass(frozen=True, slots=True)
class Question:
    """An equation about a derivative, with the definitions and the shapes that stand before it."""

    equation: Equation
    defined: Mapping[str, str]
    where: Mapping[str, str]


def questions(text: str, ending: str) -> Iterator[Question]:
    """Every equation of a paper that speaks of a derivative. Raises `LanguageError` for shapes that are none."""
    source = _cells(text) if ending == NOTEBOOK else text
    defined: dict[str, str] = {}
    for equation in equations(source):
        found = _DEFINED.fullmatch(equation.left)
        if found is not None and not _ASKS.match(equation.left):
            defined = {**defined, _letter(found["name"]): equation.right}
        elif _ASKS.match(equation.left) and not _NOTHING.fullmatch(equation.right):
            # Where a derivative is set to zero, an equation is solved, and nothing claimed.
            yield Question(equation, defined, _declared(source, equation.line))


def judged(papers: Sequence[tuple[str, str]], spread: Spread = in_turn) -> Iterator[tuple[int, Judged]]:
    """The equations about derivatives of papers, each a text with its ending: the number of the paper, and the verdict.

    Raises `LanguageError` for shapes that are none.
    """
    asked = [(number, each) for number, paper in enumerate(papers) for each in questions(*paper)]
    found = spread(judge, [each for _, each in asked])
    for (number, each), outcome in zip(asked, found, strict=True):
        unread = outcome.problem.message if outcome.problem is not None else ""
        yield number, outcome.value or Judged(each.equation, unread=unread)


def equations(text: str) -> Iterator[Equation]:
    """The equations that are displayed, row by row; each side of a chain of them with the first."""
    bare = _COMMENT.sub("", text)
    for found in _DISPLAYED.finditer(bare):
        group = next(name for name in ("body", "bracket", "dollars", "fence") if found[name] is not None)
        line = bare.count("\n", 0, found.start(group)) + 1
        left = ""
        body = _WITHIN.sub("", found[group])
        for row in _ROWS.split(body):
            first = line + len(row) - len(row.lstrip()) and line + row[: len(row) - len(row.lstrip())].count("\n")
            sides = [_plain(side) for side in _sides(row)]
            left = sides[0] or left
            yield from (Equation(first, left, side) for side in sides[1:] if side and left)
            line += row.count("\n")


def _sides(row: str) -> list[str]:
    """What stands between the signs of equality of a row, outside of braces."""
    sides, depth = [""], 0
    for sign in row:
        depth += (sign == "{") - (sign == "}")
        if sign == "=" and depth == 0:
            sides.append("")
        else:
            sides[-1] += sign
    return sides


def _plain(side: str) -> str:
    """A side of an equation without what numbers it, aligns it, or ends the sentence."""
    text = " ".join(_BESIDE.sub("", side.replace("&", " ")).split())
    return text.rstrip(".,; ").removesuffix("\\").strip()


def judge(question: Question) -> Judged:
    """The verdict on the right side of an equation, or why it is not read.

    By the habits of letters x and t are vectors; where nothing is declared, they may be numbers as well.
    """
    equation = question.equation
    try:
        expression, wrt = _question(equation.left, question.defined, question.where)
        names = [wrt] if isinstance(wrt, str) else list(wrt)
        found = _claimed(question, expression, names, {})
        # A capital is no number.
        undeclared = [name for name in names if name not in question.where]
        if not found.is_wrong or not undeclared or any(name[0].isupper() for name in undeclared):
            return found
        with suppress(JacobookError):
            other = _claimed(question, expression, names, dict.fromkeys(undeclared, "scalar"))
            return found if other.is_wrong or other.verdict is None else other
    except JacobookError as error:
        return Judged(equation, unread=error.message)
    return found


def _claimed(question: Question, expression: str, names: Sequence[str], also: Mapping[str, str]) -> Judged:
    """The verdict with some more declarations. Raises `JacobookError`."""
    where, right = {**question.where, **also}, question.equation.right
    unused = read(expression, where, names).unused
    known = {name: shape for name, shape in where.items() if name not in unused or name in names}
    derivation = derive(expression, names, known)
    verdict = derivation.matches(right)
    strange = _UPSTREAM.search(right)
    if strange is not None and not verdict.right and strange[0] not in derivation.variables:
        # A letter that a claim may use for the upstream gradient is in a paper more often one that it defines.
        return Judged(question.equation, unread=f"{strange[0]} is not a name of the question")
    return Judged(question.equation, verdict)


def _question(left: str, defined: Mapping[str, str], where: Mapping[str, str]) -> tuple[str, str | tuple[str, ...]]:
    """What is differentiated, and by what. Raises `LanguageError` where that is not said."""
    found = _FRACTION.fullmatch(left)
    if found is None:
        found = _GRADIENT.match(left)
    if found is not None and found["of"] is not None:
        name = _letter(found["of"])
        groups = found.groupdict()
        by = groups.get("by") or groups.get("braced") or groups.get("bare") or ""
        if name in defined:
            return defined[name], _variable(by)
        if not left[found.end() :].strip().strip("()"):
            raise LanguageError(f"{name} is not defined before")
    reading = the_reading(left, where)
    if not reading.wrt:
        raise LanguageError("it does not say with respect to what it is differentiated")
    return reading.text, reading.wrt


def _letter(name: str) -> str:
    """The letter of a name, whatever type it is set in."""
    return re.sub(r"\\(?:mathcal|mathbf|mathrm|boldsymbol|bm)\s*\{?\s*|[{}\\\s]", "", name)


def _variable(name: str) -> str:
    r"""A variable of a derivative as the language names it: θ for \theta."""
    letter = _letter(name)
    if len(letter) == 1:
        return letter
    return next(iter(read(f"\\{letter}").variables), letter)


def _declared(text: str, line: int) -> dict[str, str]:
    """The shapes that comments before a line declare. Raises `LanguageError`."""
    before = "\n".join(text.split("\n")[:line])
    found: dict[str, str] = {}
    for each in _DECLARED.finditer(before):
        found |= parse_declarations(_COMMAND.sub(lambda command: _variable(command[0]), each["shapes"]))
    return found


def _cells(text: str) -> str:
    """The Markdown of a notebook, cell after cell."""
    try:
        cells = json.loads(text)["cells"]
        return "\n\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    except (ValueError, KeyError, TypeError):
        raise LanguageError("this is not a notebook of Jupyter") from None
