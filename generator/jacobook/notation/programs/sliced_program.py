"""Programs for arrays of more than two axes: functions of one slice, and functions that call them for all slices.

NumPy's go through the slices in a loop, those of JAX and PyTorch are mapped over axes (`jax.vmap`, `torch.vmap`). The
backward pass computes again what it needs of the forward pass: of that only the arguments are kept.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from textwrap import indent
from typing import ClassVar

from jacobook.errors import Refused
from jacobook.language.expression import Variable
from jacobook.notation.programs.libraries import JaxFunctions, NumpyWriter, TorchFunctions, function_of_lines
from jacobook.notation.programs.program import Program

_OWN = ("found", "values", "gradients", "forward_of_slice", "backward_of_slice", "layer", "Layer", "zip", "sum")


@dataclass(frozen=True, slots=True)
class ProgramLevel:
    """One axis along which arguments are sliced: the name of each slice with that of the whole and the axis.

    `value` is the axis of the value, and `gradients` those of the gradients; None for what is added up. `upstream` are
    the names of the upstream gradient and of its slice. `length` is the name of how many slices there are, where the
    program needs it.
    """

    sliced: Mapping[str, tuple[str, int]]
    value: int | None
    gradients: tuple[int | None, ...]
    upstream: tuple[str, str]
    length: str = ""


@dataclass(frozen=True, slots=True)
class SlicedProgram:
    """A program by slices: that of one slice, and the levels of slices from the outermost on."""

    part: Program
    arguments: tuple[Variable, ...]
    wrt: tuple[str, ...]
    upstream: str
    levels: tuple[ProgramLevel, ...]


def written_by_slices(program: SlicedProgram, library: str) -> str:
    """The source of a program by slices for a library by name. Raises `Refused`."""
    names = {*(each.name for each in program.arguments), program.upstream}
    for level in program.levels:
        names |= {*level.sliced, *level.upstream} | ({level.length} if level.length else set())
    if met := sorted(names & {*_OWN, "saved", "forward", "backward", "ctx", "np", "jnp", "jax", "torch"}):
        raise Refused(
            f"the name {met[0]!r} cannot stand in a program, where it is another thing's",
            hint="Give what it names another name.",
        )
    return _WRITERS[library](program).written()


class _Writer(ABC):
    functions: ClassVar[type[NumpyWriter]]

    def __init__(self, program: SlicedProgram) -> None:
        self.program = program
        self.part = self.functions(program.part)

    def written(self) -> str:
        bodies = [self.part.functions("forward_of_slice", "backward_of_slice", self._lengths)]
        for level in reversed(range(len(self.program.levels))):
            bodies += [self._values(level), self._gradients(level)]
        bodies += self.whole()
        body = "\n\n\n".join(bodies)
        imports = self.part.imported(body)
        return f"{imports}\n\n\n{body}\n" if imports else f"{body}\n"

    # --- names
    @property
    def arguments(self) -> str:
        return ", ".join(each.name for each in self.program.arguments)

    def _names(self, level: int) -> list[str]:
        """The arguments of the functions of a level: slices, what is not sliced, and the lengths known by then."""
        found = []
        for argument in self.program.arguments:
            name = argument.name
            for each in self.program.levels[:level]:
                name = next((part for part, (whole, _) in each.sliced.items() if whole == name), name)
            found.append(name)
        return found + [each.length for each in self.program.levels[:level] if each.length]

    @property
    def _lengths(self) -> list[str]:
        return [each.length for each in self.program.levels if each.length]

    def _function(self, name: str, level: int) -> str:
        return name if not level else f"{name}_{level}"

    def _inner(self, level: int) -> tuple[str, str]:
        """The value and the gradients of a slice on the next level."""
        upstream = self.program.levels[level].upstream[1]
        if level + 1 == len(self.program.levels):
            # A slice may meet its variables in another order than the whole.
            given = self.part.argument_names
            return (
                f"forward_of_slice({given})[0]",
                f"backward_of_slice({', '.join([f'forward_of_slice({given})[1]', upstream, *self._lengths])})",
            )
        given = ", ".join(self._names(level + 1))
        return (
            f"{self._function('values', level + 1)}({given})",
            f"{self._function('gradients', level + 1)}({given}, {upstream})",
        )

    def _length(self, level: int) -> list[str]:
        each = self.program.levels[level]
        whole, axis = next(iter(each.sliced.values()))
        return [f"{each.length} = {whole}.shape[{axis}]"] if each.length else []

    def _over(self, level: int, *, upstream: bool) -> list[tuple[str, str, int]]:
        each = self.program.levels[level]
        found = [(part, whole, axis) for part, (whole, axis) in each.sliced.items()]
        if upstream and each.value is not None:
            found.append((each.upstream[1], each.upstream[0], each.value))
        return found

    # --- functions
    def _values(self, level: int) -> str:
        each, (value, _) = self.program.levels[level], self._inner(level)
        found = self.mapped(value, self._over(level, upstream=False), [each.value])
        lines = [*self._length(level), f"return {self.put_together(found, each.value)}"]
        return function_of_lines(f"{self._function('values', level)}({', '.join(self._names(level))})", lines)

    def _gradients(self, level: int) -> str:
        each, (_, gradients) = self.program.levels[level], self._inner(level)
        found = self.mapped(gradients, self._over(level, upstream=True), each.gradients)
        head = f"{self._function('gradients', level)}({', '.join([*self._names(level), each.upstream[0]])})"
        if len(each.gradients) == 1:
            lines = [f"return {self.put_together(found, each.gradients[0])}"]
        else:
            parts = (self.put_together(f"found[{n}]", axis) for n, axis in enumerate(each.gradients))
            lines = [f"found = {self.several(found)}", f"return {', '.join(parts)}"]
        return function_of_lines(head, [*self._length(level), *lines])

    @abstractmethod
    def mapped(self, code: str, over: Sequence[tuple[str, str, int]], kept: Sequence[int | None]) -> str:
        """The code of a slice for all of them: one after the other, or put together along the axes that are kept."""

    @abstractmethod
    def put_together(self, code: str, axis: int | None) -> str:
        """What the slices give, along an axis or added up."""

    def several(self, code: str) -> str:
        """What the slices give of several things, each for all slices."""
        return code

    @abstractmethod
    def whole(self) -> list[str]:
        """The functions that a reader calls."""

    def _returned(self, missing: str) -> list[str]:
        """The lines that return the gradients, with something else for other arguments."""
        call = f"gradients({self.arguments}, {self.program.upstream})"
        order = [each.name for each in self.program.arguments]
        if list(self.program.wrt) == order and len(order) > 1:
            return [f"return {call}"]
        places = {name: n for n, name in enumerate(self.program.wrt)}
        one = "found" if len(places) == 1 else "found[{0}]"
        listed = [one.format(places[name]) if name in places else missing for name in order]
        return [f"found = {call}", f"return {', '.join(listed)}{',' if len(listed) == 1 else ''}"]


class _Numpy(_Writer):
    functions: ClassVar[type[NumpyWriter]] = NumpyWriter

    def mapped(self, code: str, over: Sequence[tuple[str, str, int]], kept: Sequence[int | None]) -> str:  # noqa: ARG002
        arrays = [whole if axis == 0 else f"np.moveaxis({whole}, {axis}, 0)" for _, whole, axis in over]
        names = ", ".join(name for name, _, _ in over)
        together = arrays[0] if len(over) == 1 else f"zip({', '.join(arrays)})"
        return f"[{code} for {names} in {together}]"

    def several(self, code: str) -> str:
        return f"list(zip(*{code}))"

    def put_together(self, code: str, axis: int | None) -> str:
        if axis is None:
            return f"sum({code})"
        return f"np.stack({code}{f', axis={axis}' if axis else ''})"

    def whole(self) -> list[str]:
        arguments, upstream = self.arguments, self.program.upstream
        kept = f"({arguments},)" if len(self.program.arguments) == 1 else f"({arguments})"
        target = f"{arguments}," if len(self.program.arguments) == 1 else arguments
        return [
            function_of_lines(f"forward({arguments})", [f"return values({arguments}), {kept}"]),
            function_of_lines(
                f"backward(saved, {upstream})", [f"{target} = saved", f"return gradients({arguments}, {upstream})"]
            ),
        ]


class _Mapped(_Writer):
    mapping: ClassVar[str]
    inside: ClassVar[str]
    outside: ClassVar[str]

    def mapped(self, code: str, over: Sequence[tuple[str, str, int]], kept: Sequence[int | None]) -> str:
        places, results = [axis for _, _, axis in over], [axis or 0 for axis in kept]
        options = f", {self.inside}={_same_or_all(places)}" if any(places) else ""
        options += f", {self.outside}={_same_or_all(results)}" if any(results) else ""
        names = ", ".join(name for name, _, _ in over)
        return f"{self.mapping}(lambda {names}: {code}{options})({', '.join(whole for _, whole, _ in over)})"

    def put_together(self, code: str, axis: int | None) -> str:
        return code if axis is not None else f"{code}.sum(0)"


def _same_or_all(axes: Sequence[int]) -> int | tuple[int, ...]:
    return axes[0] if len(set(axes)) == 1 else tuple(axes)


class _Jax(_Mapped):
    functions: ClassVar[type[NumpyWriter]] = JaxFunctions
    mapping: ClassVar[str] = "jax.vmap"
    inside: ClassVar[str] = "in_axes"
    outside: ClassVar[str] = "out_axes"

    def whole(self) -> list[str]:
        arguments, one = self.arguments, len(self.program.arguments) == 1
        kept = f"({arguments},)" if one else f"({arguments})"
        return [
            "@jax.custom_vjp\n" + function_of_lines(f"layer({arguments})", [f"return values({arguments})"]),
            function_of_lines(f"forward({arguments})", [f"return values({arguments}), {kept}"]),
            function_of_lines(
                f"backward(saved, {self.program.upstream})",
                [f"{arguments}{',' if one else ''} = saved", *self._returned("None")],
            ),
            "layer.defvjp(forward, backward)",
        ]


class _Torch(_Mapped):
    functions: ClassVar[type[NumpyWriter]] = TorchFunctions
    mapping: ClassVar[str] = "torch.vmap"
    inside: ClassVar[str] = "in_dims"
    outside: ClassVar[str] = "out_dims"

    def whole(self) -> list[str]:
        program, arguments = self.program, self.arguments
        numbers = [each.name for each in program.arguments if not each.shape and each.name not in program.wrt]
        tensors = [each.name for each in program.arguments if each.name not in numbers]
        forward = [
            f"ctx.save_for_backward({', '.join(tensors)})",
            *(f"ctx.{name} = {name}" for name in numbers),
            f"return values({arguments})",
        ]
        backward = [
            f"{', '.join(tensors)}{',' if len(tensors) == 1 else ''} = ctx.saved_tensors",
            *(f"{name} = ctx.{name}" for name in numbers),
            *self._returned("None"),
        ]
        methods = (
            "@staticmethod\n" + function_of_lines(f"forward(ctx, {arguments})", forward),
            "@staticmethod\n" + function_of_lines(f"backward(ctx, {program.upstream})", backward),
        )
        return ["class Layer(torch.autograd.Function):\n" + indent("\n\n".join(methods), "    ")]


_WRITERS: Mapping[str, type[_Writer]] = {"numpy": _Numpy, "jax": _Jax, "torch": _Torch}

__all__ = ["ProgramLevel", "SlicedProgram", "written_by_slices"]
