"""Expressions written out entry by entry, at dimensions that are small numbers.

Every function of the language is spelled out here once more from its definition (`written_functions`). Entries may be
numbers, SymPy expressions, or truncated Taylor series (`jacobook.proof.oracle.taylor`), whose derivatives then come
along.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import truediv

import sympy

from jacobook.language.declared_function import ELEMENTWISE_FUNCTION, MATRIX_FUNCTION
from jacobook.language.differentiated import equations
from jacobook.language.dimension import Dimension
from jacobook.language.expression import (
    Application,
    Call,
    Constant,
    Expression,
    Number,
    Size,
    SolvedVariable,
    Variable,
    walk,
)
from jacobook.language.functions import DIFFERENTIATED, ELEMENTWISE, Function
from jacobook.language.functions.factorizations import Factorization, factorization_of
from jacobook.proof.numbers.arithmetic import Entry, Undefined
from jacobook.proof.numbers.hole import Hole, among
from jacobook.proof.oracle.arrays import Array, Unproved, built, entries, entrywise, lengths
from jacobook.proof.oracle.implicit import solved
from jacobook.proof.oracle.instances import Instances, of_matrix, of_number
from jacobook.proof.oracle.rearranged import REARRANGED
from jacobook.proof.oracle.scalars import Scalars, SymbolicScalars
from jacobook.proof.oracle.solved import followed
from jacobook.proof.oracle.taylor import Taylor, TaylorArithmetic
from jacobook.proof.oracle.written_functions import FILLED, WRITTEN, Writing, filled, matrix_product


def evaluate_expression(
    expression: Expression,
    arrays: Mapping[str, Array],
    sizes: Mapping[str, int],
    scalars: Scalars | None = None,
    functions: Mapping[str, Function] = DIFFERENTIATED,
    *,
    instances: Instances | None = None,
    holes: bool = False,
    singular: bool = False,
    places: Mapping[int, int] | None = None,
) -> Array:
    """The entries of an expression whose variables have the given entries: an entry, a tuple, or a tuple of rows.

    `sizes` gives the dimension symbols their numbers; without `scalars`, entries are SymPy expressions. Raises
    `Unproved` for a function that is not spelled out here, and `Undefined` where there is no value; with `holes`, an
    entry without a value is a hole; only with `singular`, a determinant that vanishes has derivatives. `places` are
    those of the calls in a larger expression, by their identity, where this is part of one.
    """
    writer = Writer(arrays, dict(sizes), scalars or SymbolicScalars(), functions)
    writer.instances = instances or Instances()
    writer.places = places or {id(node): place for place, node in enumerate(walk(expression))}
    writer.holes = holes
    writer.singular = singular
    written = writer.write(expression)
    hole = None if holes else among(entries(written))
    if hole is not None:
        raise Undefined(str(hole.reasons[0]))
    return written


class Writer(Writing):
    """An expression written out entry by entry."""

    def __init__(
        self, arrays: Mapping[str, Array], sizes: dict[str, int], scalars: Scalars, functions: Mapping[str, Function]
    ) -> None:
        super().__init__(scalars)
        self.arrays = arrays
        self.sizes = sizes
        self.functions = functions
        self.instances = Instances()
        self._written: dict[int, Array] = {}
        self.places: Mapping[int, int] = {}
        self.holes = False

    def write(self, expression: Expression) -> Array:
        match expression:
            case SolvedVariable():
                return self._solved(expression)
            case Variable(name=name):
                return self.arrays[name]
            case Number(value=value):
                return self.number(value)
            case Constant(name=name):
                return self.scalars.constant(name)
            case Size(dimension=dimension):
                return self.number(self.size(dimension))
            case Call():
                if id(expression) not in self._written:
                    self._written[id(expression)] = self._call(expression)
                return self._written[id(expression)]
            case Application():
                return self._application(expression)

    def _application(self, application: Application) -> Array:
        function = application.function
        arguments = [self.write(argument) for argument in application.arguments]
        if function.kind == ELEMENTWISE_FUNCTION:
            coefficients = self.instances.coefficients(function.name, 0)
            return entrywise(lambda entry: of_number(coefficients, entry, self.number), arguments[0])
        if function.kind == MATRIX_FUNCTION:
            coefficients = self.instances.coefficients(function.name, 0)
            return of_matrix(coefficients, arguments[0], self.number, lambda a, b: matrix_product(self, a, b))
        lengths = tuple(self.size(dimension) for dimension in application.shape)
        flat = [entry for argument in arguments for entry in entries(argument)]
        return self.instances.value(function.name, flat, lengths, self.number)

    def size(self, dimension: Dimension) -> int:
        return dimension.size(self.sizes)

    def _call(self, call: Call) -> Array:
        place = self.places[id(call)]
        function = self.functions.get(call.function)
        if function is not None and function.kind == ELEMENTWISE:
            arguments = [self.write(argument) for argument in call.arguments]
            return self._each(lambda *entries: self.scalars.apply(function.definition, entries, place), *arguments)
        if call.function == "power":
            base, exponent = map(self.write, call.arguments)
            return self._each(lambda b, e: self.scalars.power(b, e, place), base, exponent)
        if call.function in FILLED:
            return filled(FILLED[call.function], *(self.size(dimension) for dimension in call.shape), writer=self)
        if call.function == "where":
            return self._where(*call.arguments)
        if call.function in REARRANGED:
            self.place = place
            return REARRANGED[call.function](self, call)
        factor = factorization_of(call.function)
        if factor is not None:
            return self._factor(*factor, self.write(call.arguments[0]))
        written = WRITTEN.get(call.function)
        if written is None:
            raise Unproved(f"the proof does not know the function {call.function}")
        arguments = [self.write(argument) for argument in call.arguments]
        self.place = place
        if not self.holes:
            return written(self, *arguments)
        if call.function == "divide":
            return self._each(truediv, *arguments)
        try:
            return written(self, *arguments)
        except (Undefined, ZeroDivisionError) as reason:
            lengths = [self.size(dimension) for dimension in call.shape]
            hole = reason.args[0] if isinstance(reason.args[0], Hole) else Hole(str(reason))
            every = among(entry for argument in arguments for entry in entries(argument)) or hole
            return entrywise(lambda _: every, filled((0, 0), *lengths, writer=self))

    def _factor(self, record: Factorization, letter: str, matrix: Array) -> Array:
        """A part of a factorization, found anew from its equations."""
        if not isinstance(self.scalars, TaylorArithmetic):
            raise Unproved(f"{record.name} is proved of real matrices, with first and second derivatives, and no more")
        hole = among(entries(matrix))
        if hole is not None:
            raise Undefined(str(hole.reasons[0]))
        letters = record.argument.split("×")
        sizes = dict(zip(letters, (len(matrix), len(matrix[0])), strict=True))

        def residuals(arrays: Mapping[str, Array]) -> list[Entry]:
            written = (evaluate_expression(each, arrays, sizes, self.scalars) for each in equations(record.name))
            return [entry for array in written for entry in entries(array)]

        return solved(record, self.scalars.numbers, matrix, residuals)[letter]

    def _solved(self, variable: SolvedVariable) -> Array:
        """A variable that an equation defines, moving as the equation asks."""
        assert variable.residual is not None
        residual, known = variable.residual, self.arrays[variable.name]
        if not isinstance(self.scalars, TaylorArithmetic):
            raise Unproved(f"{variable.name} is known by its equation alone")
        shape = lengths(known)
        if any(isinstance(entry, Taylor) for entry in entries(known)):
            return self._surveyed(residual, known)

        def left(unknown: Sequence[Entry]) -> Sequence[Entry]:
            flat = iter(unknown)
            arrays = {**self.arrays, variable.name: built(shape, lambda _: next(flat))}
            written = evaluate_expression(residual, arrays, self.sizes, self.scalars, places=self.places)
            return tuple(entries(written))

        flat = iter(followed(tuple(entries(known)), left, self.scalars.numbers))
        return built(shape, lambda _: next(flat))

    def _surveyed(self, residual: Expression, known: Array) -> Array:
        """An unknown that a survey moves by itself, as it may: any y solves F(y, x) = c for some c."""
        try:
            evaluate_expression(residual, self.arrays, self.sizes, self.scalars, places=self.places)
        except (Undefined, ZeroDivisionError) as reason:
            if not self.holes:
                raise
            hole = reason.args[0] if isinstance(reason.args[0], Hole) else Hole(str(reason))
            return entrywise(lambda _: hole, known)
        return known

    def _each(self, function: Callable[..., Entry], *arrays: Array) -> Array:
        """A function entry by entry, in which an entry without a value is a hole where holes are allowed."""
        if not self.holes:
            return entrywise(function, *arrays)

        def applied(*entries: Entry) -> Entry:
            hole = among(entries)
            if hole is not None:
                return hole
            try:
                return function(*entries)
            except (Undefined, ZeroDivisionError) as reason:
                return next((each for each in reason.args if isinstance(each, Hole)), None) or Hole(str(reason))

        return entrywise(applied, *arrays)

    def _where(self, condition: Expression, yes: Expression, no: Expression) -> Array:
        """One of two, entry by entry; what no entry asks for need not have a value: where(x > 0, log(x), x)."""
        conditions = self.write(condition)
        verdicts = {self._holds(entry) for entry in entries(conditions)}

        def branch(expression: Expression, verdict: bool) -> Array:  # noqa: FBT001 - one of the two branches
            if verdict in verdicts or None in verdicts:
                strict, self.holes = self.holes, self.holes or len(verdicts) > 1
                try:
                    return self.write(expression)
                finally:
                    self.holes = strict
            return filled((0, 0), *(self.size(dimension) for dimension in expression.shape), writer=self)

        return entrywise(self._choose, conditions, branch(yes, verdict=True), branch(no, verdict=False))

    def _holds(self, condition: Entry) -> bool | None:
        return True if isinstance(condition, Hole) else self.scalars.holds(condition)

    def _choose(self, condition: Entry, yes: Entry, no: Entry) -> Entry:
        if isinstance(condition, Hole):
            return condition
        verdict = self.scalars.holds(condition)
        if verdict is None:
            return sympy.Piecewise((yes, sympy.Ne(condition, 0)), (no, True))
        return yes if verdict else no


def is_covered(name: str, functions: Mapping[str, Function] = DIFFERENTIATED) -> bool:
    """Whether expressions that call this function can be written out."""
    function = functions.get(name)
    if function is not None and function.kind == ELEMENTWISE:
        return bool(function.definition)
    return (
        name in WRITTEN
        or factorization_of(name) is not None
        or name in REARRANGED
        or name in FILLED
        or name in ("power", "where")
    )
