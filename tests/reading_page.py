"""The page docs/use/reading.md: what people write, what it is read as, and what is refused, made of the tested inputs.

`python tests/reading_page.py` writes it again; a test compares it with the inputs.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "use" / "reading.md"
INPUTS = ROOT / "tests" / "language" / "notations" / "inputs.toml"
START, END = "<!-- What is read: written by tests/reading_page.py -->\n", "<!-- The end of what is read -->\n"
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


def page() -> str:
    """The whole page, with the tables as the inputs say."""
    before, _, rest = PAGE.read_text("utf-8").partition(START)
    _, _, after = rest.partition(END)
    return f"{before}{START}\n{tables()}\n{END}{after}"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
