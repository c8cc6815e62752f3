"""`jacobook check paper.tex`: the derivatives that a paper states, judged line by line."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import click

from jacobook.answers.paper import Judged, judged
from jacobook.cli.terminal import bad, faint, good, heading
from jacobook.work.files import write_file
from jacobook.work.spread import Workers

ALL_RIGHT, NOT_RIGHT = 0, 1


def check_papers(papers: Sequence[Path], json_file: Path | None, workers: Workers) -> int:
    """Tell what became of every equation about a derivative; the status is 1 if one is wrong. Raises `OSError`."""
    texts = [(paper.read_text("utf-8"), paper.suffix) for paper in papers]
    found = [(papers[number], one) for number, one in judged(texts, workers)]
    if json_file is not None:
        data = json.dumps([one.data(str(paper)) for paper, one in found], ensure_ascii=False, indent=1) + "\n"
        if str(json_file) == "-":
            click.echo(data, nl=False)
        else:
            write_file(json_file, data)
    if json_file is None or str(json_file) != "-":
        for paper, one in found:
            click.echo(_line(paper, one))
        click.echo(_sum([one for _, one in found]))
    return NOT_RIGHT if any(one.is_wrong for _, one in found) else ALL_RIGHT


def _line(paper: Path, one: Judged) -> str:
    place = f"{paper}:{one.equation.line}: "
    if one.verdict is None:
        return f"{place}{faint(f'not read: {one.unread}')}"
    mark = good("✓ ") if one.verdict.right else bad("✗ ")
    return f"{place}{mark}{one.verdict.explanation}"


def _sum(found: Sequence[Judged]) -> str:
    wrong = sum(one.is_wrong for one in found)
    unread = sum(one.verdict is None for one in found)
    counts = f"{len(found) - wrong - unread} right, {wrong} wrong, {unread} not read"
    return (bad("✗ ") if wrong else good("✓ ")) + heading(f"{_many(len(found))}: {counts}")


def _many(count: int) -> str:
    return f"{count} equation" if count == 1 else f"{count} equations"
