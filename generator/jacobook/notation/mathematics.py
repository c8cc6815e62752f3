"""What LaTeX, Typst, text and speech share: the order of factors, signs, fractions, and where parentheses stand.

A medium (a subclass) says how each construction looks, given its parts already printed; it decides nothing about order.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from fractions import Fraction

from jacobook.language.conjugates import conjugate_name
from jacobook.language.dimension import NOTHING, ONE, Dimension
from jacobook.layout.formulas.formula import (
    Apply,
    Block,
    Cross,
    CrossMatrix,
    Cut,
    Delta,
    Determinant,
    Diagonal,
    DiagonalPart,
    Differential,
    Entry,
    FiniteSum,
    Formula,
    FunctionDerivative,
    FunctionValue,
    Identity,
    IndexSum,
    NamedFunction,
    Norm,
    Number,
    Part,
    Partial,
    Sum,
    Symbol,
    Trace,
    Triangular,
    Unvec,
    Vec,
    axes,
    is_scalar,
)
from jacobook.layout.formulas.stacked_index import FastPart, Index, Shifted, SlowPart, Stacked
from jacobook.notation.algebra import AlgebraPrinter
from jacobook.notation.names import Name, read
from jacobook.notation.precedence import Level, Piece
from jacobook.notation.visitor import unknown

_LETTERS = dict.fromkeys(("σ", r"\sigma", "sigma", "<mi>σ</mi>"), "sigma")
"""Functions whose name is one letter, which a variable may have too."""


class MathematicsPrinter(AlgebraPrinter):
    """A printer for people: a medium subclasses it and says how things look."""

    # --- functions
    def named(self, function: str, arguments: Iterable[Formula]) -> Piece:
        """A call of a function of the medium's table; `Refused` if the table does not have it."""
        if function not in self.calls:
            raise unknown("function", function, self.medium, self.calls)
        taken = self.calls[function] in _LETTERS and self.is_taken(_LETTERS[self.calls[function]])
        name = self.spelled_out(function) if taken else self.calls[function]
        return self.call(name, [self._argument(argument) for argument in arguments])

    def _argument(self, formula: Formula) -> Piece:
        if isinstance(formula, Determinant | Trace) and isinstance(formula.body, Symbol):
            key = "det" if isinstance(formula, Determinant) else "trace"
            return self.bare_call(self.calls[key], self.visit(formula.body))
        return self.visit(formula)

    def diagonal(self, formula: Diagonal) -> Piece:
        return self.named("diag", [formula.body])

    def diagonal_part(self, formula: DiagonalPart) -> Piece:
        return self.named("diag", [formula.body])

    def trace(self, formula: Trace) -> Piece:
        return self.named("trace", [formula.body])

    def determinant(self, formula: Determinant) -> Piece:
        return self.named("det", [formula.body])

    def vec(self, formula: Vec) -> Piece:
        return self.named("vec", [formula.body])

    def unvec(self, formula: Unvec) -> Piece:
        return self.unstacked(formula.rows, formula.columns, self._argument(formula.body))

    def norm(self, formula: Norm) -> Piece:
        vector = ONE in {formula.body.rows, formula.body.columns}
        matrix_kind = "F" if formula.kind == "frobenius" else formula.kind
        vector_kind = "1" if formula.kind == "1" else ""
        if formula.kind == "1" and not vector:
            # ‖X‖₁ is the largest column sum for many; the sum over all entries is meant here.
            return self.normed(self.visit(Vec(formula.body)), "1")
        return self.normed(self.visit(formula.body), vector_kind if vector else matrix_kind)

    # --- parts and blocks
    def part(self, formula: Part) -> Piece:
        """An entry, a row, a column or a slice; of an identity matrix one column is a unit vector."""
        unit = formula.column or formula.row
        if isinstance(formula.body, Identity) and None in (formula.row, formula.column) and unit is not None:
            if unit.is_place and not self.is_taken("e"):
                letter = Piece(self.letter(Name("e"), 1))
                labelled = self.piece_entry(letter, [self.place(unit)])
                return labelled if formula.row is None else self.transposed(labelled)
            return self.piece_entry(self._above_indices(formula.body), self._labels(formula))
        body = formula.body
        labels = self._labels(formula)
        if isinstance(body, Symbol):
            name = read(body.name)
            if is_scalar(formula) and not name.subscripts and not name.word:
                return self.letter_entry(name, labels)
            if not name.subscripts:
                return self.piece_entry(self.visit(body), labels)
            return self.piece_entry(self.grouped(self.visit(body)), labels)
        return self.piece_entry(self._above_indices(body), labels)

    def _labels(self, formula: Part) -> list[str]:
        """What stands below a part: of a column its rows alone, of a row its columns."""
        sides = [(formula.row, formula.body.rows), (formula.column, formula.body.columns)]
        return [self.cut(cut) for cut, length in sides if length != ONE]

    def cut(self, cut: Cut | None) -> str:
        """The places along a side as they stand below a letter."""
        if cut is None:
            return self.everything
        if cut.index or cut.is_place:
            return self.place(cut)
        first, last = (self.dimension(place + ONE) for place in (cut.start, cut.last))
        if cut.step == 1:
            return self.span.format(first=first, last=last)
        return self.stride.format(first=first, step=self.dimension(Dimension.of(cut.step)), last=last)

    def place(self, cut: Cut) -> str:
        """One place, counted from 1; an index by its name."""
        return self.index_letter(read(cut.index)) if cut.index else self.dimension(cut.start + ONE)

    def block(self, formula: Block) -> Piece:
        return self.blocks([[self.visit(part) for part in row] for row in formula.grid])

    def triangular(self, formula: Triangular) -> Piece:
        name = self.triangles[formula.side]
        arguments = [self._argument(formula.body)]
        if formula.diagonal:
            arguments.append(self.slashed(Fraction(formula.diagonal)))
        return self.call(name, arguments)

    def apply(self, formula: Apply) -> Piece:
        match formula.function:
            case "conj":
                return self.conjugated(formula.arguments[0])
            case "abs":
                return self.absolute(self.visit(formula.arguments[0]))
            case "sqrt":
                return self.root(self.visit(formula.arguments[0]))
            case "where":
                condition, then, otherwise = formula.arguments
                return self.choice(self._condition(condition), self.visit(then), self.visit(otherwise))
            case function if function in self.relations:
                left, right = map(self.visit, formula.arguments)
                return self.bracket(left, self.relations[function], right)
            case function:
                return self.named(function, formula.arguments)

    def conjugated(self, body: Formula) -> Piece:
        """A conjugate: of a letter z̄, and of anything else a call."""
        if isinstance(body, Symbol) and not read(body.name).accent:
            return self.symbol(_barred(body))
        if isinstance(body, Entry) and isinstance(body.body, Symbol) and not read(body.body.name).accent:
            return self.visit(replace(body, body=_barred(body.body)))
        return self.call("conj", [self.visit(body)])

    def _condition(self, formula: Formula) -> str:
        if isinstance(formula, Apply) and formula.function in self.relations:
            left, right = map(self.visit, formula.arguments)
            return self.related(left, self.relations[formula.function], right)
        return self.related(self.visit(formula), self.relations["not_equal"], self.integer(0))

    def cross(self, formula: Cross) -> Piece:
        return self.infix("×", [self._sized(formula.left), self._sized(formula.right)])

    def cross_matrix(self, formula: CrossMatrix) -> Piece:
        return self.crossed(self.visit(formula.body))

    def finite_sum(self, formula: FiniteSum) -> Piece:
        body = self.visit(formula.body)
        last = Sum((formula.count, Number(Fraction(-1))))
        return self.counted(
            read(formula.index), self.visit(last), self.grouped(body) if body.level <= Level.SUM else body
        )

    # --- declared functions
    def function_value(self, formula: FunctionValue) -> Piece:
        letter = self.symbol(Symbol(formula.name, formula.rows, formula.columns, formula.rank))
        if formula.bare:
            return letter
        return self.call(letter.text, [self.visit(argument) for argument in formula.arguments])

    def function_derivative(self, formula: FunctionDerivative) -> Piece:
        value = formula.value
        if len(value.arguments) == 1 and not value.rank and not value.bare and is_scalar(value.arguments[0]):
            letter = self.primed(self.letter(read(value.name), 0), len(formula.by))
            return self.call(letter, [self.visit(value.arguments[0])])
        return self.partial(_symbol_of(formula, (), [()] * len(formula.by)))

    def named_function(self, formula: NamedFunction) -> Piece:
        name = self.calls.get(formula.name) or self.letter(read(formula.name), 0)
        return self.call(self.primed(name, formula.order), [self.visit(formula.argument)])

    # --- indices and derivatives
    def entry(self, formula: Entry) -> Piece:
        if isinstance(formula.body, FunctionDerivative):
            return self.partial(_entry_symbol(formula.body, formula.indices))
        indices = [self.index(index) for index in formula.indices]
        body = formula.body
        if isinstance(body, Symbol) or (isinstance(body, FunctionValue) and body.bare):
            name = read(body.name)
            if not name.subscripts and not name.word:
                return self.letter_entry(name, indices)
            return self.piece_entry(self.grouped(self.visit(formula.body)), indices)
        return self.piece_entry(self._above_indices(formula.body), indices)

    def _above_indices(self, body: Formula) -> Piece:
        """What indices are to stand below; in brackets where something stands there already."""
        return self.grouped(self.visit(body)) if isinstance(body, Part) else self.atom(body)

    def delta(self, formula: Delta) -> Piece:
        left, right = self.index(formula.left), self.index(formula.right)
        if self.is_taken("delta"):
            return self.bracket(Piece(left), self.relations["equal"], Piece(right))
        return self.kronecker_delta(left, right)

    def index(self, index: Index) -> str:
        """An index as it stands below a letter."""
        match index:
            case Stacked(slow=slow, fast=fast, length=length):
                times = self.named_length if length.symbols else self.known_length
                size = self.dimension(length)
                return times.format(slow=self.index(slow), length=size) + self.plus_fast.format(fast=self.index(fast))
            case Shifted():
                return self.shifted(index)
            case SlowPart(of=of, length=length):
                divided = self.index(of)
                if isinstance(of, Stacked | FastPart):
                    divided = self.grouped(Piece(divided)).text
                return self.slow_part.format(of=divided, length=self.dimension(length))
            case FastPart(of=of, length=length):
                return self.fast_part.format(of=self.index(of), length=self.dimension(length))
            case _:
                assert isinstance(index, str)
                return self.index_letter(read(index))

    def shifted(self, index: Shifted) -> str:
        """j + 1, 2j − 1, n − j, or one place."""
        if index.of is None:
            return self.dimension(index.by)
        first = self.index(index.of)
        if abs(index.step) > 1:
            first = self.integer(abs(index.step)).text + first
        if index.step < 0:
            return self.dimension(index.by) + self.less.format(by=first)
        if index.by == NOTHING:
            return first
        whole = index.by.whole
        if whole is not None and whole < 0:
            return first + self.less.format(by=self.dimension(Dimension.of(-whole)))
        return first + self.plus_fast.format(fast=self.dimension(index.by))

    def index_sum(self, formula: IndexSum) -> Piece:
        body = self.visit(formula.body)
        closed = self.grouped(body) if body.level <= Level.SUM else body
        return self.series([(read(name), dimension) for name, dimension in formula.indices], closed)

    def differential(self, formula: Differential) -> Piece:
        body = self.visit(formula.body)
        return self.change(body if body.level in {Level.PREFIX, Level.ATOM} else self.grouped(body))

    def partial(self, formula: Partial) -> Piece:
        variables: list[tuple[Piece, int]] = []
        before: Formula | None = None
        for variable in formula.variables:
            if variable == before and is_scalar(variable):
                piece, times = variables.pop()
                variables.append((piece, times + 1))
            else:
                variables.append((self.atom(variable), 1))
            before = variable
        return self.derivative(self.visit(formula.value), variables, total=formula.total)


