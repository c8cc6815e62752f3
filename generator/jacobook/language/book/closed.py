"""What is closed on both sides: numbers, brackets, choices, norms, roots, letters with a size in brackets."""

from __future__ import annotations

import ast
from abc import abstractmethod
from dataclasses import replace

from jacobook.language.book.cursor import Cursor
from jacobook.language.book.functions import cross_matrix
from jacobook.language.book.meaning import COLUMN, MATRIX, ROW, SCALAR, Meaning, called
from jacobook.language.book.signs import Sign
from jacobook.language.dimension import Dimension

DEEPEST = 40
_RELATIONS = {">": "greater", ">=": "greater_equal", "<": "less", "<=": "less_equal"}


class Closed(Cursor):
    """The reading of what is closed."""

    @abstractmethod
    def begins(self) -> bool:
        """Whether a factor begins here, and no bar that closes."""

    @abstractmethod
    def run(self) -> list[Meaning]:
        """The names in a run of letters."""

    def number(self, sign: Sign) -> Meaning:
        letter = next((letter for letter in "eE" if letter in sign.text), None)
        if letter is not None and letter in self.letters.names:
            raise self.at(sign, f"{sign.text} may be a number or a product with {letter}", "write a space")
        node = ast.Constant(int(sign.text)) if sign.text.isdigit() else ast.Name(sign.text)
        return Meaning(node, SCALAR, start=sign.start, end=sign.end)

    def primary(self) -> Meaning:
        sign = self.next()
        self.depth += 1
        if self.depth > DEEPEST:
            raise self.at(sign, f"the formula is nested more than {DEEPEST} levels deep")
        try:
            return replace(self._primary(sign), start=sign.start, end=self.signs[self.place - 1].end)
        finally:
            self.depth -= 1

    def _primary(self, sign: Sign) -> Meaning:
        match sign.text:
            case _ if sign.kind == "number":
                return self.number(sign)
            case _ if sign.kind == "sized":
                return self.sized(sign)
            case "½":
                half = ast.BinOp(ast.Constant(1), ast.Div(), ast.Constant(2))
                return Meaning(half, SCALAR)
            case "𝟏":
                return self.make.filled("ones", self.make.fresh(), None, sign.start, sign.end)
            case "𝟎":
                return self.make.filled("zeros", self.make.fresh(), None, sign.start, sign.end)
            case "(":
                return self.group()
            case "[":
                return self.bracket()
            case "‖" | "|":
                return self.bars(sign)
            case "√":
                return self.root(sign)
            case _:
                self.place -= sign.kind != "end"
                raise self.unexpected()

    def group(self) -> Meaning:
        """(…), or a choice: (… if …, else …)."""
        self.closing.append(")")
        result = self.sum()
        if self.peek().text == "if":
            self.next()
            condition = self.condition()
            self.expect(",")
            self.expect("else")
            result = self.choice(condition, result, self.sum())
        self.closing.pop()
        self.expect(")")
        return result

    def condition(self) -> tuple[str, Meaning, Meaning]:
        left = self.sum()
        sign = self.next()
        if sign.text not in (*_RELATIONS, "=", "≠"):
            self.place -= sign.kind != "end"
            raise self.at(sign, "a comparison is expected here", "for example x > 0")
        return sign.text, left, self.sum()

    def choice(self, condition: tuple[str, Meaning, Meaning], then: Meaning, otherwise: Meaning) -> Meaning:
        sign, left, right = condition
        match sign:
            case "=":
                return self.choice(("≠", left, right), otherwise, then)
            case "≠":
                below = self.make.entrywise("where", self.make.entrywise("less", left, right), then, otherwise)
                return self.make.entrywise("where", self.make.entrywise("greater", left, right), then, below)
            case _:
                return self.make.entrywise("where", self.make.entrywise(_RELATIONS[sign], left, right), then, otherwise)

    def bracket(self) -> Meaning:
        """Iverson's bracket, [x > 0], or the matrix of a cross product, [w]×."""
        self.closing.append("]")
        first = self.place
        inside = self.sum()
        if self.peek().text == "]" and self.peek(1).text == "_×":
            self.closing.pop()
            self.next()
            self.next()
            return cross_matrix(self.make, inside)
        self.place = first
        sign, left, right = self.condition()
        self.closing.pop()
        self.expect("]")
        if sign in _RELATIONS:
            return self.make.entrywise(_RELATIONS[sign], left, right)
        one, zero = (Meaning(ast.Constant(value), SCALAR, start=left.start, end=left.end) for value in (1, 0))
        return self.choice((sign, left, right), one, zero)

    def bars(self, sign: Sign) -> Meaning:
        """A norm or an absolute value."""
        self.closing.append(sign.text)
        inside = self.sum()
        self.closing.pop()
        self.expect(sign.text)
        if sign.text == "|":
            if inside.kind == MATRIX and self.make.unifier.resolve(inside.rows) == self.make.unifier.resolve(
                inside.columns
            ):
                raise self.make.refused(inside, "|A| may be the determinant or have absolute entries", "write det(A)")
            return self.make.entrywise("abs", inside)
        label = self.peek()
        name = "norm"
        flat = inside.kind in (COLUMN, ROW)
        if label.text in ("_F", "_1", "_2", "₁", "₂") and not label.spaced:
            self.next()
            name = "norm1" if label.text in ("_1", "₁") else "norm"
        if not flat and label.text in ("_1", "_2", "₁", "₂") and inside.kind != SCALAR:
            hint = "write ‖X‖_F for the Frobenius norm, ‖vec(X)‖₁ for the sum of absolute values"
            raise self.at(label, "the language does not have this matrix norm", hint)
        return Meaning(called(name, inside.node), SCALAR, parts=inside.parts + 1)

    def root(self, sign: Sign) -> Meaning:
        """√x, √(…): of what follows at once."""
        following = self.peek()
        if following.kind == "run":
            inside = self.run()
            if len(inside) > 1:
                raise self.at(sign, "it is ambiguous how far this root reaches", "set parentheses: √(ab)")
            base = inside[0]
        else:
            base = self.primary()
        after = self.peek()
        powers = after.kind in ("raised", "mark") or after.text in ("^", "^⊙")
        joined = self.begins() and not after.spaced and following.text != "("
        if (powers and after.kind != "mark") or joined:
            raise self.at(after, "it is ambiguous how far this root reaches", "set parentheses")
        return self.make.entrywise("sqrt", base)

    def sized(self, sign: Sign) -> Meaning:
        """A letter with its size in brackets: I_(mn), 𝟏_(m×n), K_(m,n), mat_(m×n)(y)."""
        letter, label = sign.text[:-1].split("_(", 1)
        parts = label.split("×") if "×" in label else label.split(",")
        found = [self.letters.length(part.strip()) for part in parts]
        sizes: list[Dimension] = [size for size in found if size is not None]
        if len(sizes) < len(parts):
            raise self.at(sign, f"{label} is not a size", "for example 𝟏_(m×n), of lengths that are declared")
        taken = self.letters.names
        start, end = sign.start, sign.end
        match letter, len(sizes):
            case (("I" | "Id"), 1) if letter not in taken:
                return self.make.identity(sizes[0], start, end)
            case (("𝟏" | "𝟎"), 2):
                return self.make.filled("ones" if letter == "𝟏" else "zeros", sizes[0], sizes[1], start, end)
            case (("K" | "𝒦"), 2) if letter not in taken:
                return self.make.commutation(sizes[0], sizes[1], start, end)
            case "mat", 2:
                self.expect("(")
                self.closing.append(")")
                part = self.sum()
                self.closing.pop()
                self.expect(")")
                return self.make.unstacked(sizes[0], sizes[1], part)
            case _:
                raise self.at(sign, f"{sign.text} is not read")
