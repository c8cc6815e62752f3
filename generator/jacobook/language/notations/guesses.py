"""Operations on parts of a formula some of whose letters nobody declared: what beside them tells what they are.

By habit capitals are matrices, a to g and Greek letters numbers, h to z vectors. What stands beside a letter may show
it to be another thing; that is told, and where a formula can be read both ways, both are readings.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, field

from jacobook.language.book.meaning import COLUMN, MATRIX, ROW, SCALAR, Meaning, Meanings, called
from jacobook.language.dimension import Shape
from jacobook.language.functions import ELEMENTWISE, FUNCTIONS
from jacobook.language.greek import is_greek
from jacobook.language.notations.decisions import Decisions, Fork
from jacobook.language.unification import Unifier

RANKS = ("a number", "a vector", "a matrix")
NUMBERS = frozenset("nmkNMtsijprqTKLD")
"""Letters that by the habit of the language are vectors or matrices, and often are numbers in books."""


@dataclass(slots=True)
class Guess:
    """What the letters that nobody declared were taken for."""

    unifier: Unifier
    decisions: Decisions
    shapes: dict[str, Shape] = field(default_factory=dict)
    scaled: dict[int, tuple[Meaning, Meaning]] = field(default_factory=dict)
    """The number and the vector of which a node below a sum is the product."""

    def shape(self, name: str, face: str, *, bold: bool) -> Shape:
        """The shape of a letter that nobody declared."""
        if name not in self.shapes:
            key = ("rank", name)
            picked = self.decisions.picks.get(key)
            rank = usual_rank(name, face, bold=bold) if picked is None else picked
            if picked is not None:
                self.decisions.note(key, f"{name} is taken for {RANKS[picked]}")
            self.shapes[name] = tuple(self.unifier.fresh() for _ in range(rank))
        return self.shapes[name]

    def letter(self, part: Meaning, kind: str) -> str | None:
        """The name of a part that is a letter of this kind by habit alone; None for any other."""
        node = part.node
        name = node.id if isinstance(node, ast.Name) else ""
        undecided = name in self.shapes and ("rank", name) not in self.decisions.picks
        return name if undecided and part.kind == kind else None

    def numbers_in(self, node: ast.expr) -> list[str]:
        """The letters in a formula that are arrays by the habit of the language, and often numbers in books."""
        names = dict.fromkeys(each.id for each in ast.walk(node) if isinstance(each, ast.Name))
        undecided = (name for name in names if name in self.shapes and ("rank", name) not in self.decisions.picks)
        return [name for name in undecided if name in NUMBERS and self.shapes[name]]

    def is_rank(self, name: str, *ranks: int, prefers: bool = True) -> None:
        """Take a letter for one of these; the formula is read anew. Raises `Fork`."""
        raise Fork(("rank", name), ranks, prefers=prefers)

    def is_pair(self, left: Meaning, right: Meaning) -> None:
        """Two letters with a product's sign between them: both numbers, or both vectors. Raises `Fork`."""
        first, second = self.letter(left, SCALAR), self.letter(right, SCALAR)
        if first is not None and second is not None:
            self.is_rank(first, 1, 0, prefers=False)
        for letter, other in ((first, right), (second, left)):
            if letter is not None and other.kind == COLUMN:
                self.is_rank(letter, 1, 0)


def usual_rank(name: str, face: str, *, bold: bool) -> int:
    """What a letter is by habit, and by its face: bold ones are no numbers."""
    if face == "word":
        return 0
    if face == "bold":
        return 2 if name[0].isupper() else 1
    if name[0].isupper():
        return 2
    if bold:
        return 0
    return 0 if "a" <= name[0] <= "g" or is_greek(name) else 1


def _is_fraction(node: ast.expr) -> bool:
    """Whether an exponent is a number, and no whole one."""
    if any(isinstance(each, ast.Name) and not each.id[0].isdigit() for each in ast.walk(node)):
        return False
    return any(isinstance(each, ast.BinOp | ast.Name) for each in ast.walk(node))


def _is_entrywise(node: ast.expr) -> bool:
    """Whether a value is that of a function of each entry."""
    name = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
    return name in FUNCTIONS and FUNCTIONS[name].kind == ELEMENTWISE


