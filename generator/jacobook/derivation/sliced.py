"""A question of arrays with more than two axes as the question of one slice, where axes only come along."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from jacobook.derivation.question import Question
from jacobook.language.expression import Variable, variables
from jacobook.language.slice_by_slice import Slice, in_slices
from jacobook.layout.formulas import formula as f
from jacobook.layout.formulas.statement import named
from jacobook.notation.bound_names import names_in
from jacobook.notation.names import printed_alike
from jacobook.notation.sliced import Loop, Sliced

_LETTERS = ("i", "j", "k", "l", "r", "t", "n", "m", "a", "b", "d", "e")
MOST_LEVELS = 4


@dataclass(frozen=True)
class SlicedQuestion:
    """A question whose arrays are taken apart along some axes, one level after the other; `indices` are their names.

    `part` is the question of one slice.
    """

    whole: Question
    levels: tuple[Slice, ...]
    indices: tuple[str, ...]

    @cached_property
    def part(self) -> Question:
        """The question of one slice, which has at most two axes."""
        question, expression = self.whole, self.levels[-1].expression
        known = {**question.variables, **variables(expression)}
        by = tuple(self._part_of(variable) for variable in question.wrt)
        parsed = replace(question.parsed, expression=expression, variables={**known, **{v.name: v for v in by}})
        return Question(parsed, by, question.projected)

    def name_of(self, name: str) -> str:
        """The name of the slice of a variable; its own where it has none of the axes."""
        for level in self.levels:
            name = next((part for part, (whole, _) in level.variables.items() if whole == name), name)
        return name

    def indices_of(self, name: str) -> tuple[str, ...]:
        """The names of the places at which a variable is sliced."""
        found = []
        for level, index in zip(self.levels, self.indices, strict=True):
            part = next((part for part, (whole, _) in level.variables.items() if whole == name), None)
            found += [] if part is None else [index]
            name = part or name
        return tuple(found)

    def _part_of(self, variable: Variable) -> Variable:
        name = self.name_of(variable.name)
        known = variables(self.levels[-1].expression)
        return known.get(name, variable)

    @property
    def value_symbol(self) -> f.Symbol:
        """The symbol of one slice of the value: Y_i."""
        name = "_".join((self.whole.value_symbol.name, *self.value_indices))
        return named(name, self.part.expression.shape)

    @property
    def value_indices(self) -> tuple[str, ...]:
        """The names of the places on axes of the value."""
        return tuple(i for level, i in zip(self.levels, self.indices, strict=True) if level.axis is not None)

    # --- what an answer is for
    def loops(self, kept: Mapping[str, int], beside: Mapping[str, Mapping[str, Sliced]]) -> tuple[Loop, ...]:
        """The loops over all places: `kept` says along which axis of an answer they stay; the others are added up.

        `beside` are names that an answer has beside the variables, by index: those of upstream gradients and tangents.
        """
        found = []
        for level, index in zip(self.levels, self.indices, strict=True):
            over = tuple((part, whole, axis) for part, (whole, axis) in level.variables.items())
            found.append(Loop(index, level.length, (*over, *beside.get(index, {}).values()), kept.get(index)))
        return tuple(found)

    def axes_of(self, name: str) -> dict[str, int]:
        """For each index of a variable the axis along which it is sliced, of what is left of it there."""
        found = {}
        for level, index in zip(self.levels, self.indices, strict=True):
            for part, (whole, axis) in level.variables.items():
                if whole == name:
                    found[index], name = axis, part
                    break
        return found

    def axes_of_value(self) -> dict[str, int]:
        """For each index of the value the axis that it is, of what is left of the value there."""
        pairs = zip(self.levels, self.indices, strict=True)
        return {index: level.axis for level, index in pairs if level.axis is not None}

    def slices_of(self, name: str, axes: Mapping[str, int]) -> dict[str, dict[str, Sliced]]:
        """By index, the slice of something that is sliced along these axes: G as G_i, and that as G_ij."""
        found: dict[str, dict[str, Sliced]] = {}
        for index in self.indices:
            if index in axes:
                found[index] = {name: (f"{name}_{index}", name, axes[index])}
                name = f"{name}_{index}"
        return found

    @property
    def legend(self) -> str:
        """What the names of slices mean, in a sentence."""
        told = []
        for index, length in zip(self.indices, (level.length for level in self.levels), strict=True):
            by_axis: dict[int, list[str]] = {}
            for name, places in self.places.items():
                for axis, each in enumerate(places):
                    if each == index:
                        by_axis.setdefault(axis, []).append(name)
            along = " and ".join(
                f"{_ORDINALS[axis]} axis of {_listed(names)}" for axis, names in sorted(by_axis.items())
            )
            told.append(f"{index} = 1, …, {length.label} counts the {along}")
        return "; ".join(told)

    @cached_property
    def places(self) -> dict[str, tuple[str | None, ...]]:
        """For each variable that is sliced, the index on each of its axes; None on those that a slice keeps."""
        found: dict[str, tuple[str | None, ...]] = {}
        for name, variable in self.whole.variables.items():
            places = _placed(len(variable.shape), self.axes_of(name))
            if any(places):
                found[name] = places
        if self.value_indices:
            shape = self.whole.expression.shape
            found[self.whole.value_symbol.name] = _placed(len(shape), self.axes_of_value())
        return found

    def renamed(self, form: f.MatrixForm) -> dict[str, str]:
        """For the names that a form defines those with the indices on which they depend."""
        subscripts = {self.name_of(name): self.indices_of(name) for name in self.whole.variables}
        return dict(_with_indices(form, subscripts, self.indices))


def _placed(rank: int, axes: Mapping[str, int]) -> tuple[str | None, ...]:
    """The index on each of so many axes, by the axis that each takes away of what is left."""
    left = list(range(rank))
    places: list[str | None] = [None] * rank
    for index, axis in axes.items():
        places[left.pop(axis)] = index
    return tuple(places)


def _with_indices(
    form: f.MatrixForm, subscripts: Mapping[str, tuple[str, ...]], order: tuple[str, ...]
) -> Iterator[tuple[str, str]]:
    known = dict(subscripts)
    for definition in form.definitions:
        met = {index for name in names_in(definition.meaning) for index in known.get(name, ())}
        own = tuple(index for index in order if index in met)
        known[definition.symbol.name] = own
        yield definition.symbol.name, "_".join((definition.symbol.name, *own))


_ORDINALS = ("first", "second", "third", "fourth")


def _listed(names: list[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def sliced(question: Question) -> SlicedQuestion | None:
    """The question in slices; None where operations tie these together, and for derivatives of higher order."""
    if question.order != 1:
        return None
    indices = _indices(question)
    levels = None if indices is None else in_slices(question.expression, indices)
    if not levels or indices is None:
        return None
    found = SlicedQuestion(question, levels, indices[: len(levels)])
    names = question.names | variables(levels[-1].expression).keys() | set(found.indices)
    if printed_alike(names) or len(found.part.wrt[0].shape) > 2:
        return None
    return found


def _indices(question: Question) -> tuple[str, ...] | None:
    """Names for the places on axes, none of which ends a name of the question."""
    met = question.avoided | {ending for name in question.avoided for ending in name.split("_")[1:]}
    free = tuple(letter for letter in _LETTERS if letter not in met)
    return free[:MOST_LEVELS] if len(free) >= MOST_LEVELS else None
