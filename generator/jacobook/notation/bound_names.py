"""The names in a piece of code: those of the question, and those that a printer makes, which never meet.

Whatever a printer puts into code by name beside what the reader gave (the parameter of a lambda, the variable of a
comprehension, a library, a function of Python's own) goes through here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import chain, count

from jacobook.errors import Refused
from jacobook.language.functions import FUNCTIONS
from jacobook.layout.formulas.formula import (
    Apply,
    Commutation,
    Definition,
    Filled,
    FiniteSum,
    Formula,
    FunctionDerivative,
    FunctionValue,
    Identity,
    NamedFunction,
    Part,
    Size,
    Symbol,
)
from jacobook.layout.formulas.measure import pieces


@dataclass(frozen=True, slots=True)
class BoundNames:
    """The names that code in one medium may not bind, because the question means something by them."""

    medium: str
    taken: frozenset[str]

    @classmethod
    def of(
        cls,
        medium: str,
        libraries: Collection[str],
        formulas: Iterable[Formula],
        question: Collection[str] = (),
    ) -> BoundNames:
        """The names of some formulas and of the question that they answer.

        Raises `Refused` where one of them is the name of a library that the medium's code calls.
        """
        taken = frozenset(question).union(*map(names_in, formulas))
        if met := sorted(taken & frozenset(libraries)):
            raise _refused(met[0], medium, "it is the library's")
        return cls(medium, taken)

    def fresh(self, wanted: str) -> str:
        """A name that means nothing in the question: the one that is wanted, or that with a number."""
        return next(name for name in chain([wanted], (f"{wanted}_{k}" for k in count(1))) if name not in self.taken)

    def builtin(self, name: str) -> str:
        """A function of Python's own, by its name. Raises `Refused` where the question has something of that name."""
        if name in self.taken:
            raise _refused(name, self.medium, "it is a function of Python's own")
        return name


def _refused(name: str, medium: str, reason: str) -> Refused:
    return Refused(
        f"the name {name!r} cannot stand in {medium} code, where {reason}", hint="Give what it names another name."
    )


def names_in(formula: Formula) -> frozenset[str]:
    """Every name in a formula: of variables, dimensions, declared functions, and indices of sums over powers."""
    found: set[str] = set()
    for piece in pieces(formula):
        match piece:
            case NamedFunction(name=name) if name in FUNCTIONS:
                found |= {*piece.rows.names, *piece.columns.names}
            case Symbol() | NamedFunction() | FunctionValue():
                found |= {piece.name, *piece.rows.names, *piece.columns.names}
            case Identity() | Filled() | Apply() | FunctionDerivative():
                found |= {*piece.rows.names, *piece.columns.names}
            case Part():
                for cut in (piece.row, piece.column):
                    if cut is not None:
                        found |= {*cut.start.names, *cut.length.names} | ({cut.index} if cut.index else set())
            case Size(dimension=dimension):
                found |= set(dimension.names)
            case Commutation(m=m, n=n):
                found |= {*m.names, *n.names}
            case FiniteSum(index=index):
                found.add(index)
            case _:
                pass
    return frozenset(found)


def parts(definitions: Iterable[Definition], formula: Formula) -> tuple[Formula, ...]:
    """The formulas of an answer, with those that say what its names mean."""
    return (formula, *(part for each in definitions for part in (each.symbol, each.meaning)))


__all__ = ["BoundNames", "names_in", "parts"]
