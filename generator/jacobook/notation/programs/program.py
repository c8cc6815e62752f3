"""A computation and its backward pass as lines of code, and how each library wants them put together."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from jacobook.errors import Refused
from jacobook.language.dimension import ONE, Shape
from jacobook.language.expression import Variable
from jacobook.layout.backpropagation.adjoints import Line
from jacobook.layout.backpropagation.sharing import names_used
from jacobook.layout.forms.naming import rebuild
from jacobook.layout.formulas import formula as f
from jacobook.layout.formulas.measure import pieces
from jacobook.notation import text
from jacobook.notation.bound_names import names_in
from jacobook.notation.code import dimension_code
from jacobook.notation.programs.economy import EconomicalPrinter


@dataclass(frozen=True, slots=True)
class Program:
    """What a program computes: `arguments` to the value, and an upstream gradient to the gradients by `wrt`.

    The last of the `forward` lines is the value's. `gradients` are the symbols of the gradients, by variable.
    """

    source: str
    arguments: tuple[Variable, ...]
    wrt: tuple[Variable, ...]
    upstream: Variable
    forward: tuple[Line, ...]
    backward: tuple[Line, ...]
    gradients: Mapping[str, f.Formula]

    @property
    def value(self) -> f.Symbol:
        return self.forward[-1].symbol

    @property
    def kept(self) -> tuple[str, ...]:
        """The arguments and steps that the backward lines need, in the order in which they come."""
        used = names_used(line.meaning for line in self.backward)
        names = [*(each.name for each in self.arguments), *(line.symbol.name for line in self.forward)]
        return tuple(name for name in names if used[name])


class ProgramWriter(ABC):
    """Writes a program for one library: `printer` prints its lines, `language` puts them into functions."""

    printer: ClassVar[type[EconomicalPrinter]]
    imports: ClassVar[Mapping[str, str]]
    """What a call in the code needs to have imported, by what begins it."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.code_names = _code_names(program)
        lines = (*program.forward, *program.backward)
        formulas = [part for line in lines for part in (line.symbol, line.meaning)]
        taken = {*(each.name for each in program.arguments), program.upstream.name, *self.code_names.values()}
        reserved = taken & {*self.printer.reserved, "saved", "forward", "backward", "ctx"}
        if reserved:
            raise Refused(
                f"the name {min(reserved)!r} cannot stand in a program, where it is another thing's",
                hint="Give what it names another name.",
            )
        self.names = self.printer.naming(formulas, {*taken, "saved", "ctx"}).names
        self._printed: dict[Line, str] = {}

    @abstractmethod
    def written(self) -> str:
        """The source of the program."""

    # --- lines
    def line(self, line: Line) -> str:
        """One assignment, with the formula that it computes."""
        return f"{self.code(line)}  # {text.to_text(line.symbol)} = {text.to_text(line.meaning)}"

    def code(self, line: Line) -> str:
        """One assignment alone."""
        if line not in self._printed:
            printer = self.printer(self.names)
            printer.like = self.like
            meaning = renamed(line.meaning, self.code_names, self._given)
            code = self.shaped(printer.code(meaning), line)
            self._printed[line] = f"{self.code_name(line.symbol.name)} = {code}"
        return self._printed[line]

    @property
    def _given(self) -> frozenset[str]:
        """The names of what comes from outside, with the axes that it is declared to have."""
        return frozenset({self.program.upstream.name, *(each.name for each in self.program.arguments)})

    def shaped(self, code: str, line: Line) -> str:
        """Code whose value has the axes that are declared: an n×1 is computed as a vector."""
        shape = self._declared(line)
        if shape is None or ONE not in shape:
            return code
        return f"({code}).reshape({', '.join(map(dimension_code, shape))})"

    def _declared(self, line: Line) -> Shape | None:
        """The declared shape of an argument's gradient."""
        if line.of in {each.name for each in self.program.wrt}:
            return next(each.shape for each in self.program.wrt if each.name == line.of)
        return None

    def code_name(self, name: str) -> str:
        return self.code_names.get(name, name)

    @property
    def like(self) -> str:
        """An array whose precision is that of the program: the first that is at hand everywhere."""
        return self.program.wrt[0].name

    # --- lengths
    def lengths(self, lines: Iterable[Line], at_hand: Sequence[Variable]) -> list[str]:
        """The assignments of the lengths that some lines of code use, by the shapes of what is at hand."""
        wanted = self._lengths_used(lines)
        found = []
        for name in sorted(wanted):
            place = _place_of(name, at_hand)
            if place is None:
                raise _without_length(name)
            found.append(f"{name} = {place}")
        return found

    def _lengths_used(self, lines: Iterable[Line]) -> frozenset[str]:
        variables = {each.name for each in self.program.arguments}
        used = words(" ".join(map(self.code, lines)))
        symbols = {s for line in lines for s in _dimension_names(line.meaning) | _dimension_names(line.symbol)}
        return frozenset(symbols & used) - variables

    @property
    def saved(self) -> tuple[str, ...]:
        """What the forward function hands to the backward one: what that needs, and what tells it lengths."""
        kept = list(self.program.kept)
        if self.like not in kept and self._makes_arrays():
            kept.insert(0, self.like)
        for name in sorted(self._lengths_used(self.program.backward)):
            if _place_of(name, self._at_hand(kept)) is None:
                holder = next((v.name for v in self.program.arguments if name in map(str, v.shape)), None)
                if holder is None:
                    raise _without_length(name)
                kept.insert(0, holder)
        return tuple(kept)

    def _makes_arrays(self) -> bool:
        return any(f"{self.like}.dtype" in self.code(line) for line in self.program.backward)

    def _at_hand(self, kept: Collection[str]) -> list[Variable]:
        known = {each.name: each for each in self.program.arguments}
        return [self.program.upstream, *(known[name] for name in kept if name in known)]

    # --- the whole
    @property
    def value_code(self) -> str:
        """The value as it is returned, with the axes that it is declared to have."""
        shape, name = self.program.upstream.shape, self.program.value.name
        return f"{name}.reshape({', '.join(map(dimension_code, shape))})" if ONE in shape else name

    def imported(self, body: str) -> str:
        return "\n".join(line for start, line in self.imports.items() if start in body)

    @property
    def argument_names(self) -> str:
        return ", ".join(each.name for each in self.program.arguments)

    def forward_lines(self) -> list[str]:
        return [
            *self.lengths(self.program.forward, self.program.arguments),
            *map(self.line, self.program.forward),
        ]

    def backward_lines(self) -> list[str]:
        return [
            *self.lengths(self.program.backward, self._at_hand(self.saved)),
            *map(self.line, self.program.backward),
        ]

    def gradient(self, name: str) -> str:
        """The name of the gradient by a variable in the code."""
        found = self.program.gradients[name]
        assert isinstance(found, f.Symbol)
        return self.code_name(found.name)


