"""What stands above and below a sign of LaTeX: powers, transposes, labels, primes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from jacobook.errors import LanguageError
from jacobook.language.book.signs import Sign
from jacobook.language.notations import latex_commands as commands
from jacobook.language.notations.latex_tree import Node, plain

_TURNED = frozenset({"⊤", "T", "⊺", "t", "′", "'", "tr", "intercal"})
_OTHER_MARKS = {
    "†": "the conjugate transpose, or the pseudo-inverse", "H": "the conjugate transpose",
    "*": "a conjugate, an optimum or an adjoint", "+": "the pseudo-inverse, or a positive part",
}  # fmt: skip
WORDS = {**commands.LETTERS, "top": "⊤", "intercal": "⊺", "prime": "′", "dagger": "†", "ast": "*"}
"""Commands as they stand in labels and exponents."""
_RAISED = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


class Writer(Protocol):
    """What turns parts of a tree into signs."""

    @property
    def declared(self) -> frozenset[str]:
        """The names that were declared, which nothing else is taken for."""

    def refused(self, node: Node, message: str, hint: str = "") -> LanguageError:
        """An error at the place of a node."""

    def row(self, nodes: Sequence[Node], face: str = "") -> list[Sign]:
        """The signs of nodes side by side."""


class Scripts:
    """Nodes side by side, read from left to right, with what stands above and below them."""

    def __init__(self, writer: Writer, nodes: Sequence[Node], face: str) -> None:
        self.writer = writer
        self.nodes = nodes
        self.face = face
        self.at = 0
        self.found: list[Sign] = []
        self.bars: list[str] = []

    def put(self, kind: str, text: str, node: Node, *, below: str = "", above: str = "", face: str = "") -> None:
        self.found.append(Sign(kind, text, node.start, node.end, node.spaced, below, above, face))

    def argument(self, of: Node) -> Sequence[Node]:
        """What a command is given: the nodes of a group, or the next sign."""
        if self.at >= len(self.nodes):
            raise self.writer.refused(
                of, rf"\{of.text} needs an argument" if of.kind == "command" else "a script is missing"
            )
        node = self.nodes[self.at]
        self.at += 1
        return node.inside if node.kind == "group" else (node,)

    def skip(self, *texts: str) -> bool:
        if self.at < len(self.nodes) and self.nodes[self.at].text in texts and self.nodes[self.at].kind == "other":
            self.at += 1
            return True
        return False

    def is_raised(self) -> bool:
        return self.at < len(self.nodes) and self.nodes[self.at].text == "^" and self.nodes[self.at].kind == "other"

    def below(self) -> tuple[str, Node | None]:
        """The label below the last sign, which may also come after what stands above it."""
        place = self.at
        if place < len(self.nodes) and self.nodes[place].text == "_" and self.nodes[place].kind == "other":
            self.at += 1
            label = self.argument(self.nodes[place])
            return self.label(label), self.nodes[place]
        # x^2_i: the label after the exponent.
        if (
            self.is_raised()
            and place + 2 < len(self.nodes)
            and self.nodes[place + 2].text == "_"
            and self.nodes[place + 2].kind == "other"
        ):
            self.at += 3
            label = self.argument(self.nodes[place + 2])
            rest = [*self.nodes[place : place + 2], *self.nodes[self.at :]]
            self.nodes, self.at = rest, 0
            return self.label(label), None
        return "", None

    def label(self, nodes: Sequence[Node]) -> str:
        said = plain(nodes, WORDS).strip()
        if "\\" in said or not said:
            raise self.writer.refused(nodes[0] if nodes else self.nodes[self.at - 1], "this label is not read")
        return said

    def scripts(self) -> None:
        """Primes, powers and transposes after a sign."""
        while self.at < len(self.nodes):
            mark = self.nodes[self.at]
            if mark.kind != "other" or mark.text not in ("^", "'", "′", "ᵀ", "⊤", "²", "³", "⁻", "¹"):
                return
            self.at += 1
            if mark.text in ("'", "′", "ᵀ", "⊤"):
                self.put("mark", "ᵀ", replace(mark, spaced=False), face="prime" if mark.text in ("'", "′") else "")
            elif mark.text in ("²", "³"):
                self.put("raised", mark.text, replace(mark, spaced=False))
            elif mark.text == "^":
                self._raised(mark, self.argument(mark))
            else:
                self._unicode_inverse(mark)

    def _unicode_inverse(self, mark: Node) -> None:
        following = self.nodes[self.at].text if self.at < len(self.nodes) else ""
        if mark.text != "⁻" or following not in ("¹", "ᵀ", "⊤"):
            raise self.writer.refused(mark, f"{mark.text} is not expected here")
        self.at += 1
        self.put(
            "raised" if following == "¹" else "mark", "⁻¹" if following == "¹" else "⁻ᵀ", replace(mark, spaced=False)
        )

    def _raised(self, mark: Node, exponent: Sequence[Node]) -> None:
        nodes = [node for node in exponent if not (node.kind == "command" and node.text in commands.NOTHING)]
        text = plain(nodes, WORDS).replace("−", "-").strip()
        whole = replace(mark, end=nodes[-1].end if nodes else mark.end, spaced=False)
        faced = any(node.is_command("mathsf", "mathrm", "rm", "text", "textsf", "mathit") for node in nodes)
        if text in _TURNED and (text not in ("t", "tr") or faced):
            if text == "T" and not faced and "T" in self.writer.declared:
                raise self.writer.refused(
                    whole, "^T may be a transpose or a power", r"write ^\top, or ^{(T)} for a power"
                )
            self.put("mark", "ᵀ", whole)
        elif text.startswith("-") and text[1:] in _TURNED:
            self.put("mark", "⁻ᵀ", whole)
        elif text.lstrip("-").isdecimal() and len(text) == len(nodes):
            self.put("raised", text.translate(_RAISED), whole)
        elif text in _OTHER_MARKS or text == "′":
            told = _OTHER_MARKS.get(text, "a derivative")
            raise self.writer.refused(whole, f"this may be {told}, which is not read", r"a transpose is ^\top")
        elif text.startswith("(") and text.endswith(")") and text[1:-1].isalnum() and not text[1:-1].isdecimal():
            hint = "write an index below the letter: x_i"
            raise self.writer.refused(whole, "an index above a letter may be a power", hint)
        elif nodes and nodes[0].is_command("odot", "circ"):
            self.put("other", "^⊙", whole)
            self.in_brackets(nodes[1:], whole)
        elif not nodes:
            raise self.writer.refused(whole, "the exponent is empty")
        else:
            self.put("other", "^", whole)
            self.in_brackets(nodes, whole)

    def in_brackets(self, nodes: Sequence[Node], around: Node) -> None:
        self.put("other", "(", around)
        self.found += self.writer.row(nodes)
        self.put("other", ")", around)
