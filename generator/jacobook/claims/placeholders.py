"""Changes and entries as people write them, dx, x_i, A_{ij}: each becomes a letter that every notation reads."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from jacobook.errors import JacobookError
from jacobook.language.dimension import proper_axes, shape_text
from jacobook.language.expression import Application, Call, Expression, Variable
from jacobook.language.reader import read

_LETTERS = {
    "ξ": "xi", "η": "eta", "ζ": "zeta", "κ": "kappa", "ρ": "rho", "τ": "tau", "φ": "phi", "χ": "chi", "ψ": "psi",
}  # fmt: skip
_BOLD = r"\\(?:mathbf|boldsymbol|bm|mathrm)\s*\{{\s*{0}\s*\}}"
_D = r"(?:\\(?:mathrm|operatorname)\s*\{d\}|\\mathrm\s+d|(?<![A-Za-z\\])d)\s*"
_END = r"(?![A-Za-z])"
_SUBSCRIPT = r"\s*_\s*(?:\{\s*([ijkl](?:\s*,?\s*[ijkl])?)\s*\}|([ijkl]{1,2}))" + _END
_LOWERED = str.maketrans("ᵢⱼₖₗ", "ijkl")
_DELTA = r"(?:\\delta|δ)"


@dataclass(frozen=True, slots=True)
class Placed:
    """A text with letters for changes and entries: how these are declared, and what each means, as text as well."""

    text: str
    declared: Mapping[str, str] = field(default_factory=dict)
    meanings: Mapping[str, Expression] = field(default_factory=dict)
    codes: Mapping[str, str] = field(default_factory=dict)

    def told(self, text: str) -> str:
        """A text in the language with what the letters stand for in their place."""
        for letter, code in self.codes.items():
            text = text.replace(letter, code)
        return text


def with_change(text: str, variable: Variable, taken: Sequence[str]) -> Placed | None:
    """The text with a letter for the change of a variable; None where it holds none."""
    letter = next((each for each in _LETTERS if each not in taken and each not in text), None)
    written = _D + _name(variable.name)
    if letter is None or re.search(written, text) is None:
        return None
    change = Variable(f"d{variable.name}", variable.shape)
    declared, meanings = {letter: shape_text(variable.shape)}, {letter: change}
    return Placed(_put(written, letter, text), declared, meanings, {letter: change.name})


def with_entries(
    text: str, variables: Mapping[str, Variable], known: Mapping[str, str], lengths: Sequence[str]
) -> Placed | None:
    """The text with a letter for each entry; None where it holds none, or one that cannot be told.

    `lengths` are those of the axes that i, j, … count.
    """
    text = re.sub(r"(?<=[A-Za-zδ])[ᵢⱼₖₗ]+", lambda found: f"_{{{found[0].translate(_LOWERED)}}}", text)
    free = iter(each for each in _LETTERS if each not in known and each not in text)
    declared: dict[str, str] = {}
    meanings: dict[str, Expression] = {}
    codes: dict[str, str] = {}
    for written, code in _entries(text, variables, lengths):
        letter = next(free, None)
        if letter is None:
            return None
        try:
            meaning = read(code, {**known, **dict.fromkeys("ijkl", "index")}).expression
        except JacobookError:
            return None
        text, declared[letter], meanings[letter] = text.replace(written, _letter(letter, text)), "scalar", meaning
        codes[letter] = code
    return Placed(text, declared, meanings, codes) if meanings else None


def _entries(text: str, variables: Mapping[str, Variable], lengths: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The entries in a text as they are written, each with what it is in the language."""
    found: dict[str, str] = {}
    for variable in variables.values():
        for match in re.finditer(_name(variable.name, end="") + _SUBSCRIPT, text):
            indices = re.findall("[ijkl]", match[1] or match[2])
            if len(indices) == len(variable.shape) == len(proper_axes(variable.shape)):
                found[match[0]] = f"{variable.name}[{', '.join(indices)}]"
    if len(lengths) == 2 and lengths[0] == lengths[1]:
        for match in re.finditer(_DELTA + _SUBSCRIPT, text):
            indices = re.findall("[ijkl]", match[1] or match[2])
            if len(indices) == 2:
                found[match[0]] = f"eye({lengths[0]})[{', '.join(indices)}]"
    # A_{ij} before A_i, which is a part of it.
    yield from sorted(found.items(), key=lambda each: -len(each[0]))


def _name(name: str, end: str = _END) -> str:
    """A name as it may be set, plain or bold."""
    return rf"(?:{_BOLD.format(re.escape(name))}|(?<![A-Za-z\\]){re.escape(name)}{end}|(?<=d){re.escape(name)}{end})"


def _put(written: str, letter: str, text: str) -> str:
    return re.sub(written, lambda _: _letter(letter, text), text)


def _letter(letter: str, text: str) -> str:
    """A letter in the notation of a text."""
    return f"\\{_LETTERS[letter]} " if "\\" in text else f" {letter} "


def replaced(expression: Expression, meanings: Mapping[str, Expression]) -> Expression:
    """An expression with what its letters mean in their place."""
    match expression:
        case Variable(name=name) if name in meanings:
            return meanings[name]
        case Call() | Application():
            return replace(expression, arguments=tuple(replaced(a, meanings) for a in expression.arguments))
        case _:
            return expression
