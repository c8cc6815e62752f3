"""Sums and products over indices in a formula as people write it: Σᵢ (yᵢ − wᵀxᵢ)², of entries and of rows."""

from __future__ import annotations

import ast
import re
from dataclasses import replace

from jacobook.language.book.letters import Ambiguous, Unknown
from jacobook.language.book.meaning import COLUMN, MATRIX, ROW, SCALAR, Meaning
from jacobook.language.book.signs import Sign
from jacobook.language.dimension import Dimension
from jacobook.language.notations.enclosures import WrittenEnclosures

_RANGE = re.compile(r"([a-z](?:,?[a-z])*)(?:=([01]))?")
_NAMES = {"∑": "sum", "∏": "prod"}


class WrittenSeries(WrittenEnclosures):
    """The reading of sums over indices, and of what has an index below one."""

    def series(self) -> Meaning:
        """A sum or a product over indices, of the term that follows."""
        sign = self.next()
        indices, length = self._range(sign)
        for index in indices:
            if index in self.bound:
                raise self.at(sign, f"the index {index} is bound twice")
            self.bound[index] = self.make.fresh() if length is None else length
        before = self.make
        self.make = replace(before, order=tuple(self.bound))
        body = self.term()
        total = body
        for index in reversed(indices):
            if index not in total.over:
                raise self.at(
                    sign, f"what is summed does not contain the index {index}", "write the number of terms as a factor"
                )
            total = self.make.totaled(total, index, _NAMES[sign.text])
            del self.bound[index]
        self.make = before
        return replace(total, start=sign.start)

    def _range(self, sign: Sign) -> tuple[list[str], Dimension | None]:
        """The indices of a sum, and how many values each takes where that is said."""
        below = sign.below.replace(" ", "")
        match = _RANGE.fullmatch(below)
        if match is None:
            what = f"the range {below} of a sum is not read" if below else "a sum without an index is not read"
            raise self.at(sign, what, "for example Σ_i, or Σ_{i=1}^n, over all entries")
        indices = list(match[1].replace(",", ""))
        upper = sign.above.replace(" ", "")
        if match[2] == "0":
            if not upper.endswith(("-1", "−1")):
                raise self.at(sign, "a sum from 0 is read up to n − 1 alone")
            upper = upper[:-2]
        if len(set(indices)) < len(indices):
            raise self.at(sign, f"the index {indices[0]} is bound twice")
        if upper and self._is_number(upper):
            hint = "a sum has as many terms as a vector or a matrix has entries"
            raise self.at(sign, "the language has no sum over the exponents of powers", hint)
        return indices, self.length(upper, sign) if upper else None

    def _is_number(self, upper: str) -> bool:
        """Whether as many terms are wanted as a variable says."""
        try:
            found = self.letters.taken_apart(upper)
        except (Ambiguous, Unknown):
            return False
        return len(found) == 1 and self.shapes.get(found[0][0]) == ()

    def entry(self) -> Meaning:
        """A letter with a label: below a sum the label may be its indices."""
        sign = self.peek()
        label = sign.below.replace(" ", "").replace(",", "")
        if not label or not all(letter in self.bound for letter in label):
            return super().entry()
        self.next()
        letter = replace(sign, below="")
        if len(label) == 1 and self._is_row(sign):
            return self._row(sign, label)
        base = self.letter(sign.text, letter)
        return self._at(base, label, sign)

    def place_of(self, base: Meaning, sign: Sign) -> Meaning:
        """An entry of an array; below a sum its places may be indices."""
        label = sign.below.replace(" ", "").replace(",", "")
        if label and all(letter in self.bound for letter in label):
            return self._at(base, label, sign)
        return super().place_of(base, sign)

    def _at(self, base: Meaning, label: str, sign: Sign) -> Meaning:
        """The entries of an array at indices."""
        wanted = {COLUMN: 1, ROW: 1, MATRIX: 2}.get(base.kind, 0)
        if len(label) != wanted or base.over:
            raise self.at(
                sign, f"{sign.text} has {wanted} places, not {len(label)}", "declare it, or write its capital"
            )
        sizes = (base.columns,) if base.kind == ROW else (base.rows, base.columns)[:wanted]
        for letter, size in zip(label, sizes, strict=True):
            self.make.same(base, size, self.bound[letter], f"the index {letter} does not run over all of {sign.text}")
        node = base.plain
        over = tuple(letter for letter in self.make.order if letter in label)
        if len(label) == 2 and label[0] == label[1]:
            node = ast.Call(ast.Name("diag"), [node], [])
        elif len(label) == 2 and label != "".join(over):
            node = node.value if isinstance(node, ast.Attribute) else ast.Attribute(node, "T")
        return Meaning(node, SCALAR, start=sign.start, end=sign.end, parts=base.parts + 1, over=over)

    def _is_row(self, sign: Sign) -> bool:
        """Whether a small letter with an index is a row of the matrix that its capital is."""
        if not sign.text.islower() or not self.is_undeclared(sign.text):
            return False
        try:
            found = self.letters.taken_apart(sign.text.upper())
        except Unknown:
            found = []
        if len(found) == 1 and len(self.shapes.get(found[0][0], ())) == 2:
            return True
        return not found and self.decisions.pick(("rows", sign.text), ("", ""), prefers=True) == 1

    def _row(self, sign: Sign, index: str) -> Meaning:
        matrix = self.letter(sign.text.upper(), replace(sign, below="", text=sign.text.upper(), face=""))
        name = matrix.node.id if isinstance(matrix.node, ast.Name) else ""
        self.decisions.note(("rows of", name), f"{sign.text}_{index} is row {index} of {name}")
        message = f"the index {index} does not run over all rows of {name}"
        self.make.same(matrix, matrix.rows, self.bound[index], message)
        return Meaning(matrix.node, COLUMN, matrix.columns, start=sign.start, end=sign.end, over=(index,))
