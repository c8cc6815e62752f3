"""Brackets and bars of LaTeX, which may say on which side they stand, and signs between operands."""

from __future__ import annotations

from dataclasses import replace

from jacobook.language.notations import latex_commands as commands
from jacobook.language.notations.latex_scripts import Scripts
from jacobook.language.notations.latex_tree import Node

_LABELS_OF_NORMS = {"F": "_F", "1": "_1", "2": "_2", "Fro": "_F", "fro": "_F", "ℓ1": "_1", "ℓ2": "_2"}
_PLAIN_SIGNS = {
    "-": "−", "+": "+", "/": "/", "=": "=", ",": ",", "<": "<", ">": ">", ":": ":", "(": "(", ")": ")", "[": "[",
    "]": "]", "≤": "<=", "≥": ">=", "∘": "⊙", "−": "−", "·": "·", "⊙": "⊙", "⊗": "⊗", "×": "×", "½": "½", "*": "*",
    "⊘": "⊘",     "&": "&", ".": ".", ";": ";", "!": "!", "√": "√", "⟨": "⟨", "⟩": "⟩",
}  # fmt: skip


class Fences(Scripts):
    """Nodes side by side, with brackets and bars."""

    def fence(self, node: Node) -> None:
        if self.at >= len(self.nodes):
            raise self.writer.refused(node, rf"\{node.text} needs a bracket")
        following = self.nodes[self.at]
        self.at += 1
        side = "open" if node.text in commands.LEFT else "close" if node.text in commands.RIGHT else ""
        whole = replace(following, start=node.start, spaced=node.spaced)
        if following.kind == "other" and following.text == ".":
            return
        if following.kind == "command" and following.text in commands.BARS:
            bar, own = commands.BARS[following.text]
            self.bar(bar, side or own, whole)
        elif following.text in ("|", "‖"):
            self.bar(following.text, side, whole)
        elif following.kind == "command" and following.text in commands.SIGNS:
            self.sign(replace(whole, kind="other", text=commands.SIGNS[following.text]))
        else:
            self.sign(whole)

    def bar(self, bar: str, side: str, node: Node) -> None:
        last = self.found[-1] if self.found else None
        ends = last is not None and (
            last.kind not in ("other", "function", "open", "series") or last.text in (")", "]", "}", "⟩", "⟧")
        )
        if not side:
            side = "close" if self.bars and self.bars[-1] == bar and ends else "open"
        if side == "open":
            self.bars.append(bar)
            self.put("open", bar, node)
            return
        if self.bars:
            self.bars.pop()
        self.closed(bar, node)

    def closed(self, bar: str, node: Node) -> None:
        self.put("close", bar, replace(node, spaced=False))
        below, mark = self.below()
        if below:
            if bar != "‖" or below not in _LABELS_OF_NORMS:
                raise self.writer.refused(mark or node, f"the norm with the label {below} is not read")
            self.put("other", _LABELS_OF_NORMS[below], replace(mark or node, spaced=False))
        self.scripts()

    def sign(self, node: Node) -> None:
        text = node.text
        if text in ("|", "‖"):
            following = self.nodes[self.at] if self.at < len(self.nodes) else None
            if text == "|" and following is not None and following.text == "|" and not following.spaced:
                self.at += 1
                self.bar("‖", "", replace(node, end=following.end))
            else:
                self.bar(text, "", node)
            return
        if text == "&":
            return
        if text in ("{", "}", *_PLAIN_SIGNS):
            # Braces that are seen are brackets like others.
            shown = {"{": "(", "}": ")"}.get(text, _PLAIN_SIGNS.get(text, text))
            self.put("other", shown, node)
            if text in (")", "]", "}", "⟩"):
                self._after_bracket(node)
            return
        if text in ("^", "_"):
            raise self.writer.refused(node, f"{text} has nothing to stand at")
        self.put("other", text, node)
        self.scripts()

    def _after_bracket(self, node: Node) -> None:
        below, mark = self.below()
        if below == "F" and node.text == "⟩":
            # The inner product of two matrices, as without the label.
            return
        if below == "×":
            self.put("other", "_×", mark or node)
        elif below:
            self.put("subscript", below, replace(mark or node, spaced=False))
        self.scripts()
