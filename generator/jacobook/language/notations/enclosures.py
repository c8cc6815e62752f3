"""What is enclosed in a formula as people write it: norms, determinants, brackets, matrices by their parts, cases."""

from __future__ import annotations

import ast

from jacobook.language.book.functions import applied
from jacobook.language.book.meaning import COLUMN, MATRIX, SCALAR, Meaning, called
from jacobook.language.book.signs import Sign
from jacobook.language.dimension import ONE
from jacobook.language.notations.calls import WrittenCalls
from jacobook.language.notations.parts import put_together


class WrittenEnclosures(WrittenCalls):
    """The reading of what is enclosed."""

    def filled(self, sign: Sign) -> Meaning:
        """Ones and zeros, of a size that is told or inferred; or Iverson's bracket after 𝟏."""
        name = "ones" if sign.text == "𝟏" else "zeros"
        if sign.text == "𝟏" and self.peek().text == "[":
            self.next()
            return self.bracket()
        if not sign.below:
            return self.make.filled(name, self.make.fresh(), None, sign.start, sign.end)
        sizes = [self.length(part, sign) for part in sign.below.replace(",", "×").split("×")]
        if len(sizes) > 2:
            raise self.at(sign, f"{sign.below} is not a size")
        return self.make.filled(name, sizes[0], sizes[1] if len(sizes) > 1 else None, sign.start, sign.end)

    def primary(self) -> Meaning:
        sign = self.peek()
        if sign.kind == "filled":
            self.next()
            return self.filled(sign)
        if sign.text == "⟨":
            self.next()
            return self.inner()
        if sign.text == "⟦":
            self.next()
            return self.cases(sign) if sign.face == "cases" else self.matrix(sign)
        return super().primary()

    def inner(self) -> Meaning:
        """⟨A, B⟩, the sum of the products of corresponding entries."""
        left = self.sum()
        self.expect(",")
        right = self.sum()
        self.expect("⟩")
        return self.dotted(left, right)

    def dotted(self, left: Meaning, right: Meaning) -> Meaning:
        """The inner product of two arrays of one shape."""
        made = self.make.entrywise("multiply", left, right)
        if left.kind == right.kind == COLUMN:
            return self.make.product(self.make.transposed(left), right)
        if SCALAR in (left.kind, right.kind):
            raise self.make.refused(made, "an inner product is one of two vectors or two matrices")
        node = called("dot", self.make.matrix(left).node, self.make.matrix(right).node)
        return self.make.joined(node, SCALAR, ONE, ONE, left, right)

    def bars(self, sign: Sign) -> Meaning:
        """A norm, an absolute value or a determinant."""
        if sign.text != "|":
            return self._normed(sign)
        self.closing.append("|")
        inside = self.sum()
        self.closing.pop()
        self.expect("|")
        return self._barred(inside, sign)

    def _barred(self, inside: Meaning, sign: Sign) -> Meaning:
        if inside.kind != MATRIX or self.make.scalar(inside) is not None:
            if inside.kind == COLUMN:
                notes = "|x| has the absolute values of the entries of a vector", "|x| is the length of a vector"
                if self.decisions.pick(("bars", sign.start), notes):
                    return Meaning(called("norm", inside.node), SCALAR, parts=inside.parts + 1)
            return self.make.entrywise("abs", inside)
        notes = "|X| is the determinant", "|X| has the absolute values of the entries"
        if self.decisions.pick(("bars", sign.start), notes) == 0:
            return applied(self.make, "det", [inside], sign)
        return self.make.entrywise("abs", inside)

    def _normed(self, sign: Sign) -> Meaning:
        start = self.place
        self.closing.append("‖")
        inside = self.sum()
        self.closing.pop()
        letter = self.guess.letter(inside, SCALAR)
        if letter is not None:
            self.guess.is_rank(letter, 1)
        labelled = self.peek(1).text in ("_F", "_1", "_2", "₁", "₂", "_*")
        if inside.kind == MATRIX and not labelled:
            self.decisions.note(("norm", 0), "the norm of a matrix without a label is taken for the Frobenius norm")
        if inside.over:
            self.expect("‖")
            label = self.next().text if labelled and self.peek().text in ("_2", "₂") else ""
            return self.make.normed(inside, "norm" if not labelled or label else "")
        label = self.peek(1).text
        if inside.kind == MATRIX and label in ("_2", "₂", "_*"):
            self.expect("‖")
            self.next()
            order = ast.Constant(2 if label != "_*" else "nuc")
            return Meaning(called("norm", inside.node, order), SCALAR, parts=inside.parts + 1)
        self.place = start
        return super().bars(sign)

    def bracket(self) -> Meaning:
        """A group in square brackets, a matrix by its parts, or Iverson's bracket."""
        place = self.place
        self.closing.append("]")
        inside = self.sum()
        if self.peek().text in (",", ";"):
            return self._listed(inside)
        self.closing.pop()
        if self.peek().text == "]" and self.peek(1).text != "_×":
            self.next()
            return inside
        self.place = place
        return super().bracket()

    def _listed(self, first: Meaning) -> Meaning:
        """[A, b; c, 1]: parts beside each other, and rows below each other."""
        rows = [[first]]
        while self.peek().text in (",", ";"):
            mark = self.next()
            if mark.text == ";":
                rows.append([])
            rows[-1].append(self.sum())
        self.closing.pop()
        end = self.expect("]")
        if len({len(row) for row in rows}) > 1:
            raise self.at(end, "the rows of this matrix are not of one length")
        return put_together(self.make, rows)

    def _rows(self) -> list[list[tuple[Meaning, Sign]]]:
        rows: list[list[tuple[Meaning, Sign]]] = [[]]
        while True:
            first = self.peek()
            rows[-1].append((self.sum(), first))
            mark = self.next()
            if mark.text not in ("⟨&⟩", "⟨\\⟩"):
                self.place -= 1
                raise self.unexpected()
            if self.peek().text == "⟧":
                self.next()
                return rows
            if mark.text == "⟨\\⟩":
                rows.append([])

    def matrix(self, sign: Sign) -> Meaning:
        """A matrix or a column given by its parts."""
        rows = self._rows()
        if len({len(row) for row in rows}) > 1:
            raise self.at(sign, "the rows of this matrix are not of one length")
        if sign.face == "det":
            raise self.at(sign, "a determinant of a matrix given by its parts is not read", r"write \det and brackets")
        return put_together(self.make, [[part for part, _ in row] for row in rows])

    def cases(self, sign: Sign) -> Meaning:
        """Two cases: a value where a comparison holds, and one otherwise."""
        first = self.sum()
        if self.next().text != "⟨&⟩":
            raise self.at(sign, "cases need a value and a condition")
        if self.peek().face == "text":
            self.next()
        condition = self.condition()
        if self.next().text != "⟨\\⟩":
            raise self.at(sign, "cases need two rows")
        otherwise = self.sum()
        mark = self.next()
        if mark.text == "⟨&⟩":
            if self.peek().face == "text" and self.peek().text in ("otherwise", "else"):
                self.next()
            else:
                if self.peek().face == "text":
                    self.next()
                if not self._is_rest(condition, self.condition()):
                    raise self.at(sign, "the second case is not the rest of the first", "write otherwise")
            mark = self.next()
        if mark.text != "⟨\\⟩" or self.peek().text != "⟧":
            raise self.at(sign, "only two cases are read")
        self.next()
        return self.choice(condition, first, otherwise)

    @staticmethod
    def _is_rest(first: tuple[str, Meaning, Meaning], second: tuple[str, Meaning, Meaning]) -> bool:
        sides = [(ast.dump(left.node), ast.dump(right.node)) for _, left, right in (first, second)]
        opposite = {">": "<=", ">=": "<", "<": ">=", "<=": ">", "=": "≠", "≠": "="}
        return sides[0] == sides[1] and opposite[first[0]] == second[0]
