"""Functions in a formula as people write it, with brackets and without, and what it is that they reach."""

from __future__ import annotations

import ast
from dataclasses import replace

from jacobook.language.book.functions import PARTS, applied, is_inverse_function
from jacobook.language.book.meaning import COLUMN, MATRIX, ROW, SCALAR, Meaning, called
from jacobook.language.book.signs import Sign
from jacobook.language.dimension import ONE
from jacobook.language.expression import Variable
from jacobook.language.notations.letters import WrittenLetters
from jacobook.language.signatures import ShapeClash, applied_shape

_OF_MATRICES = {"exp": "expm", "log": "logm", "sin": "sinm", "cos": "cosm"}


class WrittenCalls(WrittenLetters):
    """The reading of functions."""

    def arguments(self) -> list[Meaning]:
        """What stands in the brackets of a call."""
        self.expect("(")
        self.closing.append(")")
        found = [self.sum()]
        while self.peek().text == ",":
            self.next()
            found.append(self.sum())
        self.closing.pop()
        self.expect(")")
        return found

    def declared(self, sign: Sign) -> Meaning:
        """A declared function of its arguments."""
        sign = replace(sign, text=self.function_named(sign.text) or sign.text)
        arguments = self.arguments()
        nodes = [part.plain if part.kind == COLUMN else part.node for part in arguments]
        node = called(sign.text, *nodes)
        if sign.text in self.definitions:
            definition = self.definitions[sign.text]
            if len(arguments) != len(definition.parameters):
                raise self.at(sign, f"{sign.text} takes {len(definition.parameters)} arguments, not {len(arguments)}")
            return self.make.joined(node, arguments[0].kind, arguments[0].rows, arguments[0].columns, *arguments)
        function = self.functions[sign.text]
        axes = {SCALAR: 0, COLUMN: 1, ROW: 2, MATRIX: 2}
        given = [Variable("", (each.rows, each.columns)[: axes[each.kind]]) for each in arguments]
        if len(given) != function.arity:
            raise self.at(sign, f"{sign.text} is declared with {function.arity} arguments, not {len(given)}")
        try:
            shape = applied_shape(function, given, self.make.unifier)
        except ShapeClash as clash:
            raise self.at(sign, str(clash), clash.hint) from None
        kind = (SCALAR, COLUMN, MATRIX)[len(shape)]
        rows, columns = (*shape, ONE, ONE)[:2]
        return self.make.joined(node, kind, rows, columns, *arguments)

    def function(self) -> Meaning:
        """A function of what stands in brackets after it, or of the factors that follow."""
        sign = self.next()
        inverse = is_inverse_function(sign.text, self.peek().text)
        if inverse:
            self.next()
        power = None if inverse else self._power_of_function(sign)
        if sign.below and sign.text not in ("log", "mat", "max", "min"):
            raise self.at(sign, f"the label {sign.below} of {sign.text} is not read")
        following = self.peek()
        if sign.text == "ℯ" and following.text != "(":
            minus = following.text == "−" and bool(self.next())
            exponent = self.factor()[0]
            found = self.applied("ℯ", [self.make.negated(exponent) if minus else exponent], sign)
        elif sign.text == "mat" or sign.text in ("tril", "triu"):
            found = self._arranged(sign)
        elif following.text == "(" and following.kind == "other":
            arguments = self.arguments()
            found = self.applied(f"{sign.text}{self._part_of(sign)}", arguments, sign)
        elif following.kind == "open" or self.begins():
            found = self._bare(sign)
        else:
            raise self.at(sign, f"{sign.text} needs an argument", f"write {sign.text}(x)")
        if sign.text == "log" and sign.below:
            found = self._based(found, sign)
        if inverse:
            return self.make.inverted(found)
        return found if power is None else self.make.entrywise("power", found, power)

    def _part_of(self, sign: Sign) -> str:
        """The part of a factorization that is named after it: .U of svd(A).U."""
        if sign.text not in PARTS or self.peek().text != "." or self.peek(1).text not in PARTS[sign.text]:
            return ""
        self.next()
        return f".{self.next().text}"

    def _power_of_function(self, sign: Sign) -> Meaning | None:
        """The power of sin² x, which is that of the value."""
        following = self.peek()
        if following.kind != "raised":
            if following.kind == "mark" or following.text in ("^", "^⊙"):
                raise self.at(following, f"a power of {sign.text} itself is not read", f"write ({sign.text}(x))^k")
            return None
        self.next()
        if not following.lowered.isdecimal():
            hint = f"write the inverse function by its name, or 1/{sign.text}(x)"
            raise self.at(following, f"{sign.text}{following.text} may be an inverse function or a power", hint)
        return Meaning(ast.Constant(int(following.lowered)), SCALAR, start=following.start, end=following.end)

    def _bare(self, sign: Sign) -> Meaning:
        """A function without brackets: of all factors up to the next sign or function, or of the first alone."""
        start = self.place
        first = self.factor()
        whole = first[0]
        for part in first[1:]:
            whole = self.make.product(whole, part)
        several = len(first) > 1
        while self.begins() and self.peek().kind != "function" and self.peek().face != "text":
            several = True
            for part in self.factor():
                whole = self.make.product(whole, part)
        reach = self.text[self.signs[start].start : self.signs[self.place - 1].end]
        if not several:
            if self.signs[self.place - 1].kind == "raised" and self.signs[start].text != "(":
                self.decisions.note(("reach", sign.start), f"{sign.text} is that of {reach.strip()}")
            return self.applied(sign.text, [whole], sign)
        notes = f"{sign.text} is that of {reach.strip()}", f"{sign.text} is that of its first factor alone"
        trace = sign.text.lower() in ("tr", "trace", "det", "logdet")
        if self.decisions.pick(("reach", sign.start), notes, prefers=trace) == 0:
            return self.applied(sign.text, [whole], sign)
        # Of the first factor alone: what follows is read again, as factors beside the value.
        self.place = start
        first = self.factor()
        found = self.applied(sign.text, [first[0]], sign)
        for part in first[1:]:
            found = self.make.product(found, part)
        return found

    def _based(self, found: Meaning, sign: Sign) -> Meaning:
        """A logarithm to another base."""
        if not sign.below.isdecimal() or int(sign.below) < 2:
            if sign.below in ("e", "ⅇ"):
                return found
            raise self.at(sign, f"the base {sign.below} is not read")
        base = Meaning(called("log", ast.Constant(int(sign.below))), SCALAR, start=sign.start, end=sign.end)
        return self.make.quotient(found, base)

    def _arranged(self, sign: Sign) -> Meaning:
        """mat_{m×n}(y), tril(A), triu(A, 1)."""
        if sign.text == "mat":
            sizes = [self.length(part, sign) for part in sign.below.split("×")]
            arguments = self.arguments()
            if len(sizes) != 2 or len(arguments) != 1:
                raise self.at(sign, "mat needs two lengths below it and one vector")
            return self.make.unstacked(sizes[0], sizes[1], arguments[0])
        arguments = self.arguments()
        if arguments[0].kind == SCALAR or len(arguments) > 2:
            raise self.at(sign, f"{sign.text} takes a matrix")
        node = called(sign.text, *(part.node for part in arguments))
        return self.make.joined(node, MATRIX, arguments[0].rows, arguments[0].columns, *arguments)

    def applied(self, name: str, arguments: list[Meaning], sign: Sign) -> Meaning:
        """A function of its arguments. Raises `LanguageError` where it has none of this name."""
        for part in arguments:
            letter = self.guess.letter(part, SCALAR)
            if letter is not None and name in ("diag", "Diag", "softmax", "logsumexp", "norm"):
                self.guess.is_rank(letter, 1)
        first = arguments[0]
        if name == "ℯ":
            return self._exponential(first, sign)
        if name in _OF_MATRICES and first.kind == MATRIX and len(arguments) == 1:
            note = f"{name} of a matrix is taken entry by entry; {_OF_MATRICES[name]}(X) is that of the matrix"
            self.decisions.note(("entrywise", name), note)
        if name == "softmax" and first.kind == MATRIX:
            notes = "softmax is that of each row", "softmax is that of each column"
            axis = 1 - self.decisions.pick(("softmax", sign.start), notes)
            node = ast.Call(ast.Name("softmax"), [first.node], [ast.keyword("axis", ast.Constant(axis))])
            return self.make.joined(node, MATRIX, first.rows, first.columns, first)
        if name == "softmax_rows" and len(arguments) == 2:
            return self._masked(*arguments)
        if name in ("max", "min"):
            return self._extreme(name, arguments, sign)
        if name in ("rank", "vec") and name == "rank":
            raise self.at(sign, "the rank has no derivative")
        found = applied(self.make, name, arguments, sign)
        return replace(found, start=sign.start)

    def _masked(self, part: Meaning, mask: Meaning) -> Meaning:
        """The softmax of each row, of those of its entries that a mask lets count."""
        made = self.make.entrywise("multiply", part, mask)
        words = ast.keyword("axis", ast.Constant(1)), ast.keyword("where", mask.node)
        node = ast.Call(ast.Name("softmax"), [part.node], [*words])
        return self.make.joined(node, MATRIX, made.rows, made.columns, part, mask)

    def _exponential(self, exponent: Meaning, sign: Sign) -> Meaning:
        if exponent.kind == MATRIX and self.make.scalar(exponent) is None:
            notes = "e to a matrix is the matrix exponential", "e to a matrix is taken entry by entry"
            if self.decisions.pick(("exponential", sign.start), notes) == 0:
                return applied(self.make, "expm", [exponent], sign)
        return applied(self.make, "exp", [exponent], sign)

    def _extreme(self, name: str, arguments: list[Meaning], sign: Sign) -> Meaning:
        """The larger or smaller of two; with a label it would be that of all entries."""
        if sign.below or len(arguments) < 2:
            hint = f"write {name}(x, y) for the larger or smaller of two, entry by entry"
            raise self.at(sign, f"the {name} over entries is not read", hint)
        found = arguments[0]
        for other in arguments[1:]:
            found = applied(self.make, f"{name}imum", [found, other], sign)
        return found