def renamed(formula: f.Formula, names: Mapping[str, str], given: Collection[str]) -> f.Formula:
    """A formula with its symbols called as they are in code; what is computed there has no axes of length 1."""
    if isinstance(formula, f.Symbol):
        if formula.name in given:
            return formula
        name = names.get(formula.name, formula.name)
        return f.Symbol(name, formula.rows, formula.columns, f.axes(formula), formula.properties)
    return rebuild(formula, lambda part: renamed(part, names, given))


def _code_names(program: Program) -> dict[str, str]:
    """dX for X̄, where nothing else is called so."""
    lines = (*program.forward, *program.backward)
    symbols = [line.symbol.name for line in lines]
    taken = {*symbols, *(each.name for each in program.arguments), program.upstream.name}
    found: dict[str, str] = {}
    for line in program.backward:
        wanted = f"d{line.of}"
        if line.of and wanted not in taken and wanted not in found.values():
            found[line.symbol.name] = wanted
    return found


def _dimension_names(formula: f.Formula) -> frozenset[str]:
    return names_in(formula) - {piece.name for piece in pieces(formula) if isinstance(piece, f.Symbol)}


def _place_of(name: str, variables: Iterable[Variable]) -> str | None:
    """Where a length is found: X.shape[1]."""
    for variable in variables:
        for axis, dimension in enumerate(variable.shape):
            if str(dimension) == name:
                return f"{variable.name}.shape[{axis}]"
    return None


def _without_length(name: str) -> Refused:
    return Refused(f"no argument of the program has {name} for a length", hint=f"Give {name} a number.")


def words(code: str) -> frozenset[str]:
    """The names and numbers that stand in code."""
    kept = (letter if letter.isidentifier() or letter.isdigit() else " " for letter in code)
    return frozenset("".join(kept).split())