def _entry_symbol(derivative: FunctionDerivative, indices: tuple[Index, ...]) -> Partial:
    """∂u_i/∂x_j, the symbol of one entry of a derivative."""
    ranks = [axes(derivative.value.arguments[position]) for position in derivative.by]
    of_value, rest = indices[: axes(derivative.value)], indices[axes(derivative.value) :]
    taken: list[tuple[Index, ...]] = []
    for rank in ranks:
        taken.append(rest[:rank])
        rest = rest[rank:]
    return _symbol_of(derivative, of_value, taken)


def _symbol_of(
    derivative: FunctionDerivative, of_value: tuple[Index, ...], of_arguments: Sequence[tuple[Index, ...]]
) -> Partial:
    """∂u/∂x, or with indices that of one entry; with an upright d for a function of one number."""
    value = derivative.value
    total = len(value.arguments) == 1 and is_scalar(value.arguments[0])
    variables = tuple(
        _at(value.arguments[position], indices) for position, indices in zip(derivative.by, of_arguments, strict=True)
    )
    return Partial(_at(value, of_value), variables, derivative.rows, derivative.columns, total)


def _at(formula: Formula, indices: tuple[Index, ...]) -> Formula:
    return Entry(formula, indices) if indices else formula


__all__ = ["MathematicsPrinter"]


def _barred(symbol: Symbol) -> Symbol:
    """A letter with a bar."""
    return replace(symbol, name=conjugate_name(symbol.name))
