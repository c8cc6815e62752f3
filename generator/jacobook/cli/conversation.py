"""`jacobook derive --interactive`: one question after another, with history and completion on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import click

from jacobook.cli.answer_text import answer_text, components_text
from jacobook.cli.terminal import bad, faint
from jacobook.derivation import MOST_ORDER, derive
from jacobook.errors import JacobookError, LanguageError
from jacobook.language.asked import names_in, separated
from jacobook.language.declaration import parse_declarations
from jacobook.language.expression import variables
from jacobook.language.functions import FUNCTIONS, OPERATOR
from jacobook.language.reader import read
from jacobook.layout.formulas.layouts import Layout
from jacobook.question import missing_matrix_form
from jacobook.work.patience import within

WORDS = ("by", "where", "order", "layout", "steps", "help", "quit")
HELP = """\
  x @ A @ x                  differentiate an expression
  x @ A @ x by A             with respect to another variable
  by x · where A: n×n, x: n  set the variable, or shapes, for what follows (where alone clears all shapes)
  order 2 · layout both      set the order, or the layout
  steps                      show or hide the steps
  quit                       leave (end of input does, too)"""


@dataclass(frozen=True, slots=True)
class Choices:
    """What holds from one question to the next."""

    wrt: str = ""
    where: str = ""
    order: int = 1
    layout: Layout = Layout.BOTH
    with_steps: bool = False


def converse(choices: Choices, limit: float) -> None:
    """Answer lines until there are no more, each in so many seconds. A mistake does not end the conversation."""
    for line in _lines():
        if line.strip() in ("quit", "exit"):
            return
        try:
            with within(limit):
                choices, said = reply(line, choices)
        except JacobookError as error:
            said = bad("✗ ") + str(error)
        if said:
            click.echo(said)


def reply(line: str, choices: Choices) -> tuple[Choices, str]:
    """What holds after a line, and what is said to it. Raises `JacobookError`."""
    word, _, rest = line.strip().partition(" ")
    match word, rest.strip():
        case "", _:
            return choices, ""
        case "help", _:
            return choices, HELP
        case "by", wrt if wrt:
            return replace(choices, wrt=wrt), faint(f"with respect to {wrt}")
        case "where", where:
            parse_declarations(where)
            return replace(choices, where=where), faint(f"where {where}" if where else "no shapes are declared")
        case "order", number if number.isdigit() and 1 <= int(number) <= MOST_ORDER:
            return replace(choices, order=int(number)), faint(f"order {number}")
        case "layout", name if name in tuple(Layout):
            layout = Layout(name)
            return replace(choices, layout=layout), faint(layout.words)
        case "steps", "":
            shown = not choices.with_steps
            return replace(choices, with_steps=shown), faint("steps are shown" if shown else "steps are hidden")
        case "by", "":
            raise LanguageError("name the variable to differentiate with respect to", hint="for example: by x")
        case (("order" | "layout"), given):
            known = ", ".join(Layout) if word == "layout" else f"1 to {MOST_ORDER}"
            raise LanguageError(f"{given or 'nothing'} is not a valid {word}", hint=f"known: {known}")
        case _:
            return choices, _answer(line, choices)


def _answer(line: str, choices: Choices) -> str:
    expression, _, wrt = line.partition(" by ")
    where = _of_this_question(expression, choices.where)
    derivation = derive(expression, wrt.strip() or _variable(expression, choices), where, choices.order)
    read_as = faint(f"read as: {derivation.read_as}") + "\n" if derivation.read_as is not None else ""
    refusal = missing_matrix_form(derivation)
    if refusal is not None:
        return read_as + components_text(derivation, derivation.verify(), refusal, with_steps=choices.with_steps)
    return read_as + answer_text(derivation, derivation.verify(), choices.layout, with_steps=choices.with_steps)


def _of_this_question(expression: str, where: str) -> dict[str, str]:
    """The declarations that hold from one question to the next, without those of names that this one does not hold."""
    unused = read(expression, where).unused
    return {name: text for name, text in parse_declarations(where).items() if name.partition("(")[0] not in unused}


def _variable(expression: str, choices: Choices) -> str:
    """The variable that was named, where the expression has it; else the one that is usually meant."""
    parsed = read(expression, choices.where)
    if parsed.said:
        return ",".join(parsed.said)
    names = list(variables(parsed.expression))
    chosen = [name for each in separated(choices.wrt) if each for name in names_in(each)]
    if chosen and all(name in names for name in chosen):
        return choices.wrt
    return next((name for name in ("x", "X", "w", "W", *names) if name in names), "x")


def _lines() -> Iterator[str]:
    """From a terminal with history and completion; else from the input as it is."""
    if not sys.stdin.isatty():
        yield from (line.rstrip("\n") for line in sys.stdin)
        return
    click.echo(faint("Type an expression to differentiate, or help for more."))
    ask = _prompt()
    while True:
        try:
            yield ask()
        except KeyboardInterrupt:
            continue
        except EOFError:
            return


def _prompt() -> Callable[[], str]:
    from prompt_toolkit import PromptSession  # noqa: PLC0415 - only terminals need it
    from prompt_toolkit.completion import WordCompleter  # noqa: PLC0415

    known = sorted(function.name for function in FUNCTIONS.values() if function.kind != OPERATOR)
    session: PromptSession[str] = PromptSession("∂ ", completer=WordCompleter([*WORDS, *known]))
    return session.prompt
