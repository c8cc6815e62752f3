"""A formula as people write it, read by what its letters are: those declared, and the others by habit.

The grammar is that of a printed formula (`jacobook.language.book`). What books print with more freedom is read here
too: functions without brackets, inner products in angles, norms, identities, matrices in brackets, cases.
"""

from __future__ import annotations

import ast
from contextlib import suppress
from dataclasses import replace

from jacobook.errors import LanguageError
from jacobook.language.book.letters import Letters, look
from jacobook.language.book.meaning import COLUMN, SCALAR, Meaning
from jacobook.language.book.signs import Sign
from jacobook.language.book.sizes import Sized, Unsized
from jacobook.language.dimension import shape_text
from jacobook.language.notations.letters import name_of
from jacobook.language.notations.series import WrittenSeries
from jacobook.language.unification import DimensionClash

_FUNCTIONS_BY_HABIT = frozenset({"f", "g", "h", "p", "q", "φ", "ψ"})


class WrittenReader(WrittenSeries):
    """One pass through the signs of a formula, with one decision for each place that has several readings."""

    def whole(self) -> tuple[str, dict[str, str]]:
        """The formula in the language, and the shapes of the letters that nobody declared."""
        end = len(self.signs) - 1
        start = next(
            (at for at, sign in enumerate(self.signs) if sign.text in ("with", "where") and sign.face == "text"), end
        )
        if start < end:
            self._defined(start + 1)
        self.place = 0
        result = self.sum()
        if self.place != start:
            raise self.unexpected()
        result = self._sized(result)
        if result.undecided:
            hint = "write zeros(n) or zeros(m, n)"
            place = self.make.refused(result, "").location
            raise Unsized("the size of this zero cannot be inferred", hint=hint, location=place)
        taken = {*self.shapes, *self.functions, *self.definitions, *self.guess.shapes, *self._lengths()}
        self.make.unifier.name_unknowns(self.guess.shapes.values(), taken)
        tree = Sized(self.make, result).visit(result.node)
        written = ast.unparse(ast.fix_missing_locations(tree)).replace(" ** ", "**")
        resolve = self.make.unifier.resolve
        shapes = {name: shape_text(tuple(map(resolve, shape))) for name, shape in self.guess.shapes.items()}
        return written, shapes

    def _sized(self, result: Meaning) -> Meaning:
        """Where nothing in the formula says how large it is, it is as large as it is expected to be."""
        if result.undecided and self.size is not None:
            return self.make.filled("zeros", *self.size, result.start, result.end)
        for own, wanted in zip((result.rows, result.columns), self.size or (), strict=False):
            if self.make.is_open(own):
                with suppress(DimensionClash):
                    self.make.unifier.unify(own, wanted)
        return result

    def _defined(self, start: int) -> None:
        """u = …, v = … and w = …: each may use those before it."""
        self.place = start
        while True:
            name = self.next()
            text = f"{name.text}_{name.below}" if name.below else name.text
            if name.kind not in ("run", "entry") or self.peek().text != "=":
                raise self.at(name, "with must be followed by a definition, such as u = Ax")
            if not self.is_undeclared(text) or text in self.defined:
                raise self.at(name, f"{text} is already defined")
            self.next()
            self.defined[text] = self.sum()
            if name_of(text) in self.guess.shapes:
                raise self.at(name, f"{text} is used before it is defined")
            self.letters = Letters.of(self.shapes, {look(each): each for each in self.defined})
            sign = self.peek()
            if sign.kind == "end":
                return
            if sign.text not in (",", "and"):
                raise self.unexpected()
            self.next()
            if self.peek().text == "and":
                self.next()

    def _lengths(self) -> set[str]:
        return {s for shape in self.shapes.values() for dimension in shape for s in dimension.names}

    def begins(self) -> bool:
        sign = self.peek()
        if sign.kind in ("function", "entry", "filled", "series"):
            return True
        if sign.kind == "run":
            return sign.face != "text"
        return sign.text in ("⟨", "⟦") or super().begins()

    def factor(self) -> list[Meaning]:
        sign = self.peek()
        match sign.kind:
            case "function":
                return [self.postfix(self.function())]
            case "entry":
                return self._called_or([self.entry()], sign)
            case "series":
                return [self.series()]
            case "filled":
                self.next()
                return [self.postfix(self.filled(sign))]
            case "run":
                if self.peek(1).text == "(" and self.function_named(sign.text) is not None:
                    self.next()
                    return [self.postfix(self.declared(sign))]
                sigmoid = sign.text == "σ" and self.peek(1).text == "(" and self.is_undeclared("σ")
                if sigmoid:
                    self.decisions.note(("sigmoid", 0), "σ(…) is the logistic sigmoid; declare sigma for a number")
                    self.next()
                    return [self.postfix(self.applied("sigmoid", self.arguments(), sign))]
                return self._called_or(self.run(), sign)
            case _:
                return [self.postfix(self.primary())]

    def _called_or(self, found: list[Meaning], sign: Sign) -> list[Meaning]:
        """Factors; a bracket after a letter that is usually a function is not taken for a factor."""
        following = self.peek()
        letter = sign.text[-1]
        if following.text == "(" and following.kind == "other" and letter in _FUNCTIONS_BY_HABIT and not sign.below:
            undeclared = self.is_undeclared(letter) if len(sign.text) > 1 else self.is_undeclared(sign.text)
            if undeclared and not following.spaced:
                hint = f"declare it, as in '{letter}: n -> scalar', or write {letter} \\cdot (…) for a product"
                raise self.at(sign, f"{letter}(…) may be a function of yours or a product", hint)
        *before, last = found
        return [*before, self.postfix(last)]

    def postfix(self, base: Meaning) -> Meaning:
        sign, following = self.peek(), self.peek(1)
        letter = self.guess.letter(base, SCALAR) or self.guess.letter(base, COLUMN) or ""
        if letter in _FUNCTIONS_BY_HABIT and following.text == "(" and self.text[sign.start] in "'′":
            hint = f"write {letter}^T for a transpose; the derivative of a function is what derive finds"
            raise self.at(sign, f"{letter}′(…) may be the derivative of a function", hint)
        base = super().postfix(base)
        sign = self.peek()
        if sign.kind == "subscript":
            self.next()
            return self.postfix(self.place_of(base, replace(sign, below=sign.text, text="this")))
        return base

    def term(self) -> Meaning:
        result = super().term()
        while self.peek().text in (":", "\\", "*"):
            sign = self.next()
            if sign.text == "*":
                hint = r"write \cdot or nothing for a product, \odot for one entry by entry, \ast for columns"
                raise self.at(sign, "* is not read between factors here", hint)
            right = super().term()
            if sign.text == ":":
                result = self.dotted(result, right)
            else:
                result = self.make.product(self.make.inverted(result), right)
        return result

    def infix(self, sign: Sign, left: Meaning, right: Meaning) -> Meaning:
        if sign.text == "⊙" and (left.kind == SCALAR) is not (right.kind == SCALAR):
            number = left if left.kind == SCALAR else right
            raise self.make.refused(number, "⊙ is entry by entry, and this is a number", "write the number as a factor")
        if sign.text == "×":
            self.guess.is_pair(left, right)
            if left.kind == right.kind == SCALAR:
                return self.make.product(left, right)
        return super().infix(sign, left, right)

    def chain(self) -> tuple[Meaning, int]:
        """Factors side by side; of two letters with a dot between them, both may be vectors."""
        first = self.place
        found, count = super().chain()
        signs = self.signs[first : self.place]
        if len(signs) == 3 and signs[1].text == "·" and {signs[0].kind, signs[2].kind} == {"run"}:
            self.place = first
            left, right = self.factor()[-1], (self.next(), self.factor()[0])[1]
            self.guess.is_pair(left, right)
        return found, count

    def fraction(self, above: Meaning, *, numeric: bool) -> Meaning:
        slash = self.peek()
        place = self.place
        # Everything below, or the first factor alone.
        self.next()
        first = self.factor()
        several = len(first) > 1 or self.begins()
        self.place = place
        if self.signs[place + 2 : place + 3] and self.peek(2).text == "·":
            # x/2·y is (x/2)·y, as with every sign between two factors.
            self.next()
            return self._continued(self.make.quotient(above, self.factor()[0]))
        if not several or slash.start == self.signs[place - 1].start:
            return super().fraction(above, numeric=numeric)
        literal = isinstance(above.node, ast.Constant)
        notes = "what follows the / is all below it", "only the first factor after the / is below it"
        key = ("slash", slash.start)
        self.next()
        # Nobody writes x/2y for a half of x times y, unless x is a number.
        picked = self.decisions.pick(key, notes, prefers=not literal and isinstance(first[0].node, ast.Constant))
        if picked == 0:
            below, _ = self.chain()
            return self.make.quotient(above, below)
        found = self.factor()
        result = self.make.quotient(above, found[0])
        for part in found[1:]:
            result = self.make.product(result, part)
        if self.begins():
            rest, _ = self.chain()
            result = self.make.product(result, rest)
        return result

    def _continued(self, result: Meaning) -> Meaning:
        """A product with the factors that follow, after signs between them or without."""
        while True:
            dot = self.peek().text == "·" and bool(self.next())
            if not dot and not self.begins():
                return result
            for part in self.factor():
                result = self.make.product(result, part)

    def sum(self) -> Meaning:
        if self.peek().text == "+":
            self.next()
        return super().sum()

    def unexpected(self) -> LanguageError:
        sign = self.peek()
        if sign.text == "=":
            return self.at(sign, "this is an equation; an expression is wanted", "write one of its sides")
        return super().unexpected()
