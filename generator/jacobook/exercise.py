r"""An exercise as a block of text in a page: a question in words, what is asked in the language, and what helps.

    What is the Jacobian of $\mathbf{A}\mathbf{x} + \mathbf{b}$ with respect to $\mathbf{b}$?
    expr: A @ x + b
    wrt: b
    where: A: m×n, x: n, b: m
    hint: How does output $i$ depend on $b_i$?
    wrong: A
    wrong: b
    variants: A @ x - b; {2..9} * b where b: m
    explain: Each output has its own entry of the bias.

The words come first; then the options, which may go on over several lines. Words, `hint` and `explain` are Markdown.
`expr`, `wrt`, `where`, `order`, `name`, `show`, `at` and `highlight` are those of a block; `answer: backward` asks for
the gradient given the upstream gradient. Each `wrong` is an answer that must be wrong. `variants` are further
questions, `;` between them, each with a `wrt` and a `where` of its own if it needs them; `{2..9}` and `{sin|cos}` stand
for what is drawn, always alike for the same text. Without `expr` an exercise is for paper, and `explain` is its answer.
"""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from textwrap import dedent

from jacobook.block import Block, read_block
from jacobook.errors import LanguageError
from jacobook.language.declaration import parse_declarations

_OF_BLOCKS = ("wrt", "where", "order", "name", "show", "at", "highlight")
KEYS = ("expr", *_OF_BLOCKS, "answer", "hint", "wrong", "variants", "explain")
DRAWN = 2
"""How many questions one variant with something to draw becomes."""
_OPTION = re.compile(r"(?P<key>[a-z]+):(?:[ \t]+(?P<value>.*))?")
_DRAW = re.compile(r"\{(?:(?P<low>\d+)\.\.(?P<high>\d+)|(?P<words>[^{}|]+(?:\|[^{}|]+)+))\}")
_VARIANT = re.compile(r"(?P<expr>.*?)(?:\s+wrt\s+(?P<wrt>.*?))?(?:\s+where\s+(?P<where>.*))?", re.DOTALL)
_NAME = re.compile(r"[^\W\d]\w*")


@dataclass(frozen=True, slots=True)
class Exercise:
    """What one exercise asks; without a `block` it is for paper. `wrong` answers are formulas in any notation."""

    words: str
    block: Block | None = None
    backward: bool = False
    hint: str = ""
    wrong: tuple[str, ...] = ()
    variants: tuple[Block, ...] = ()
    explain: str = ""


def read_exercise(text: str) -> Exercise:
    """The exercise that a block of text says. Raises `LanguageError`."""
    words, options = _parts(text)
    if not words:
        raise LanguageError("an exercise begins with its question in words")
    said = {key: values[0] for key, values in options.items()}
    twice = next((key for key, values in options.items() if key != "wrong" and len(values) > 1), None)
    if twice is not None:
        raise LanguageError(f"an exercise gives {twice} twice")
    hint, explain = said.get("hint", ""), said.get("explain", "")
    if "expr" not in said:
        others = next((key for key in options if key not in ("hint", "explain")), None)
        if others is not None:
            raise LanguageError(f"{others} needs something to differentiate", hint="add expr: A @ x + b")
        if not explain:
            raise LanguageError("an exercise for paper needs its answer", hint="add explain: and the answer in words")
        return Exercise(words, hint=hint, explain=explain)
    answer = said.get("answer", "derivative")
    if answer not in ("derivative", "backward"):
        raise LanguageError(f"the answer of an exercise is the derivative or backward, not {answer}")
    return Exercise(
        words,
        _question(said["expr"], {"show": "steps", **said}),
        answer == "backward",
        hint,
        tuple(options.get("wrong", ())),
        tuple(_variants(said)),
        explain,
    )