@dataclass(frozen=True, slots=True)
class GuessedMeanings(Meanings):
    """The operations of a book on parts some of which are letters that nobody declared."""

    guess: Guess = field(default_factory=lambda: Guess(Unifier(), Decisions()))

    def product(self, left: Meaning, right: Meaning) -> Meaning:
        """Two factors side by side."""
        guess = self.guess
        number = guess.letter(right, SCALAR)
        if number is not None and left.kind in (MATRIX, ROW):
            guess.is_rank(number, *((1, 0) if is_greek(number) else (1,)))
        number = guess.letter(left, SCALAR)
        if number is not None and right.kind == ROW and not is_greek(number):
            guess.is_rank(number, 1, 0, prefers=False)
        for part, other in ((left, right), (right, left)):
            vector = guess.letter(part, COLUMN)
            if vector is not None and other.kind == COLUMN and vector in NUMBERS:
                guess.is_rank(vector, 0, 1)
        matrix = guess.letter(left, MATRIX)
        if matrix is not None and matrix in NUMBERS and right.kind == ROW:
            guess.is_rank(matrix, 0, 2)
        return Meanings.product(self, left, right)

    def entrywise(self, name: str, *parts: Meaning) -> Meaning:
        """An operator, a comparison or a function of the entries of its operands."""
        kinds = {part.kind for part in parts}
        if name in ("add", "subtract"):
            numbers = [self.guess.letter(part, SCALAR) for part in parts]
            for number in filter(None, numbers if COLUMN in kinds else ()):
                self.guess.is_rank(number, 1)
            literal = any(isinstance(part.node, ast.Constant) for part in parts)
            for vector in filter(None, (self.guess.letter(part, COLUMN) for part in parts)):
                if SCALAR not in kinds or literal:
                    continue
                if vector not in NUMBERS:
                    alone = next(part for part in parts if part.kind == SCALAR)
                    hint = f"declare {vector}: scalar, or {vector}: n"
                    raise self.refused(alone, f"this is a number, and {vector} is taken for a vector", hint)
                self.guess.is_rank(vector, 0, 1)
            for part in parts:
                if part.kind == SCALAR and COLUMN in kinds and isinstance(part.node, ast.BinOp | ast.Call):
                    hint = "write a 𝟏 for a number in every entry"
                    raise self.refused(part, "a number and a vector are added here", hint)
        return Meanings.entrywise(self, name, *parts)

    def stacked(self, left: Meaning, right: Meaning) -> Meaning:
        """The Kronecker product, of letters of any size too."""
        letters = [self.guess.letter(part, MATRIX) or self.guess.letter(part, COLUMN) for part in (left, right)]
        if None in letters or left.kind != right.kind:
            return Meanings.stacked(self, left, right)
        rows, columns = left.rows * right.rows, left.columns * right.columns
        return self.joined(called("kron", left.plain, right.plain), left.kind, rows, columns, left, right)

    def transposed(self, part: Meaning) -> Meaning:
        """Whoever transposes a letter does not take it for a number."""
        number = self.guess.letter(part, SCALAR)
        if number is not None:
            self.guess.is_rank(number, 1)
        return Meanings.transposed(self, part)

    def quotient(self, above: Meaning, below: Meaning) -> Meaning:
        """A fraction; a letter below its line is a number."""
        letter = self.guess.letter(below, COLUMN) or self.guess.letter(below, MATRIX)
        if letter is not None:
            self.guess.is_rank(letter, 0, 1 if below.kind == COLUMN else 2)
        for name in self.guess.numbers_in(below.node) if below.kind != SCALAR else ():
            self.guess.is_rank(name, 0, len(self.guess.shapes[name]))
        return Meanings.quotient(self, above, below)

    def raised(self, base: Meaning, exponent: Meaning, *, minus: bool) -> Meaning:
        """A power, of which the exponent is a number; the square of a vector may be its inner product with itself."""
        letter = self.guess.letter(exponent, COLUMN) or self.guess.letter(exponent, MATRIX)
        if letter is not None:
            self.guess.is_rank(letter, 0)
        if base.kind == MATRIX and _is_entrywise(base.node):
            hint = "write X^⊙2 for a power of each entry, expm(X) for the function of a matrix"
            raise self.refused(base, "this may be a matrix power or an element-wise power", hint)
        if base.kind == MATRIX and self.scalar(base) is None and _is_fraction(exponent.node):
            raise self.refused(exponent, "a power of a matrix that is no whole number is not read")
        if base.kind == COLUMN and not minus:
            key = ("square", base.start)
            by_habit = self.guess.letter(base, COLUMN)
            told = f"the power of {by_habit}, which is taken for a vector, is that of each entry"
            if by_habit is not None:
                self.guess.decisions.note(key, told)
            elif isinstance(exponent.node, ast.Constant) and exponent.node.value == 2 and not _is_entrywise(base.node):
                notes = "the square of a vector is that of each entry", "the square of a vector is xᵀx"
                if self.guess.decisions.pick(key, notes):
                    return Meanings.product(self, Meanings.transposed(self, base), base)
            else:
                self.guess.decisions.note(key, "the power of a vector is that of each entry")
        return Meanings.raised(self, base, exponent, minus=minus)
