"""Printed formulas read into the language: `2(Ax − b)ᵀA`, `diag(𝟏 ⊘ x)`, `(I − x xᵀ/‖x‖²)/‖x‖ with u = …`.

Every name must be declared: with the shapes of all parts known, a product, a zero or an identity has one meaning.
Where a text is ambiguous, or says what the language cannot say, it is refused at its place.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping

from jacobook.language.book.cursor import Undeclared
from jacobook.language.book.factors import Factors
from jacobook.language.book.functions import applied, is_function
from jacobook.language.book.letters import Letters, look
from jacobook.language.book.meaning import COLUMN, SCALAR, Meaning
from jacobook.language.book.signs import Sign
from jacobook.language.book.sizes import Sized, Unsized
from jacobook.language.dimension import Shape

_INFIX = frozenset("⊙⊘⊗∗×")


def from_book(text: str, shapes: Mapping[str, Shape]) -> str:
    """A printed formula in the language. Raises `LanguageError` with the place of what cannot be read.

    `Undeclared` where a name has no shape, `Unsized` where nothing says how large an identity is.
    """
    return BookReader(text, shapes).read()


class BookReader(Factors):
    """One pass through the signs of a text."""

    # --- the whole
    def read(self) -> str:
        """The formula in the language, after the definitions that follow it."""
        end = len(self.signs) - 1
        start = next((at for at, sign in enumerate(self.signs) if sign.text == "with" and sign.kind == "run"), end)
        if start < end:
            self._definitions(start + 1)
        self.place = 0
        result = self.sum()
        if self.place != start:
            raise self.unexpected()
        if result.undecided:
            place = self.make.refused(result, "").location
            hint = "write zeros(n) or zeros(m, n)"
            raise Unsized("the size of this zero cannot be inferred", hint=hint, location=place)
        tree = Sized(self.make, result).visit(result.node)
        return ast.unparse(ast.fix_missing_locations(tree)).replace(" ** ", "**")

    def _definitions(self, start: int) -> None:
        """u = …, v = … and w = …: each may use those before it."""
        self.place = start
        while True:
            name = self.next()
            if name.kind != "run" or self.peek().text != "=":
                raise self.at(name, "with must be followed by a definition, such as u = Ax")
            seen = look(name.text)
            if seen in self.letters.names or seen in self.letters.lengths or is_function(name.text):
                raise self.at(name, f"{name.text} is already defined")
            self.next()
            meaning = self.sum()
            self.defined[name.text] = meaning
            self.letters = Letters.of(self.shapes, {look(each): each for each in self.defined})
            sign = self.peek()
            if sign.kind == "end":
                return
            if sign.text not in (",", "and"):
                raise self.unexpected()
            self.next()

    # --- sums, fractions, products
    def sum(self) -> Meaning:
        """Terms with plus and minus between them."""
        negative = self.peek().text == "−" and bool(self.next())
        result = self.term()
        if negative:
            result = self.make.negated(result)
        while self.peek().text in ("+", "−"):
            name = "add" if self.next().text == "+" else "subtract"
            result = self.make.entrywise(name, result, self.term())
        return result

    def term(self) -> Meaning:
        """Factors, with one kind of ⊙, ⊘, ⊗ between them, or a fraction of them."""
        first = self.place
        result, factors = self.chain()
        sign = self.peek()
        if sign.text == "/":
            return self.fraction(result, numeric=self.place == first + 1)
        if sign.text not in _INFIX:
            return result
        while self.peek().text in _INFIX:
            found = self.next()
            if found.text != sign.text or (found.text in "⊘×" and found is not sign):
                raise self.at(found, f"{sign.text} and {found.text} side by side are ambiguous", "set parentheses")
            right, others = self.chain()
            if found.text in "⊗∗×" and (factors > 1 or others > 1):
                raise self.at(found, f"a product beside {found.text} is ambiguous", "set parentheses")
            result = self.infix(found, result, right)
        if self.peek().text == "/":
            raise self.at(self.peek(), f"a quotient beside {sign.text} is ambiguous", "set parentheses")
        return result

    def infix(self, sign: Sign, left: Meaning, right: Meaning) -> Meaning:
        match sign.text:
            case "⊙":
                return self.make.entrywise("multiply", left, right)
            case "⊘":
                return self.make.entrywise("divide", left, right)
            case "⊗":
                return self.make.stacked(left, right)
            case "∗":
                return self.make.columnwise(left, right)
            case _:
                return applied(self.make, "cross", [left, right], sign)

    def fraction(self, above: Meaning, *, numeric: bool) -> Meaning:
        slash = self.next()
        first = self.place
        factor = self.factor()
        several = len(factor) > 1 or self.begins() or self.peek().text == "·"
        self.place = first
        below, _ = self.chain()
        places = self.signs[first : self.place]
        if several:
            number = numeric and isinstance(above.node, ast.Constant) and places[0].kind == "number"
            if number and places[1].spaced:
                self.place = first + 1
                share = self.make.quotient(above, self.number(places[0]))
                return self.make.product(share, self.chain()[0])
            if any(sign.spaced for sign in places[1:]) or number:
                raise self.at(slash, "what is below this line is ambiguous", "set parentheses: a/(bc)")
        if self.peek().text in ("/", *_INFIX):
            raise self.at(self.peek(), f"/ and {self.peek().text} side by side are ambiguous", "set parentheses")
        return self.make.quotient(above, below)

    def chain(self) -> tuple[Meaning, int]:
        """Factors side by side, and how many of them are no numbers."""
        found = self.factor()
        result, count = found[0], sum(factor.kind != SCALAR for factor in found)
        for factor in found[1:]:
            result = self.make.product(result, factor)
        while True:
            dot = self.peek().text == "·" and bool(self.next())
            if not dot and not self.begins():
                return result, count
            for factor in self.factor():
                if dot and result.kind == factor.kind == COLUMN:
                    result = self.make.transposed(result)
                result = self.make.product(result, factor)
                count += factor.kind != SCALAR


__all__ = ["BookReader", "Undeclared", "Unsized", "from_book"]
