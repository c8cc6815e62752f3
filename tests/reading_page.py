"""The page docs/use/reading.md: what people write, what it is read as, and what is refused, made of the tested inputs.

`python tests/reading_page.py` writes it again; a test compares it with the inputs.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from jacobook.answers.paper import TEX, questions

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "use" / "reading.md"
INPUTS = ROOT / "tests" / "language" / "notations" / "inputs.toml"
START, END = "<!-- What is read: written by tests/reading_page.py -->\n", "<!-- The end of what is read -->\n"
CLAIMS = ROOT / "tests" / "claims" / "claims.toml"
FIRST, LAST = "<!-- How claims are judged: written by tests/reading_page.py -->\n", "<!-- The end of claims -->\n"
PAPERS = ROOT / "tests" / "answers" / "papers"
PAPER_MARKS = "<!-- Pages of papers: written by tests/reading_page.py -->\n", "<!-- The end of pages of papers -->\n"
MARK = re.compile(r"% (?P<status>right|wrong)(?:: (?P<said>.*))?$")
"""What a page of LaTeX says of an equation of its own."""
SEVERAL = "two readings"
REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Input:
    """One input: what it is written in, its declarations, what it is read as, or why it is not."""

    notation: str
    written: str
    where: str = ""
    read: tuple[str, ...] = ()
    wrt: str = ""
    refused: str = ""


def inputs() -> list[Input]:
    """All inputs of the file of tests."""
    rows = tomllib.loads(INPUTS.read_text("utf-8"))["input"]
    return [Input(**{key: tuple(value) if key == "read" else value for key, value in row.items()}) for row in rows]


def tables() -> str:
    """The inputs as tables in Markdown, a heading for each notation."""
    rows = sorted(inputs(), key=lambda each: _ORDER.index(each.notation))
    parts = []
    for notation, group in groupby(rows, key=lambda each: each.notation):
        second = "Message" if notation == REFUSED else "Read as"
        lines = [f"### {_TITLES.get(notation, notation)}\n", f"| Written | {second} |", "| --- | --- |"]
        lines += [f"| {_written(each)} | {_meant(each)} |" for each in group]
        parts.append("\n".join(lines) + "\n")
    return "\n".join(parts)


_ORDER = [
    "LaTeX",
    "Unicode",
    "MATLAB",
    "matrixcalculus.org",
    "NumPy",
    "PyTorch, JAX, TensorFlow",
    "words",
    SEVERAL,
    REFUSED,
]
_TITLES = {"words": "Words", SEVERAL: "More than one reading", REFUSED: "Not read"}


def _code(text: str) -> str:
    ticks = "``" if "`" in text else "`"
    return f"{ticks}{text}{ticks}"


def _written(row: Input) -> str:
    return _code(row.written) + (f" with {_code(row.where)}" if row.where else "")


def _meant(row: Input) -> str:
    if row.refused:
        return (
            row.refused[0].upper() + row.refused[1:].replace("|", "\\|").replace("*", "\\*").replace("_", "\\_") + "."
        )
    by = f", with respect to {_code(row.wrt)}" if row.wrt else ""
    return " or ".join(map(_code, row.read)) + by


def claims() -> str:
    """The claims of the file of tests as a table in Markdown, with what becomes of each."""
    rows = tomllib.loads(CLAIMS.read_text("utf-8"))["claims"]
    lines = [
        "| Function | By | Claim | Verdict | What is said, among other things |",
        "| --- | --- | --- | --- | --- |",
    ]
    return "\n".join([*lines, *(_claim(row) for row in rows)]) + "\n"


def _claim(row: dict[str, str | int]) -> str:
    order = ", second derivative" if row.get("order") == 2 else ""
    shapes = f" with {_code(str(row['where']))}" if "where" in row else ""
    form = f", {_AS.get(str(row['form']), 'as the {}').format(row['form'])}" if "form" in row else ""
    condition = f": {row['if']}" if "if" in row else ""
    function, by, claim = (_code(str(row[key])) for key in ("of", "by", "claim"))
    return (
        f"| {function}{shapes} | {by}{order} | {claim} | {row['kind']}{form}{condition} | {_prose(str(row['says']))} |"
    )


def papers() -> str:
    """The equations of the pages of LaTeX as a table in Markdown, with what is known of each."""
    lines = ["| Page | Equation | Verdict | What is said, among other things |", "| --- | --- | --- | --- |"]
    for path in sorted(PAPERS.glob("*.tex")):
        text = path.read_text("utf-8")
        known = {line: match for line, each in enumerate(text.splitlines(), 1) if (match := MARK.search(each))}
        title = text.partition("section{")[2].partition("}")[0]
        for question in questions(text, TEX):
            equation, match = question.equation, known[question.equation.line]
            written = _code(f"{equation.left} = {equation.right}")
            lines.append(f"| {title} | {written} | {match['status']} | {_prose(match['said'] or '')} |")
    return "\n".join(lines) + "\n"


def _prose(text: str) -> str:
    return re.sub(r"([\\*_|\[\]<>^~])", r"\\\1", text)


_AS = dict.fromkeys(("numerator", "denominator"), "in {} layout") | {"backward": "as the backward pass"}


def page() -> str:
    """The whole page, with the tables as the inputs and the claims say."""
    text = _between(PAGE.read_text("utf-8"), START, tables(), END)
    text = _between(text, FIRST, claims(), LAST)
    return _between(text, *PAPER_MARKS[:1], papers(), *PAPER_MARKS[1:])


def _between(text: str, start: str, content: str, end: str) -> str:
    before, _, rest = text.partition(start)
    _, _, after = rest.partition(end)
    return f"{before}{start}\n{content}\n{end}{after}"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
