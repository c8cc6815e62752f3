"""A printer for people says how two dozen constructions look; all else follows from these until it says otherwise."""

# ruff: noqa: ARG002 - it says as little as it can

from collections.abc import Sequence
from typing import ClassVar

import pytest

from jacobook.derivation import derive
from jacobook.notation.function_names import names_of_functions
from jacobook.notation.mathematics import MathematicsPrinter
from jacobook.notation.precedence import Edge, Level, Piece


class Words(MathematicsPrinter):
    """As little as a printer can say: names and words in a row."""

    medium: ClassVar[str] = "words in a row"
    calls: ClassVar = names_of_functions("text", str)
    constants: ClassVar = {"pi": "pi", "e": "e"}
    relations: ClassVar = {"greater": ">", "greater_equal": ">=", "less": "<", "less_equal": "<=", "equal": "=="}
    signs: ClassVar = {"⊙": "times", "⊗": "kron"}
    named_length = known_length = "({slow}-1){length}"
    plus_fast, slow_part, fast_part = "+{fast}", "{of} over {length}", "{of} mod {length}"

    def where(self, text: str, equations: Sequence[str]) -> str:
        return f"{text} with {'; '.join(equations)}"

    def letter(self, name, rank):
        return name.base + "".join(name.subscripts)

    def integer(self, value):
        return Piece(str(value), Level.ATOM, Edge.NUMBER)

    def product_of_lengths(self, dimension):
        return str(dimension)

    def blocks(self, rows):
        return Piece("; ".join(" ".join(piece.text for piece in row) for row in rows))

    def identity_matrix(self, size, *, apart=False):
        return Piece("eye")

    def filled_column(self, value):
        return Piece("ones" if value else "zeros")

    def filled_matrix(self, value, rows, columns):
        return self.filled_column(value)

    def commutation_matrix(self, m, n, *, apart=False):
        return Piece("K")

    def side_by_side(self, left, right, *, outer):
        return f"{left.text} {right.text}"

    def fraction(self, above, below):
        return Piece(f"{self.at_least(Level.POSTFIX, above).text}/{self.at_least(Level.POSTFIX, below).text}")

    def transposed(self, base):
        return Piece(f"{base.text}'", Level.POSTFIX)

    def inverted(self, base):
        return Piece(f"{base.text}^-1", Level.POSTFIX)

    def raised(self, base, exponent, *, entrywise):
        return Piece(f"{base.text}^{exponent.text}", Level.POSTFIX)

    def normed(self, piece, subscript):
        return self.call("norm", [piece])

    def primed(self, name, order):
        return name + "'" * order

    def choice(self, condition, then, otherwise):
        return Piece(f"({then.text} if {condition}, else {otherwise.text})")

    def piece_entry(self, base, indices):
        return Piece(f"{base.text}[{','.join(indices)}]")

    def series(self, indices, body):
        return Piece(f"sum {' '.join(name.base for name, _ in indices)}: {body.text}", Level.SERIES)

    def counted(self, index, last, body):
        return Piece(f"sum {index.base} to {last.text}: {body.text}", Level.SERIES)

    def crossed(self, piece):
        return self.call("cross", [piece])

    def change(self, base):
        return Piece(f"d {base.text}", Level.PREFIX)

    def derivative(self, value, variables, *, total):
        return Piece(f"d {value.text}/d {' '.join(piece.text for piece, _ in variables)}", Level.QUOTIENT)


@pytest.mark.parametrize(
    ("expression", "variable", "shapes", "form", "expected"),
    [
        ("a @ inv(X) @ b", "X", {}, "numerator", "-X^-1 b a' X^-1"),
        ("a @ inv(X) @ b", "X", {}, "denominator", "-(X^-1)' a b' (X^-1)'"),
        ("sum(sqrt(x))", "x", {"x": "n"}, "numerator", "1/2 (ones ⊘ sqrt(x))'"),
        ("x * abs(x)", "x", {"x": "scalar"}, "numerator", "2 abs(x)"),
        ("A @ X @ B", "X", {}, "numerator", "B' kron A"),
        ("X", "X", {"X": "m×n"}, "components", "delta[i,k] delta[j,l]"),
        ("maximum(x, 0)", "x", {"x": "scalar"}, "numerator", "[x >= 0]"),
        ("trace(X)**3", "X", {"X": "n×n"}, "numerator", "3 tr(X)^2 eye"),
    ],
)
def test_what_it_does_not_say_follows(expression, variable, shapes, form, expected):
    derivation = derive(expression, variable, shapes, prove=False)
    found = getattr(derivation, form)
    assert Words().formula(found.formula) == expected


def test_it_says_what_it_must_and_nothing_else():
    must = MathematicsPrinter.__abstractmethods__
    assert {name for name in vars(Words) if callable(getattr(Words, name)) and not name.startswith("_")} == must
    assert len(must) <= 24
