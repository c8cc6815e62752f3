"""What an answer is a function of: the variables of its question with their shapes, and the sizes that follow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from inspect import Parameter, Signature
from typing import Protocol

from jacobook.errors import JacobookError
from jacobook.language.declaration import TANGENT
from jacobook.language.declared_function import DeclaredFunction
from jacobook.language.dimension import Dimension, Shape, shape_text
from jacobook.language.expression import Expression, Variable, variables
from jacobook.language.grammar import ParsedExpression
from jacobook.proof.points.points import whole_exponents

Lengths = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Arguments:
    """The variables of a question, and the functions that it declares, in the order in which they are passed.

    `whole` are the variables that count factors, and so are whole numbers; `dimensions` are all names of lengths.
    `rank` is how many axes the value and the variables differentiated by have together. Numbers are real unless
    they `may_be_complex`.
    """

    variables: tuple[Variable, ...]
    functions: tuple[DeclaredFunction, ...] = ()
    whole: frozenset[str] = frozenset()
    dimensions: frozenset[str] = frozenset()
    rank: int = 2
    may_be_complex: bool = False

    @property
    def places(self) -> frozenset[str]:
        """The variables that name places along an axis, and so are whole numbers from zero."""
        return frozenset(variable.name for variable in self.variables if "index" in variable.properties)

    @property
    def sizes(self) -> tuple[str, ...]:
        """The names of lengths that no argument's shape tells, so that they are passed too."""
        axes = [dimension for variable in self.variables for dimension in variable.shape]
        known: set[str] = set()
        while new := {name for axis in axes if (name := _only_unknown(axis, known)) is not None}:
            known |= new
        return tuple(sorted(self.dimensions - known))

    @property
    def signature(self) -> Signature:
        """Variables and functions by position or by name, lengths by name alone."""
        names = [*(each.name for each in self.variables), *(each.name for each in self.functions)]
        return Signature(
            [
                *(Parameter(name, Parameter.POSITIONAL_OR_KEYWORD) for name in names),
                *(Parameter(name, Parameter.KEYWORD_ONLY) for name in self.sizes),
            ]
        )

    def measured(self, shapes: Mapping[str, Lengths], given: Mapping[str, int]) -> dict[str, int]:
        """The lengths that dimensions have for arrays of these shapes. Raises `JacobookError` for one that misfits."""
        found: dict[str, _Found] = {name: _Found(length, name) for name, length in given.items()}
        for variable in self.variables:
            _refuse_other_axes(variable, shapes[variable.name])
        waiting = [
            (variable, axis, length)
            for variable in self.variables
            for axis, length in zip(variable.shape, shapes[variable.name], strict=True)
        ]
        while waiting:
            solved = [each for each in waiting if _unknown(each[1], found) <= 1]
            if not solved:
                break
            for variable, axis, length in solved:
                _solve(variable, axis, length, shapes[variable.name], found)
            waiting = [each for each in waiting if each not in solved]
        return {name: one.length for name, one in found.items()}

    def described(self) -> Iterator[str]:
        """A line for each argument, with its shape."""
        for variable in self.variables:
            said = "a whole number" if variable.name in self.whole else array_text(variable.shape)
            yield ", ".join([f"{variable.name}: {said}", *sorted(variable.properties)])
        yield from (f"{function.name}: a function ({_kind(function)})" for function in self.functions)
        yield from (f"{name}: a length" for name in self.sizes)


class Question(Protocol):
    """What is asked: an expression and what to differentiate it by."""

    @property
    def expression(self) -> Expression: ...
    @property
    def parsed(self) -> ParsedExpression: ...
    @property
    def wrt(self) -> tuple[Variable, ...]: ...
    @property
    def names(self) -> frozenset[str]: ...


def arguments_of(question: Question) -> Arguments:
    """The arguments of an answer: the variables as they first stand in the question, then those of a constant."""
    declared, functions = question.parsed.variables, tuple(question.parsed.functions.values())
    order = dict.fromkeys((*variables(question.expression), *declared))
    dimensions = question.names - order.keys() - {function.name for function in functions}
    shapes = (question.expression.shape, *(variable.shape for variable in question.wrt))
    used = tuple(declared[name] for name in order if name in declared and TANGENT not in declared[name].properties)
    return Arguments(used, functions, whole_exponents(question.expression), dimensions, sum(map(len, shapes)))


def array_text(shape: Shape) -> str:
    """What has a shape, in words: a number, an array with the shape (m, n)."""
    return f"an array with the shape {_tuple(shape)}" if shape else "a number"


@dataclass(frozen=True, slots=True)
class _Found:
    """A length, with the argument that has it."""

    length: int
    by: str


def _tuple(shape: Iterable[object]) -> str:
    listed = ", ".join(map(str, shape))
    return f"({listed})" if "," in listed else f"({listed},)" if listed else "()"


def _kind(function: DeclaredFunction) -> str:
    if not function.arguments:
        return function.kind
    return f"{', '.join(map(shape_text, function.arguments))} -> {shape_text(function.result)}"


def _only_unknown(axis: Dimension, known: set[str]) -> str | None:
    unknown = set(axis.names) - known
    return unknown.pop() if len(unknown) == 1 else None


def _unknown(axis: Dimension, found: Mapping[str, _Found]) -> int:
    return len(set(axis.names) - found.keys())


def _refuse_other_axes(variable: Variable, lengths: Lengths) -> None:
    if len(lengths) != len(variable.shape):
        got = f"has the shape {_tuple(lengths)}" if lengths else "is a number"
        hint = ""
        if len(variable.shape) == 1 and len(lengths) == 2 and 1 in lengths:
            hint = f"Its entries as a vector are {variable.name}.ravel()."
        raise JacobookError(f"{variable.name} {got}; expected {array_text(variable.shape)}", hint=hint)
    if 0 in lengths:
        raise JacobookError(f"{variable.name} has the shape {_tuple(lengths)}: it has no entries")


def _solve(variable: Variable, axis: Dimension, length: int, lengths: Lengths, found: dict[str, _Found]) -> None:
    """The one unknown length of an axis; or, without one, that its length is right."""
    unknown = next((name for name in axis.names if name not in found), "")
    # The length is a · unknownᵏ + b.
    known_sizes = {name: one.length for name, one in found.items()}
    rest = axis.size(known_sizes | {unknown: 0})
    power = max((names.count(unknown) for names, _ in axis.monomials), default=0) if unknown else 0
    factor = axis.size(known_sizes | {unknown: 1}) - rest
    fits = factor and (length - rest) % factor == 0 and (length - rest) // factor > 0
    root = _root((length - rest) // factor, power) if power and fits else None
    if (root is None) if power else (rest != length):
        known = [f"{name} = {found[name].length}" + _of(found[name], name) for name in axis.names if name in found]
        told = f" with {' and '.join(dict.fromkeys(known))}" if known else ""
        raise JacobookError(f"{variable.name} has the shape {_tuple(lengths)}; expected {_tuple(variable.shape)}{told}")
    if unknown and root is not None:
        found[unknown] = _Found(root, variable.name)


def _of(found: _Found, name: str) -> str:
    return f" as in {found.by}" if found.by != name else ""


def _root(value: int, power: int) -> int | None:
    """The natural number whose power this is; 1 for the power 0."""
    if power == 0:
        return 1
    near = round(value ** (1 / power))
    return next((root for root in (near - 1, near, near + 1) if root > 0 and root**power == value), None)
