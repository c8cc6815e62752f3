"""The cell magic `%%jacobian`: a question stands in a notebook, and its proved answer below it.

`%load_ext jacobook` brings it. The text of the cell is that of a block in a page (`jacobook.block`); after `%%jacobian`
may stand a name for the derivation, `%%jacobian d`.
"""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from dataclasses import dataclass
from keyword import iskeyword
from typing import Any, Protocol

from jacobook.answer_display import view_of_block
from jacobook.block import Block, read_block
from jacobook.derivation import Derivation, derive
from jacobook.display import Displayed, View
from jacobook.errors import LanguageError
from jacobook.question import data_flow

NAME = "jacobian"


class Shell(Protocol):
    """What of IPython's shell is needed."""

    user_ns: MutableMapping[str, Any]

    def register_magic_function(self, func: Callable[..., Any], magic_kind: str, magic_name: str) -> None:
        """Make a function known as a magic."""


@dataclass(frozen=True, slots=True, repr=False)
class AnsweredBlock(Displayed):
    """The answer to a block, shown as the block asks for it."""

    derivation: Derivation
    block: Block
    flow: str

    def _view(self) -> View:
        return view_of_block(self.derivation, self.block, repr(self.derivation), self.flow)


def answered(text: str) -> AnsweredBlock:
    """The answer to the text of a block, which a notebook shows. Raises `LanguageError` and `Refused`."""
    block = read_block(text)
    asked = (block.expression, block.wrt, block.where, block.order)
    derivation = derive(*asked, symmetric=block.symmetric, tangent=block.tangent, name=block.name)
    flow = block.graph(data_flow(derivation))
    return AnsweredBlock(derivation, block, "" if flow is None else flow["sentence"])


def register(shell: Shell) -> None:
    """Bring the magic into a shell of IPython."""

    def jacobian(line: str, cell: str) -> AnsweredBlock:
        """The derivative that a block asks for, proved: an expression, then `wrt: x`, and perhaps `where: A: n×n`."""
        name = line.strip()
        if name and (not name.isidentifier() or iskeyword(name)):
            raise LanguageError(f"{name!r} is not a valid name for a derivation", hint=f"for example %%{NAME} d")
        found = answered(cell)
        if name:
            shell.user_ns[name] = found.derivation
        return found

    shell.register_magic_function(jacobian, "cell", NAME)


__all__ = ["AnsweredBlock", "answered", "register"]
