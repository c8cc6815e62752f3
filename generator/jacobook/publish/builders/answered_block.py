"""The answer to a block as parts that every builder has: words with formulas in them, displayed formulas, code.

Nothing here needs more than the core, so that `pip install jacobook` is enough beside the builder. What a project
chooses in `jacobook.toml`, in the working directory or above it, holds here too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from itertools import groupby
from pathlib import Path

from jacobook.answer_display import shown, view_of_block
from jacobook.block import KEYS, Block, read_block
from jacobook.derivation import Derivation, derive
from jacobook.display import Line, Shown, Words
from jacobook.errors import LanguageError
from jacobook.language.expression import Variable
from jacobook.layout.formulas.layouts import Layout
from jacobook.layout.formulas.statement import symbol
from jacobook.notation import latex
from jacobook.notation.options import Notation
from jacobook.publish.project.settings import NAME, Settings, read_settings
from jacobook.question import data_flow

HINT = "write {jacobian}`x @ A @ x; wrt: x`"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Words, with formulas among them."""

    words: Words
    is_heading: bool = False


@dataclass(frozen=True, slots=True)
class Display:
    """A formula on a line of its own, as LaTeX; with the label of the block, where the block has one."""

    latex: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Code:
    """A program as it is, in Python."""

    text: str


Part = Paragraph | Display | Code


def parts_of(text: str, options: Mapping[str, object], folder: Path) -> tuple[Part, ...]:
    """What stands in a document in the place of a block; options may stand in its text, or beside it.

    Without a layout it is in the project's. Raises `JacobookError`.
    """
    asked = _asked(text, options)
    settings = _settings(folder)
    block = asked if asked.layout is not Layout.BOTH else replace(asked, layout=settings.layout)
    derivation = _derived(block)
    written = _written(settings, derivation)
    flow = block.graph(data_flow(derivation))
    view = view_of_block(derivation, replace(block, show=tuple(set(block.show) - {"flow"})), "", "", written)
    function, *lines = view.lines
    return tuple(_parts(function, lines, block, _flow(derivation, flow, written) if flow else ()))


def formula_of(text: str, options: Mapping[str, object], folder: Path) -> str:
    """The derivative alone, as LaTeX, for a place within a line: `x @ A @ x; wrt: x; layout: denominator`.

    Options may stand beside the text.

    Without a layout it is in the project's, and where the project shows both, the two must be the same. Raises
    `JacobookError`.
    """
    block = _asked("\n".join(part.strip() for part in text.split(";")), options)
    if block.show or block.label:
        raise LanguageError("an inline derivative cannot have a label or show anything else", hint=HINT)
    settings = _settings(folder)
    derivation = _derived(block)
    layout = block.layout if block.layout is not Layout.BOTH else settings.layout
    forms = {answer.form for answer in derivation.answers if layout.shows(answer.layout)}
    if len(forms) > 1:
        raise LanguageError(
            "an inline derivative needs a layout, because the two layouts differ",
            hint="add ; layout: numerator or ; layout: denominator",
        )
    return latex.form(forms.pop(), _written(settings, derivation))


def _asked(text: str, options: Mapping[str, object]) -> Block:
    """The block of a text with options beside it: what is there for others is left, what is misspelled is refused."""
    for key in options:
        if key not in KEYS and (meant := get_close_matches(key, KEYS, 1)):
            raise LanguageError(f"a jacobian block has no option {key}", hint=f"did you mean {meant[0]}?")
    return read_block("\n".join([text, *(f"{key}: {value}" for key, value in options.items() if key in KEYS)]))


def _settings(folder: Path) -> Settings:
    """What is chosen in the nearest folder, from this one upwards, that has such a file."""
    home = next((place for place in (folder, *folder.parents) if (place / NAME).is_file()), None)
    return Settings() if home is None else read_settings(home)


def _derived(block: Block) -> Derivation:
    asked = (block.expression, block.wrt, block.where, block.order)
    return derive(*asked, symmetric=block.symmetric, tangent=block.tangent, name=block.name)


def _written(settings: Settings, derivation: Derivation) -> Notation:
    return replace(settings.written, names=tuple(sorted(derivation.variables)))


def _parts(function: Line, lines: Sequence[Line], block: Block, flow: Words) -> Iterator[Part]:
    assert function.formula is not None
    yield Display(function.formula.latex)
    if "statement" in block.show and function.words:
        yield Paragraph(("with ", *function.words))
    named = False
    for is_answer, group in groupby(lines, key=lambda line: line.is_answer):
        if is_answer:
            yield from _answers(list(group), block.label)
            named = True
        else:
            yield from (part for line in group for part in _beside(line))
        if is_answer and flow:
            yield Paragraph(flow)
    if block.label and not named:
        raise LanguageError("without a matrix form, there is no formula to label", hint="remove the label")


def _answers(lines: Sequence[Line], label: str) -> Iterator[Part]:
    """The answers in one display, so that a label has one number; what they are stands before it."""
    said: list[str | Shown] = []
    for line in lines:
        said += [", and " if said else "", *line.label]
    yield Paragraph((*_with_capital(said), ":"))
    formulas = [line.formula.latex for line in lines if line.formula is not None]
    # What follows a row's end in brackets would be taken for the length of a gap, so that it is always written.
    rows = r" \\[0.4em] ".join(formulas)
    yield Display(rf"\begin{{gathered}} {rows} \end{{gathered}}" if len(formulas) > 1 else rows, label)


def _beside(line: Line) -> Iterator[Part]:
    if line.formula is not None:
        if line.label:
            yield Paragraph((*_with_capital(line.label), ":"))
        yield Display(line.formula.latex)
    if line.words:
        yield Paragraph(tuple(line.words), is_heading=line.heading)
    if line.code:
        yield Code(line.code)


def _with_capital(words: Words) -> Words:
    first, *others = (word for word in words if word)
    return (first[:1].upper() + first[1:] if isinstance(first, str) else first, *others)


def _flow(derivation: Derivation, flow: Mapping[str, Sequence[Sequence[str]]], written: Notation) -> Words:
    """What goes into what, with names as formulas."""
    names: dict[str, Variable] = {derivation.wrt[0].name: derivation.wrt[0]}
    names |= {step.variable.name: step.variable for step in derivation.computation}
    edges = flow["edges"]
    said: list[str | Shown] = []
    for name in dict.fromkeys(start for start, _ in edges):
        ends = [shown(symbol(names[end]), written) for start, end in edges if start == name]
        said += ["; " if said else "", shown(symbol(names[name]), written), " goes into "]
        said += [piece for number, end in enumerate(ends) for piece in (" and " if number else "", end)]
    return (*(word for word in said if word), ".")
