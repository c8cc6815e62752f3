"""LaTeX as a tree of signs, groups and environments, every one with its place in the source.

TeX's own rules are few here: an argument is one sign or one group. What a formula means is no matter of this module.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from jacobook.language.book.signs import refused
from jacobook.language.notations import latex_commands as commands

DEEPEST = 60
_TOKEN = re.compile(
    r"(?P<space>\s+|~|%[^\n]*)|(?P<command>\\(?:[A-Za-z]+|.|$))|(?P<open>\{)|(?P<close>\})|(?P<digit>[0-9])"
    r"|(?P<letter>[^\W\d_])|(?P<dollar>\$+)|(?P<other>.)",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Node:
    """A sign, a command (by its name), a group, or an environment with its name; `spaced` after a space."""

    kind: str
    text: str
    start: int
    end: int
    spaced: bool = False
    inside: tuple[Node, ...] = ()

    def is_command(self, *names: str) -> bool:
        """Whether it is one of these commands."""
        return self.kind == "command" and self.text in names


@dataclass(slots=True)
class _Open:
    """What is open while a tree is made."""

    kind: str
    text: str
    start: int
    inside: list[Node]
    spaced: bool = False


def tree(text: str) -> tuple[Node, ...]:
    """The tree of a formula. Raises `LanguageError` for a brace or an environment without its other half."""
    levels = [_Open("group", "", 0, [])]
    spaced = False
    for match in _TOKEN.finditer(text):
        kind, start, end = str(match.lastgroup), match.start(), match.end()
        written = match[0].removeprefix("\\") if kind == "command" else match[0]
        if kind in ("space", "dollar"):
            spaced = True
            continue
        top = levels[-1]
        if kind == "command" and written in ("begin", "end"):
            levels.append(_Open("name", written, start, [], spaced))
        elif kind == "open":
            if top.kind == "name" and not top.inside:
                top.kind = "naming"
            else:
                levels.append(_Open("group", "", start, [], spaced))
        elif kind == "close":
            _close(text, levels, start, end)
        else:
            top.inside.append(Node(kind, written, start, end, spaced))
        if len(levels) > DEEPEST:
            raise refused(text, start, end, f"the formula is nested more than {DEEPEST} levels deep")
        spaced = False
    if len(levels) > 1:
        left = levels[-1]
        what = rf"\begin{{{left.text}}}" if left.kind == "environment" else "this brace"
        raise refused(text, left.start, left.start + 1, f"{what} is not closed", "check the braces")
    return tuple(levels[0].inside)


def _close(text: str, levels: list[_Open], start: int, end: int) -> None:
    """A closing brace: of a group, or of the name of an environment."""
    done = levels.pop()
    if not levels or done.kind not in ("group", "naming"):
        raise refused(text, start, end, "this brace closes nothing", "check the braces")
    if done.kind == "group":
        levels[-1].inside.append(Node("group", "", done.start, end, done.spaced, tuple(done.inside)))
        return
    name = "".join(node.text for node in done.inside)
    if done.text == "begin":
        levels.append(_Open("environment", name, done.start, [], done.spaced))
        return
    whole = levels.pop()
    if whole.kind != "environment" or whole.text != name or not levels:
        raise refused(text, done.start, end, rf"\end{{{name}}} closes nothing", rf"it belongs to \begin{{{name}}}")
    levels[-1].inside.append(Node("environment", name, whole.start, end, whole.spaced, tuple(whole.inside)))


_IN_LABELS = {"times": "×", "ne": "≠", "neq": "≠", "infty": "∞", "max": "max", "min": "min", "prime": "′"}


def plain(nodes: Sequence[Node], letters: dict[str, str]) -> str:
    """The letters, digits and signs of some nodes in one text, as for a label below a letter.

    A command that is none of these stays in it as it was written.
    """
    text = ""
    for node in nodes:
        if node.kind in ("group", "environment"):
            text += plain(node.inside, letters)
        elif node.kind == "command":
            silent = node.text in commands.FACES or node.text in commands.NOTHING
            text += letters.get(node.text, _IN_LABELS.get(node.text, "" if silent else f"\\{node.text}"))
        else:
            text += node.text
    return text


__all__ = ["Node", "plain", "tree"]