def _parts(text: str) -> tuple[str, dict[str, list[str]]]:
    """The words, and the values of each option, in the order in which they stand."""
    words: list[str] = []
    found: list[tuple[str, list[str]]] = []
    fence = ""
    for line in text.strip("\n").splitlines():
        mark = re.match(r"\s*(`{3,}|~{3,})", line)
        if mark is not None:
            fence = mark[1] if not fence else "" if mark[1].startswith(fence) else fence
        match = None if fence else _OPTION.fullmatch(line)
        key = match["key"] if match is not None else ""
        if match is not None and key in KEYS:
            found.append((key, [match["value"] or ""]))
            continue
        meant = get_close_matches(key, KEYS, 1, 0.7) if key else []
        if meant or (key and found):
            hint = f"did you mean {meant[0]}?" if meant else f"the options are {', '.join(KEYS)}"
            raise LanguageError(f"an exercise has no option {key}", hint=hint)
        (found[-1][1] if found else words).append(line)
    options: dict[str, list[str]] = {}
    for key, lines in found:
        first, *others = lines
        options.setdefault(key, []).append("\n".join([first, dedent("\n".join(others))]).strip())
    empty = next((key for key, values in options.items() if "" in values), None)
    if empty is not None:
        raise LanguageError(f"an exercise gives {empty} without a value")
    return "\n".join(words).strip(), options


def _question(expression: str, said: Mapping[str, str]) -> Block:
    shown = said.get("show", "").split()
    if said.get("answer") == "backward":
        shown.append("backward")
    options = {key: " ".join(said[key].split()) for key in _OF_BLOCKS if key in said}
    if shown:
        options["show"] = " ".join(shown)
    return read_block("\n".join([" ".join(expression.split()), *(f"{key}: {value}" for key, value in options.items())]))


def _variants(said: Mapping[str, str]) -> Iterator[Block]:
    """The further questions, in an order that is drawn from the exercise's own text."""
    texts = [part.strip() for part in said.get("variants", "").split(";") if part.strip()]
    seed = hashlib.sha256("\n".join([said["expr"], *texts]).encode()).digest()
    chance = random.Random(seed)  # noqa: S311 - a choice that is always the same, not a secret
    drawn = list(dict.fromkeys(each for text in texts for each in _drawn(text, chance)))
    chance.shuffle(drawn)
    for text in drawn:
        match = _VARIANT.fullmatch(text)
        assert match is not None
        expression, own = match["expr"], {"wrt": match["wrt"] or said.get("wrt", "")}
        declared = parse_declarations(said.get("where", "")) if "where" in said else {}
        declared |= parse_declarations(match["where"]) if match["where"] else {}
        where = _where(declared, {*_NAME.findall(expression), *_NAME.findall(own["wrt"])})
        # The steps of one question are enough for all that are like it: they are most of a page's weight.
        given = {key: value for key, value in said.items() if key not in ("at", "highlight", "name", "where", "show")}
        yield _question(expression, {**given, **({"where": where} if where else {}), **own})


def _drawn(text: str, chance: random.Random) -> Sequence[str]:
    if _DRAW.search(text) is None:
        return (text,)
    found: dict[str, None] = {}
    # Some draws give what was drawn before.
    for _ in range(8 * DRAWN):
        found[_DRAW.sub(lambda match: _one_of(match, chance), text)] = None
        if len(found) == DRAWN:
            break
    return tuple(found)


def _one_of(match: re.Match[str], chance: random.Random) -> str:
    if match["words"]:
        words: list[str] = match["words"].split("|")
        return chance.choice(words)
    low, high = int(match["low"]), int(match["high"])
    if low > high:
        raise LanguageError(f"{match[0]} draws from nothing", hint=f"write {{{high}..{low}}}")
    return str(chance.randint(low, high))


def _where(declared: Mapping[str, str], names: set[str]) -> str:
    """Of the declarations those that an expression has a use for: others are refused where they are read."""
    used = {name: text for name, text in declared.items() if _NAME.findall(name)[0] in names}
    return ", ".join(f"{name} = {text}" if "(" in name else f"{name}: {text}" for name, text in used.items())


__all__ = ["DRAWN", "KEYS", "Exercise", "read_exercise"]
