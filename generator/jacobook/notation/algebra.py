"""Sums, products and powers as people read them: the order of factors, signs, fractions, and parentheses."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from fractions import Fraction

from jacobook.language.dimension import ONE, Dimension
from jacobook.layout.formulas.formula import (
    Apply,
    Commutation,
    Constant,
    Definition,
    Differential,
    Filled,
    Formula,
    Hadamard,
    HadamardQuotient,
    Identity,
    IndexSum,
    Inverse,
    KhatriRao,
    Kronecker,
    MatrixForm,
    MatrixPower,
    Multiple,
    Number,
    Power,
    Product,
    Size,
    Sum,
    Symbol,
    Transpose,
    axes,
    is_scalar,
)
from jacobook.layout.formulas.measure import pieces
from jacobook.notation.medium import Medium
from jacobook.notation.names import read
from jacobook.notation.precedence import Edge, Level, Piece, unsigned
from jacobook.notation.visitor import unknown

UNIT = Number(Fraction(1))


HALF = Number(Fraction(1, 2))


class AlgebraPrinter(Medium):
    """The part of a printer for people that prints letters, sums, products, powers and transposes.

    It remembers what it prints, so that I, K, δ and σ are told from the question's own.
    """

    _printed: tuple[Formula, ...] = ()
    _names: frozenset[str] = frozenset()
    _taken: frozenset[str] | None = None

    # --- the whole
    def visit(self, formula: Formula) -> Piece:
        piece = super().visit(formula)
        scalar = is_scalar(formula)
        return piece if piece.scalar is scalar else replace(piece, scalar=scalar)

    def formula(self, formula: Formula) -> str:
        """A formula, printed."""
        self._printed, self._taken = (formula,), None
        return self.visit(formula).text

    def is_taken(self, letter: str) -> bool:
        """Whether the question, or the formula that is printed, has a name of this letter for something of its own."""
        if self._taken is None:
            symbols = (piece for formula in self._printed for piece in pieces(formula) if isinstance(piece, Symbol))
            names = {symbol.name for symbol in symbols}.union(self._names, self.notation.names)
            self._taken = frozenset(read(name).base for name in names)
        return letter in self._taken

    def form(self, form: MatrixForm) -> str:
        """An answer with the definitions of the names it uses."""
        self._names, self._taken = form.names, None
        self._printed = (form.formula, *(definition.meaning for definition in form.definitions))
        text = self.visit(form.formula).text
        return self.where(text, [self._definition(each) for each in form.definitions]) if form.definitions else text

    def _definition(self, definition: Definition) -> str:
        return self.equation(self.visit(definition.symbol), self.visit(definition.meaning))

    # --- parentheses
    def at_least(self, level: Level, piece: Piece) -> Piece:
        """The piece, in parentheses if it is looser than a level."""
        return piece if piece.level >= level else self.grouped(piece)

    def atom(self, formula: Formula) -> Piece:
        """A formula that something may be attached to."""
        return self.at_least(Level.ATOM, self.visit(formula))

    # --- letters and numbers
    def symbol(self, formula: Symbol) -> Piece:
        name = read(formula.name)
        edge = Edge.WORD if name.word else Edge.LETTER
        return Piece(self.letter(name, min(formula.rank, axes(formula))), Level.ATOM, edge)

    def number(self, formula: Number) -> Piece:
        return self._rational(formula.value)

    def _rational(self, value: Fraction) -> Piece:
        if value < 0:
            return self.negated(self._rational(-value))
        if value.denominator == 1:
            return self.integer(value.numerator)
        return self.fraction(self.integer(value.numerator), self.integer(value.denominator))

    def constant(self, formula: Constant) -> Piece:
        if formula.name not in self.constants:
            raise unknown("constant", formula.name, self.medium, self.constants)
        return Piece(self.constants[formula.name])

    def size(self, formula: Size) -> Piece:
        dimension = formula.dimension
        if not dimension.symbols:
            return self.integer(dimension.factor)
        if dimension.is_lone_sum:
            return Piece(self.dimension(dimension), Level.SUM)
        parts = len(dimension.symbols) + (dimension.factor != 1)
        level = Level.ATOM if parts == 1 else Level.PRODUCT
        edge = Edge.LETTER if dimension.factor == 1 else Edge.NUMBER
        return Piece(self.dimension(dimension), level, edge)

    def identity(self, formula: Identity) -> Piece:
        # Its size can be read off, unless there is another I.
        return self._identity(formula.rows) if self.is_taken("I") else self.identity_matrix(None)

    def _identity(self, size: Dimension) -> Piece:
        return self.identity_matrix(size, apart=self.is_taken("I"))

    def filled(self, formula: Filled) -> Piece:
        if is_scalar(formula):
            return self.integer(formula.value)
        if formula.columns == ONE:
            return self.filled_column(formula.value)
        if formula.rows == ONE:
            return self.transposed(self.filled_column(formula.value))
        return self.filled_matrix(formula.value, formula.rows, formula.columns)

    def commutation(self, formula: Commutation) -> Piece:
        return self.commutation_matrix(formula.m, formula.n, apart=self.is_taken("K"))

    # --- sums and products
    def sum(self, formula: Sum) -> Piece:
        last = len(formula.terms) - 1
        terms: list[tuple[bool, Piece]] = []
        for position, term in enumerate(formula.terms):
            subtracted, magnitude = unsigned(term)
            piece = self.visit(magnitude)
            if piece.level <= Level.SUM or (piece.level is Level.SERIES and self.series_ends and position != last):
                piece = self.grouped(piece)
            terms.append((subtracted, piece))
        return self.added(terms)

    def multiple(self, formula: Multiple) -> Piece:
        negative, magnitude = unsigned(formula)
        if negative:
            piece = self.visit(magnitude)
            return self.negated(self.grouped(piece) if piece.level <= Level.SUM else piece)
        number, divisor = formula.coefficient.numerator, formula.coefficient.denominator
        series = (
            [scalar for scalar in formula.numerators if isinstance(scalar, IndexSum)] if formula.body is None else []
        )
        scalars: list[Formula] = [scalar for scalar in formula.numerators if scalar not in series]
        if number != 1:
            scalars.insert(0, Number(Fraction(number)))
        body = [*series] if formula.body is None else [formula.body]
        divisors: list[Formula] = [*([Number(Fraction(divisor))] if divisor != 1 else []), *formula.denominators]
        if not divisors:
            return self._chain([*scalars, *body])
        if not body or (not series and self.stands_above(formula)):
            return self.fraction(self._chain([*scalars, *body]), self._chain(divisors))
        prefix = self.fraction(self._chain(scalars), self._chain(divisors))
        return self._juxtaposed(self._flat(body), prefix)

    def stands_above(self, formula: Multiple) -> bool:
        """Whether what a quotient multiplies is written above its line and not behind it: (x − a)/‖x‖ but (1/n)·1ᵀ."""
        plain = (Number, Size, Symbol, Constant)
        above = isinstance(formula.body, Symbol | Transpose | Product | Apply) or (
            isinstance(formula.body, Sum) and ONE in (formula.rows, formula.columns)
        )
        return above and any(
            not isinstance(divisor.base if isinstance(divisor, Power) else divisor, plain)
            for divisor in formula.denominators
        )

    def product(self, formula: Product) -> Piece:
        return self._chain(formula.factors)

    def _chain(self, formulas: Sequence[Formula]) -> Piece:
        """Factors side by side; none at all is 1, a single one stands as it is."""
        if not formulas:
            return self.visit(UNIT)
        if len(formulas) == 1 and not isinstance(formulas[0], Product):
            return self.visit(formulas[0])
        return self._juxtaposed(self._flat(formulas))

    def _flat(self, formulas: Iterable[Formula]) -> list[Formula]:
        """Products opened, except scalar ones beside other factors: (uᵀv) A; a multiple at the front likewise."""
        items = list(formulas)
        while isinstance(items[0], Multiple) and not items[0].denominators and items[0].coefficient.denominator == 1:
            front = items[0]
            if front.coefficient < 0:
                break
            number = [Number(front.coefficient)] if front.coefficient != 1 else []
            items[:1] = [*number, *front.numerators, *([] if front.body is None else [front.body])] or [UNIT]
        alone = sum(not isinstance(item, Number) for item in items) == 1
        flat: list[Formula] = []
        for item in items:
            if isinstance(item, Product) and (alone or not is_scalar(item)):
                flat += self._flat(item.factors)
            else:
                flat.append(item)
        return flat

    def _juxtaposed(self, formulas: Sequence[Formula], prefix: Piece | None = None) -> Piece:
        """Factors side by side, after a scalar that is printed already, if there is one."""
        pieces: list[Piece] = []
        shapes = list(formulas)
        scalars_only = True
        for position, formula in enumerate(formulas):
            piece = self.visit(formula)
            last = position == len(formulas) - 1
            # The factors of a product or multiple that is left closed are not factors of the whole.
            compound = isinstance(formula, Product | Multiple) and (len(formulas) > 1 or prefix is not None)
            if isinstance(formula, Differential) and not last:
                piece = self.grouped(piece)
            open_end = piece.level is Level.SERIES or (piece.level is Level.INFIX and scalars_only)
            if not ((piece.level >= Level.PRODUCT and not compound) or (open_end and last)):
                piece = self.grouped(piece)
            pieces.append(piece)
            scalars_only = scalars_only and is_scalar(formula)
        if prefix is not None:
            pieces.insert(0, replace(self.at_least(Level.PRODUCT, prefix), scalar=True))
            shapes.insert(0, UNIT)
        result = pieces[0]
        for left, right, piece in zip(shapes, shapes[1:], pieces[1:], strict=False):
            outer = left.columns == ONE and right.rows == ONE and not is_scalar(left) and not is_scalar(right)
            text = self.side_by_side(result, piece, outer=outer)
            result = Piece(text, Level.PRODUCT, piece.edge, scalar=piece.scalar)
        return Piece(
            result.text,
            min(Level.PRODUCT, *(piece.level for piece in pieces)),
            pieces[0].edge,
            tall=any(piece.tall for piece in pieces),
        )

    # --- products of other kinds
    def hadamard(self, formula: Hadamard) -> Piece:
        factors: list[Formula] = []
        for factor in formula.factors:
            factors += factor.factors if isinstance(factor, Hadamard) else (factor,)
        return self.infix("⊙", [self._operand(factor) for factor in factors])

    def hadamard_quotient(self, formula: HadamardQuotient) -> Piece:
        return self.infix("⊘", [self._operand(formula.numerator), self._operand(formula.denominator)])

    def kronecker(self, formula: Kronecker) -> Piece:
        operands: list[Formula] = []
        pending: list[Formula] = [formula]
        while pending:
            item = pending.pop(0)
            if isinstance(item, Kronecker):
                pending[:0] = [item.left, item.right]
            else:
                operands.append(item)
        return self.infix("⊗", [self._sized(operand) for operand in operands])

    def khatri_rao(self, formula: KhatriRao) -> Piece:
        return self.infix("∗", [self._sized(formula.left), self._sized(formula.right)])

    def _operand(self, formula: Formula) -> Piece:
        piece = self.visit(formula)
        plain = isinstance(formula, Differential) and isinstance(formula.body, Symbol)
        return piece if plain else self.at_least(Level.POSTFIX, piece)

    def _sized(self, formula: Formula) -> Piece:
        """An operand whose size cannot be read off its neighbours."""
        return self._identity(formula.rows) if isinstance(formula, Identity) else self._operand(formula)

    # --- powers and transposes
    def power(self, formula: Power) -> Piece:
        scalar = is_scalar(formula)
        if scalar and formula.exponent == HALF:
            return self.root(self.visit(formula.base))
        return self.raised(self.atom(formula.base), self._exponent(formula.exponent), entrywise=not scalar)

    def matrix_power(self, formula: MatrixPower) -> Piece:
        return self.raised(self.atom(formula.body), self._exponent(formula.exponent), entrywise=False)

    def _exponent(self, formula: Formula) -> Piece:
        return self.slashed(formula.value) if isinstance(formula, Number) else self.visit(formula)

    def transpose(self, formula: Transpose) -> Piece:
        body = formula.body
        if is_scalar(body):
            return self.visit(body)
        match body:
            case Filled():
                return self.filled(Filled(body.value, body.columns, body.rows))
            case Transpose():
                return self.visit(body.body)
            case Apply(function="conj", arguments=(inner,)):
                return self.adjoint(self.atom(inner))
            case Inverse():
                return self.inverse_transposed(self.atom(body.body))
            case _:
                return self.transposed(self.atom(body))

    def inverse(self, formula: Inverse) -> Piece:
        body = formula.body
        if isinstance(body, Transpose):
            return self.inverse_transposed(self.atom(body.body))
        return self.inverted(self.atom(body))
