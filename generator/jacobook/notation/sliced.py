"""Answers slice by slice: for which slices they hold, in words; and as code for all slices together."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from jacobook.errors import Refused
from jacobook.language.dimension import Dimension
from jacobook.layout.formulas import formula as f
from jacobook.notation import latex, mathml, spoken, text, typst
from jacobook.notation.bound_names import BoundNames
from jacobook.notation.code import dimension_code

Sliced = tuple[str, str, int]
"""The name of a slice, that of what it is a slice of, and along which axis of that."""


@dataclass(frozen=True, slots=True)
class Loop:
    """An index, how many places it has, and what is sliced there.

    `axis` is that of the answer along which the slices are put together; None where they are added up.
    """

    index: str
    length: Dimension
    over: tuple[Sliced, ...]
    axis: int | None


def for_each(loops: Sequence[Loop], notation: str) -> str:
    """For which places an answer holds: "for each i = 1, …, b", to follow it; empty where for none."""
    each = [loop for loop in loops if loop.axis is not None]
    if not each:
        return ""
    return _PHRASES[notation]([(f.Symbol(loop.index), f.Size(loop.length)) for loop in each])


def _in_text(ranges: Sequence[tuple[f.Formula, f.Formula]]) -> str:
    return "for each " + " and ".join(f"{text.to_text(i)} = 1, …, {text.to_text(n)}" for i, n in ranges)


def _in_words(ranges: Sequence[tuple[f.Formula, f.Formula]]) -> str:
    return "for each " + " and ".join(f"{spoken.to_spoken(i)} from 1 to {spoken.to_spoken(n)}" for i, n in ranges)


def _in_latex(ranges: Sequence[tuple[f.Formula, f.Formula]]) -> str:
    listed = (rf"{latex.to_latex(i)} = 1, \dots, {latex.to_latex(n)}" for i, n in ranges)
    return r"\quad \text{for each } " + r" \text{ and } ".join(listed)


def _in_typst(ranges: Sequence[tuple[f.Formula, f.Formula]]) -> str:
    return 'quad "for each" ' + ' "and" '.join(f"{typst.to_typst(i)} = 1, dots, {typst.to_typst(n)}" for i, n in ranges)


def _in_mathml(ranges: Sequence[tuple[f.Formula, f.Formula]]) -> str:
    listed = (
        f"{mathml.to_mathml(i)}<mo>=</mo><mn>1</mn><mo>,</mo><mi>…</mi><mo>,</mo>{mathml.to_mathml(n)}"
        for i, n in ranges
    )
    return "<mspace width='1em'/><mtext>for each </mtext>" + "<mtext> and </mtext>".join(listed)


_PHRASES = {"text": _in_text, "latex": _in_latex, "typst": _in_typst, "spoken": _in_words, "mathml": _in_mathml}


def code_of_all(code: str, loops: Sequence[Loop], notation: str, names: Collection[str]) -> str:
    """The code of a slice as that of all, put together or added up. Raises `Refused` where a library cannot say it."""
    if notation not in _LIBRARIES:
        raise Refused(f"an answer slice by slice has no {notation} code", hint="NumPy, JAX and PyTorch have it.")
    library = _LIBRARIES[notation](BoundNames(notation, frozenset(names)))
    for loop in reversed(loops):
        if (whole := next((w for part, w, axis in loop.over if part == code and axis == loop.axis), None)) is not None:
            code = whole
            continue
        code = library.all_of(code, loop, [each for each in loop.over if _holds(code, each[0])])
    return code


def _holds(code: str, name: str) -> bool:
    words = "".join(letter if letter == "_" or letter.isalnum() else " " for letter in code).split()
    return name in words


@dataclass(frozen=True, slots=True)
class _Library(ABC):
    """How a library does something for all slices."""

    names: BoundNames

    @abstractmethod
    def all_of(self, code: str, loop: Loop, over: Sequence[Sliced]) -> str:
        """The code of one slice for all."""


class _Numpy(_Library):
    def all_of(self, code: str, loop: Loop, over: Sequence[Sliced]) -> str:
        if loop.axis is None:
            return f"{self.names.builtin('sum')}({code} {self._each(loop, over)})"
        axis = f", axis={loop.axis}" if loop.axis else ""
        return f"np.stack([{code} {self._each(loop, over)}]{axis})"

    def _each(self, loop: Loop, over: Sequence[Sliced]) -> str:
        if not over:
            return f"for _ in {self.names.builtin('range')}({dimension_code(loop.length)})"
        arrays = [whole if axis == 0 else f"np.moveaxis({whole}, {axis}, 0)" for _, whole, axis in over]
        if len(over) == 1:
            return f"for {over[0][0]} in {arrays[0]}"
        listed = ", ".join(name for name, _, _ in over)
        return f"for {listed} in {self.names.builtin('zip')}({', '.join(arrays)})"


@dataclass(frozen=True, slots=True)
class _Vmap(_Library):
    """A library that maps functions over axes."""

    module: str = ""
    mapping: str = ""
    inside: str = ""
    outside: str = ""
    number: str = "{0}"

    def all_of(self, code: str, loop: Loop, over: Sequence[Sliced]) -> str:
        if over:
            places = [axis for _, _, axis in over]
            options = f", {self.inside}={places[0] if len(set(places)) == 1 else tuple(places)}" if any(places) else ""
            options += f", {self.outside}={loop.axis}" if loop.axis else ""
            head = ", ".join(name for name, _, _ in over)
            arrays = ", ".join(whole for _, whole, _ in over)
            found = f"{self.mapping}(lambda {head}: {code}{options})({arrays})"
        else:
            axis = f", {'dim' if self.module == 'torch' else 'axis'}={loop.axis}" if loop.axis else ""
            every = f"{self.names.builtin('range')}({dimension_code(loop.length)})"
            found = f"{self.module}.stack([{self.number.format(code)} for _ in {every}]{axis})"
        return found if loop.axis is not None else f"{found}.sum(0)"


def _jax(names: BoundNames) -> _Library:
    return _Vmap(names, "jnp", "jax.vmap", "in_axes", "out_axes", "jnp.asarray({0})")


def _torch(names: BoundNames) -> _Library:
    return _Vmap(names, "torch", "torch.vmap", "in_dims", "out_dims", "torch.as_tensor({0})")


_LIBRARIES: Mapping[str, Callable[[BoundNames], _Library]] = {"numpy": _Numpy, "jax": _jax, "torch": _torch}
