r"""A formula in LaTeX as the signs of a book, every one with its place in the source.

Braces, spacing and faces say little about what is meant; what they do say, a sign keeps: a bold letter is no number, a
bar after \left opens. What the signs mean together is read as in a book.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from jacobook.errors import LanguageError
from jacobook.language.book.functions import LABELLED, is_function
from jacobook.language.book.signs import Sign, refused
from jacobook.language.notations import latex_commands as commands
from jacobook.language.notations.latex_fences import Fences
from jacobook.language.notations.latex_scripts import WORDS
from jacobook.language.notations.latex_tree import Node, plain


def signs_of_nodes(text: str, nodes: Sequence[Node], declared: Collection[str] = ()) -> list[Sign]:
    """The signs of part of a tree, and one of kind end."""
    writer = _Writer(text, frozenset(declared))
    found = writer.row(nodes)
    while found and found[-1].text in (".", ",", ";"):
        found.pop()
    end = nodes[-1].end if nodes else len(text)
    return [*found, Sign("end", "", end, end)]


@dataclass(frozen=True, slots=True)
class _Writer:
    """What turns nodes into signs; it knows the names that were declared, which nothing else is taken for."""

    text: str
    declared: frozenset[str]

    def refused(self, node: Node, message: str, hint: str = "") -> LanguageError:
        return refused(self.text, node.start, node.end, message, hint)

    def row(self, nodes: Sequence[Node], face: str = "") -> list[Sign]:
        """The signs of nodes side by side."""
        return _Row(self, nodes, face).signs()


class _Row(Fences):
    """Nodes side by side, read from left to right."""

    def signs(self) -> list[Sign]:
        for place, node in enumerate(self.nodes):
            if node.is_command("over"):
                return self._fraction(self.nodes[:place], self.nodes[place + 1 :], node)
        while self.at < len(self.nodes):
            node = self.nodes[self.at]
            self.at += 1
            self._item(node)
        return self.found

    def _item(self, node: Node) -> None:
        match node.kind:
            case "digit":
                self._number(node)
            case "letter":
                self._letters(node.text, node, self.face)
            case "group":
                self._group(node)
            case "environment":
                self._environment(node)
            case "command":
                self._command(node)
            case _:
                self.sign(node)

    def _number(self, node: Node) -> None:
        text, last = node.text, node
        while self.at < len(self.nodes) and self.nodes[self.at].kind == "digit" and not self.nodes[self.at].spaced:
            last = self.nodes[self.at]
            text += last.text
            self.at += 1
        after = self.nodes[self.at : self.at + 2]
        if len(after) == 2 and after[0].text == "." and after[1].kind == "digit":
            self.at += 1
            text += "."
            while self.at < len(self.nodes) and self.nodes[self.at].kind == "digit":
                last = self.nodes[self.at]
                text += last.text
                self.at += 1
        whole = replace(node, end=last.end)
        if self.face == "bold" and text in ("0", "1"):
            self._filled(text, whole)
            return
        self.put("number", text, whole)
        self.scripts()

    def _letters(self, letter: str, node: Node, face: str) -> None:
        """A letter with what stands below and above it; letters side by side are a product."""
        below, _ = self.below()
        if letter == "e" and not below and face != "bold" and "e" not in self.writer.declared and self.is_raised():
            self._exponential(node)
            return
        printed = LABELLED.get(f"{letter}_{below}")
        if printed is not None and letter not in self.writer.declared and self._is_applied():
            self.put("function", printed, node)
        else:
            self.put("entry" if below else "run", letter, node, below=below, face=face)
        self.scripts()

    def _is_applied(self) -> bool:
        """Whether a bracket follows, after an exponent or at once."""
        place = self.at
        self.at += 2 * self.is_raised()
        opens = self._opens()
        self.at = place
        return opens

    def _exponential(self, node: Node) -> None:
        """e with an exponent."""
        self.at += 1
        exponent = self.argument(node)
        self.put("function", "ℯ", node)
        self.put("other", "(", node)
        self.found += self.writer.row(exponent)
        last = exponent[-1] if exponent else node
        self.put("other", ")", last)

    def _group(self, node: Node) -> None:
        inside = self.writer.row(node.inside, self.face)
        followed = self.at < len(self.nodes) and self.nodes[self.at].text in ("^", "_", "'")
        if followed and len(inside) > 1:
            self.put("other", "(", node)
            self.found += inside
            self.put("other", ")", node)
        elif inside:
            below, _ = self.below()
            if below and inside[-1].kind == "run":
                inside[-1] = replace(inside[-1], kind="entry", below=below)
            elif below:
                raise self.writer.refused(node, f"the label {below} below a group is not read")
            self.found += inside
        self.scripts()

    def _environment(self, node: Node) -> None:
        name = node.text.rstrip("*")
        if node.text in commands.AROUND or name in commands.AROUND:
            inside = [each for each in node.inside if each.text != "&" and not each.is_command("\\")]
            self.found += self.writer.row(inside)
            return
        if name not in {*commands.MATRICES, "cases"}:
            raise self.writer.refused(node, f"the environment {node.text} is not read")
        kind = "cases" if name == "cases" else "matrix"
        inside = list(node.inside)
        if name == "array" and inside and inside[0].kind == "group":
            inside = inside[1:]
        self.put("other", "⟦", node, face="det" if name == "vmatrix" else kind)
        rows: list[list[Node]] = [[]]
        for each in inside:
            if each.is_command("\\"):
                rows.append([])
            else:
                rows[-1].append(each)
        for row in (row for row in rows if row):
            cells: list[list[Node]] = [[]]
            for each in row:
                if each.text == "&" and each.kind == "other":
                    cells.append([])
                else:
                    cells[-1].append(each)
            for cell in cells:
                self.found += self.writer.row(cell)
                self.put("other", "⟨&⟩", cell[-1] if cell else node)
            self.found[-1] = replace(self.found[-1], text="⟨\\⟩")
        self.put("other", "⟧", node)
        self.scripts()

    def _command(self, node: Node) -> None:
        name = node.text
        if name in commands.NOTHING or self._is_letter(node) or self._is_operation(node):
            return
        if name in commands.LABELS:
            self.argument(node)
        elif name in commands.LEFT or name in commands.RIGHT or name in commands.SIZED:
            self.fence(node)
        elif name in ("top", "intercal", "prime"):
            raise self.writer.refused(node, rf"\{name} stands above a letter", rf"write x^\{name}")
        else:
            raise self._unknown(node)

    def _is_letter(self, node: Node) -> bool:
        """Whether a command is a letter or a face of letters, which it then writes."""
        name = node.text
        if name in commands.LETTERS:
            self._letters(commands.LETTERS[name], node, self.face)
        elif name == "bf":
            self.face = "bold"
        elif name in commands.BOLD:
            self._faced(node, "outlined" if name in ("mathbb", "mathbbm", "mathds") else "bold")
        elif name in commands.ACCENTED:
            self._accented(node)
        elif name in commands.UPRIGHT:
            self._word(node)
        elif name in commands.PLAIN:
            self._faced(node, {"vec": "bold", "mathcal": "calligraphic"}.get(name, self.face))
        else:
            return False
        return True

    def _is_operation(self, node: Node) -> bool:
        """Whether a command is a function or a sign, which it then writes."""
        name = node.text
        if name in commands.FRACTIONS:
            above, under = self.argument(node), self.argument(node)
            self.found += self._fraction(above, under, node)
            self.scripts()
        elif name in ("norm", "abs"):
            bar = "‖" if name == "norm" else "|"
            inside = self.argument(node)
            self.put("open", bar, node)
            self.found += self.writer.row(inside)
            self.closed(bar, node)
        elif name in commands.FUNCTIONS or name in commands.OWN_FUNCTIONS:
            self._function(name, node)
        elif name in commands.SERIES:
            lower, upper = self._limits()
            self.put("series", commands.SERIES[name], node, below=lower, above=upper)
        elif name == "sqrt":
            self._root(node)
        elif name in commands.BARS:
            self.bar(*commands.BARS[name], node)
        elif name in commands.SIGNS:
            self.sign(replace(node, kind="other", text=commands.SIGNS[name]))
        else:
            return False
        return True

    def _unknown(self, node: Node) -> LanguageError:
        told = {
            "partial": "a derivative inside a formula", "nabla": "a gradient inside a formula", "int": "an integral",
            "lim": "a limit", "in": "membership", "infty": "infinity", "sup": "a supremum", "inf": "an infimum",
            "ldots": "what dots stand for", "cdots": "what dots stand for", "dots": "what dots stand for",
            "mathbb": "an expectation", "argmin": "a minimizer",
        }  # fmt: skip
        if node.text in told:
            return self.writer.refused(node, f"{told[node.text]} is not read")
        return self.writer.refused(
            node, rf"the command \{node.text} is not known", r"write the formula without commands of your own"
        )

    def _fraction(self, above: Sequence[Node], below: Sequence[Node], node: Node) -> list[Sign]:
        """(above)/(below), in brackets as a whole."""
        open_, close = (Sign("other", text, node.start, node.end, node.spaced) for text in "()")
        slash = Sign("other", "/", node.start, node.end)
        parts = self.writer.row(above), self.writer.row(below)
        if not all(parts):
            raise self.writer.refused(node, "a fraction needs two parts")
        return [open_, open_, *parts[0], close, slash, open_, *parts[1], close, close]

    def _faced(self, node: Node, face: str) -> None:
        """A letter or a number in another face."""
        inside = self.argument(node)
        text = plain(inside, WORDS)
        if any(each.is_command(*commands.ACCENTED) for each in inside):
            self.found += self.writer.row([*inside], face)
            below, _ = self.below()
            if below and self.found[-1].kind == "run":
                self.found[-1] = replace(self.found[-1], kind="entry", below=below)
            self.scripts()
            return
        if text in ("0", "1"):
            self._filled(text, replace(node, end=inside[-1].end))
            return
        if face == "outlined" and text in ("E", "R", "P", "N"):
            what = {"E": "an expectation", "P": "a probability"}.get(text, "a set of numbers")
            raise self.writer.refused(node, f"{what} is not read")
        whole = replace(node, end=inside[-1].end if inside else node.end)
        if len(text) == 1 and (text.isalpha()):
            self._letters(text, whole, "" if face == "outlined" else face)
            return
        if text.isalpha() and text in self.writer.declared:
            self._letters(text, whole, face)
            return
        self.found += self.writer.row(inside, face)
        below, _ = self.below()
        if below and self.found and self.found[-1].kind == "run":
            self.found[-1] = replace(self.found[-1], kind="entry", below=below)
        self.scripts()

    def _filled(self, digit: str, node: Node) -> None:
        """𝟏 or 𝟎, of which the size may stand below; or 𝟏 with a condition."""
        below, mark = self.below()
        if digit == "1" and any(sign in below for sign in "<>=≤≥≠"):
            raise self.writer.refused(mark or node, "a condition below 𝟏 is not read", r"write \mathbf{1}[x > 0]")
        self.put("filled", "𝟏" if digit == "1" else "𝟎", node, below=below)
        self.scripts()

    def _accented(self, node: Node) -> None:
        inside = self.argument(node)
        row = self.writer.row(inside, self.face)
        if len(row) != 1 or row[0].kind not in ("run", "entry"):
            raise self.writer.refused(node, "an accent stands on one letter")
        below, _ = self.below()
        letter = row[0].text + commands.ACCENTED[node.text]
        whole = replace(node, end=row[0].end)
        label = below or row[0].below
        self.put("entry" if label else "run", letter, whole, below=label, face=row[0].face)
        self.scripts()

    def _word(self, node: Node) -> None:
        self.skip("*")
        inside = self.argument(node)
        word = plain(inside, WORDS).strip().replace("\\_", "_")
        whole = replace(node, end=inside[-1].end if inside else node.end)
        if word == "e" and self.is_raised():
            self._exponential(whole)
        elif word in self.writer.declared or not word.isascii():
            self._letters(word, whole, "word")
        elif word == "d":
            raise self.writer.refused(whole, "a differential is not read")
        elif word in ("T", "H"):
            raise self.writer.refused(whole, f"{word} stands above a letter", r"write x^\top")
        elif word in ("if", "otherwise", "else", "with", "and", "where", "for"):
            self.put("run", word, whole, face="text")
        elif is_function(word) or word in commands.OWN_FUNCTIONS or self._is_labelled(word):
            self._function(word, whole)
        elif word in ("mat", "tril", "triu", "Id"):
            self._function(word, whole) if word != "Id" else self._letters(word, whole, "word")
        elif word.isidentifier() and len(word) > 1:
            self._function(word, whole) if self._opens() else self._letters(word, whole, "word")
        elif len(word) == 1:
            self._letters(word, whole, self.face)
        elif word:
            raise self.writer.refused(whole, f"the words {word!r} are not read")

    def _is_labelled(self, word: str) -> bool:
        """Whether a word with the label that follows is a function, as svd_U is."""
        place, nodes = self.at, self.nodes
        is_label = place < len(nodes) and nodes[place].kind == "other" and nodes[place].text == "_"
        label = self.below()[0] if is_label else ""
        self.at, self.nodes = place, nodes
        return is_function(f"{word}_{label}")

    def _opens(self) -> bool:
        after = self.nodes[self.at : self.at + 2]
        if not after:
            return False
        return after[0].text == "(" or (after[0].is_command(*commands.LEFT) and len(after) > 1 and after[1].text == "(")

    def _function(self, name: str, node: Node) -> None:
        below, _ = self.below()
        labelled = f"{name}_{below}"
        if below and is_function(labelled):
            name, below = labelled, ""
        self.put("function", name, node, below=below)
        if self.is_raised():
            self.scripts()

    def _limits(self) -> tuple[str, str]:
        """What stands below and above a sum."""
        below, above = "", ""
        while self.at < len(self.nodes):
            mark = self.nodes[self.at]
            if mark.is_command("limits", "nolimits"):
                self.at += 1
            elif mark.kind == "other" and mark.text in ("_", "^"):
                self.at += 1
                label = self.label(self.argument(mark))
                if mark.text == "_":
                    below = label
                else:
                    above = label
            else:
                break
        return below, above

    def _root(self, node: Node) -> None:
        degree: list[Node] = []
        if self.skip("["):
            while self.at < len(self.nodes) and not self.skip("]"):
                degree.append(self.nodes[self.at])
                self.at += 1
        inside = self.argument(node)
        if not degree:
            self.put("other", "√", node)
            self.in_brackets(inside, node)
            self.scripts()
            return
        self.in_brackets(inside, node)
        self.put("other", "^", node)
        self.put("other", "(", node)
        one = Sign("number", "1", node.start, node.end)
        self.found += [one, replace(one, kind="other", text="/"), replace(one, kind="other", text="(")]
        self.found += self.writer.row(degree)
        self.found += [replace(one, kind="other", text=")"), replace(one, kind="other", text=")")]
