"""Factors of a printed formula: names, functions with their arguments, and what stands above them at once."""

from __future__ import annotations

import ast
from dataclasses import replace

from jacobook.language.book.closed import Closed
from jacobook.language.book.cursor import UNREADABLE, Undeclared
from jacobook.language.book.functions import BARE, applied, is_function
from jacobook.language.book.letters import IDENTITY, Ambiguous, Unknown
from jacobook.language.book.meaning import SCALAR, Meaning, of_shape
from jacobook.language.book.signs import Sign

_WORDS = frozenset({"if", "else", "with", "and"})


class Factors(Closed):
    """The reading of factors."""

    def begins(self) -> bool:
        """Whether a factor begins here, and no bar that closes."""
        sign = self.peek()
        if sign.kind in ("open", "close"):
            return sign.kind == "open"
        if sign.text in ("‖", "|"):
            if not self.closing or self.closing[-1] != sign.text:
                return True
            after = self.peek(1)
            if sign.spaced and after.kind != "end" and not after.spaced and after.text not in (")", ","):
                raise self.at(sign, f"this {sign.text} may open or close", "set parentheses")
            later = (other.text == sign.text for other in self.signs[self.place + 2 :])
            if not after.spaced and after.kind in ("run", "number") and any(later):
                raise self.at(sign, f"this {sign.text} may open or close", "write a space after what is closed")
            return False
        if sign.kind == "run":
            return sign.text not in _WORDS or self._is_product(sign)
        return sign.kind in ("number", "sized") or sign.text in ("(", "[", "𝟏", "𝟎", "½", "√")

    def _is_product(self, sign: Sign) -> bool:
        try:
            self.letters.taken_apart(sign.text)
        except Unknown:
            return False
        except Ambiguous:
            pass
        raise self.at(sign, f"{sign.text} may be a word or a product of letters", "write the letters with spaces")

    def factor(self) -> list[Meaning]:
        """What stands between two signs, with its powers and transposes: several names if it is a run of letters."""
        sign = self.peek()
        if sign.kind == "run":
            if self.is_called(sign):
                return [self.postfix(self.call())]
            *before, last = self.run()
            return [*before, self.postfix(last)]
        return [self.postfix(self.primary())]

    def is_called(self, sign: Sign) -> bool:
        """Whether a word is a function with what follows. Raises where it may be a product as well."""
        following = self.peek(1)
        bare = sign.text in BARE and following.kind == "run"
        called = following.text == "(" and not following.spaced
        declared = True
        try:
            self.letters.taken_apart(sign.text)
        except Unknown:
            declared = False
        except Ambiguous:
            pass
        if declared and is_function(sign.text) and called and sign.text in self.shapes:
            raise self.at(
                sign,
                f"{sign.text} is both a declared variable and the name of a function",
                "write a product with a space",
            )
        if is_function(sign.text) and (called or (not declared and (bare or following.text == "("))):
            return True
        if not declared and is_function(sign.text):
            raise self.at(sign, f"{sign.text} is a function", f"write {sign.text}(…)")
        if not declared and following.text == "(" and len(sign.text) > 1 and sign.text[0] not in UNREADABLE:
            raise Undeclared(f"unknown function {sign.text}", location=self.at(sign, "").location)
        return False

    def run(self) -> list[Meaning]:
        """The names in a run of letters."""
        sign = self.next()
        try:
            found = self.letters.taken_apart(sign.text)
        except Ambiguous as readings:
            raise self.at(sign, f"{sign.text} may be {readings}") from None
        except Unknown:
            what = UNREADABLE.get(sign.text[0])
            if what:
                raise self.at(sign, f"{what} is not read") from None
            hint = "declare every name, as in 'A: m×n, x: n'; functions of your own are written in the language"
            raise Undeclared(f"{sign.text} is not declared", location=self.at(sign, "").location, hint=hint) from None
        return [self.named(name, sign.start + start, sign.start + end) for name, start, end in found]

    def named(self, name: str, start: int, end: int) -> Meaning:
        if name in self.defined:
            return replace(self.defined[name], start=start, end=end)
        if name.startswith(IDENTITY):
            label = name.removeprefix(IDENTITY)
            size = self.letters.length(label) if label else self.make.fresh()
            assert size is not None
            return self.make.identity(size, start, end)
        return of_shape(ast.Name(name), self.shapes.get(name, ()), start, end)

    # --- what follows at once
    def postfix(self, base: Meaning) -> Meaning:
        """A factor with its transposes and powers."""
        while True:
            sign = self.peek()
            if sign.kind == "mark" and not sign.spaced:
                self.next()
                after = self.peek()
                longer = f"T{after.text}" if after.kind == "run" and not after.spaced else "T"
                if self.text[sign.start : sign.end] == "^T" and not {"T", longer}.isdisjoint(self.letters.names):
                    raise self.at(sign, "^T may be a transpose or a power", "write ᵀ")
                base = self.make.transposed(base)
                base = self.make.inverted(base) if sign.text == "⁻ᵀ" else base
            elif sign.kind == "raised" and not sign.spaced:
                self.next()
                base = self.raised(base, sign)
            elif sign.text in ("^", "^⊙"):
                self.next()
                base = self.powered(base, entrywise=sign.text == "^⊙")
            else:
                return base

    def raised(self, base: Meaning, sign: Sign) -> Meaning:
        minus, digits = sign.lowered.startswith("-"), sign.lowered.lstrip("-")
        if digits == "n" and ("n" in self.letters.names or "n" in self.letters.lengths):
            (exponent,) = (self.named(name, sign.start, sign.end) for name, *_ in self.letters.taken_apart("n"))
        elif digits.isdigit():
            exponent = Meaning(ast.Constant(int(digits)), SCALAR, start=sign.start, end=sign.end)
        else:
            raise self.at(sign, f"{sign.text} is not a power")
        return self.make.raised(base, exponent, minus=minus)

    def powered(self, base: Meaning, *, entrywise: bool) -> Meaning:
        sign = self.peek()
        minus = sign.text == "−" and bool(self.next())
        first = self.peek()
        if first.kind == "run" and not self.is_called(first):
            found = self.run()
            if len(found) > 1:
                raise self.at(first, "it is ambiguous how far this power reaches", "set parentheses")
            exponent = found[0]
        elif first.kind == "run":
            exponent = self.call()
        else:
            exponent = self.primary()
            inner = exponent.node
            if first.text == "(" and isinstance(inner, ast.UnaryOp) and isinstance(inner.operand, ast.Constant):
                minus, exponent = not minus, replace(exponent, node=inner.operand)
        if self.peek().text in ("^", "^⊙") or (self.peek().kind in ("raised", "mark")):
            raise self.at(self.peek(), "a power of a power is ambiguous", "set parentheses")
        if entrywise:
            return self.make.entrywise("power", base, self.make.negated(exponent) if minus else exponent)
        return self.make.raised(base, exponent, minus=minus)

    def call(self) -> Meaning:
        """A function with its arguments; det and tr may stand before a single letter."""
        sign = self.next()
        following = self.peek()
        if following.kind == "run":
            if self.is_called(following) and sign.text == "log":
                argument = self.call()
            else:
                found = self.run()
                after = self.peek()
                open_end = after.kind == "raised" or after.text in ("^", "^⊙", "/") or self.begins()
                if sign.text == "log" or len(found) > 1 or open_end:
                    raise self.at(sign, f"it is ambiguous how far {sign.text} reaches", f"write {sign.text}(…)")
                argument = self.postfix(found[0])
            return replace(applied(self.make, sign.text, [argument], sign), start=sign.start)
        self.expect("(")
        self.closing.append(")")
        arguments = [self.sum()]
        while self.peek().text == ",":
            self.next()
            arguments.append(self.sum())
        self.closing.pop()
        end = self.expect(")")
        return replace(applied(self.make, sign.text, arguments, sign), start=sign.start, end=end.end)
