"""Programs for NumPy, JAX and PyTorch: two functions, a `jax.custom_vjp`, a `torch.autograd.Function`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from textwrap import indent
from typing import ClassVar

from jacobook.layout.backpropagation.adjoints import Line
from jacobook.layout.backpropagation.sharing import names_used
from jacobook.notation.code import Code
from jacobook.notation.jax import JaxPrinter
from jacobook.notation.numpy import NumpyPrinter
from jacobook.notation.programs.economy import EconomicalPrinter
from jacobook.notation.programs.program import Program, ProgramWriter, words
from jacobook.notation.torch import TorchPrinter


class _Numpy(EconomicalPrinter, NumpyPrinter):
    pass


class _Jax(EconomicalPrinter, JaxPrinter):
    pass


class _Torch(EconomicalPrinter, TorchPrinter):
    def created(self, name: str, *arguments: str) -> Code:
        return self.library(name, *arguments, f"dtype={self.like}.dtype", f"device={self.like}.device")

    def indicator(self, condition: str, *, array: bool) -> Code:
        test = f"({condition})" if array else f"torch.as_tensor({condition})"
        return Code(f"{test}.to({self.like}.dtype)")


class NumpyWriter(ProgramWriter):
    """Two functions: forward(…) -> (value, saved), backward(saved, G) -> gradients."""

    printer: ClassVar[type[EconomicalPrinter]] = _Numpy
    imports: ClassVar[Mapping[str, str]] = {
        "np.": "import numpy as np",
        "scipy.special": "import scipy.special",
        "scipy.linalg": "import scipy.linalg",
    }

    def written(self) -> str:
        body = self.functions("forward", "backward")
        return _whole(self.imported(body), body)

    def functions(self, forward: str, backward: str, lengths: Sequence[str] = ()) -> str:
        """The two functions under these names; lengths among the arguments are arguments of both."""
        program, saved = self.program, self.saved
        lines = [*self.forward_lines(), f"return {self.value_code}, {_tuple(saved)}"]
        gradients = ", ".join(self.gradient(each.name) for each in program.wrt)
        unpacked = [f"{_targets(saved)} = saved"] if saved else []
        back = [*unpacked, *self.backward_lines(), f"return {gradients}"]
        return "\n\n\n".join(
            (
                function_of_lines(f"{forward}({self.argument_names})", lines),
                function_of_lines(f"{backward}({', '.join(['saved', program.upstream.name, *lengths])})", back),
            )
        )


class JaxWriter(ProgramWriter):
    """A `jax.custom_vjp` called layer, with its two rules forward and backward."""

    printer: ClassVar[type[EconomicalPrinter]] = _Jax
    imports: ClassVar[Mapping[str, str]] = {"jax.": "import jax", "jnp.": "import jax.numpy as jnp"}

    def written(self) -> str:
        program, saved, arguments = self.program, self.saved, self.argument_names
        wanted = {each.name for each in program.wrt}
        gradients = _tuple([self.gradient(v.name) if v.name in wanted else "None" for v in program.arguments])
        forward = [*self.forward_lines(), f"return {self.value_code}, {_tuple(saved)}"]
        unpacked = [f"{_targets(saved)} = saved"] if saved else []
        backward = [*unpacked, *self.backward_lines(), f"return {gradients}"]
        body = "\n\n\n".join(
            (
                "@jax.custom_vjp\n" + function_of_lines(f"layer({arguments})", [f"return forward({arguments})[0]"]),
                function_of_lines(f"forward({arguments})", forward),
                function_of_lines(f"backward(saved, {program.upstream.name})", backward),
                "layer.defvjp(forward, backward)",
            )
        )
        return _whole(self.imported(body), body)


class TorchWriter(ProgramWriter):
    """A `torch.autograd.Function` called Layer.

    Where its backward pass is differentiated once more, what was computed on the way is computed again from the
    arguments, since a saved value would count as a constant.
    """

    printer: ClassVar[type[EconomicalPrinter]] = _Torch
    imports: ClassVar[Mapping[str, str]] = {"torch.": "import torch"}

    def written(self) -> str:
        program = self.program
        scalars = [v.name for v in program.arguments if not v.shape and v not in program.wrt]
        saved = [name for name in self.saved if name not in scalars]
        again = self._again(saved)
        given = [v.name for v in program.arguments if v.name not in scalars]
        needed = {word for line in again for word in given if word in words(line)}
        saved = [*(name for name in given if name in saved or name in needed), *(n for n in saved if n not in given)]
        kept = [name for name in scalars if name in self.saved or any(name in words(line) for line in again)]
        save = [f"ctx.{name} = {name}" for name in kept]
        forward = [
            *self.forward_lines(),
            *([f"ctx.save_for_backward({', '.join(saved)})"] if saved else []),
            *save,
            f"return {self.value_code}",
        ]
        unpacked = [f"{_targets(saved)} = ctx.saved_tensors"] if saved else []
        unpacked += [f"{name} = ctx.{name}" for name in kept]
        if again:
            again = ["if torch.is_grad_enabled():  # differentiated once more", *("    " + line for line in again)]
        wanted = {each.name for each in program.wrt}
        gradients = ", ".join(self.gradient(v.name) if v.name in wanted else "None" for v in program.arguments)
        backward = [*unpacked, *again, *self.backward_lines(), f"return {gradients}"]
        body = "class Layer(torch.autograd.Function):\n" + indent(
            "\n\n".join(
                (
                    "@staticmethod\n" + function_of_lines(f"forward(ctx, {self.argument_names})", forward),
                    "@staticmethod\n" + function_of_lines(f"backward(ctx, {program.upstream.name})", backward),
                )
            ),
            "    ",
        )
        return _whole(self.imported(body), body)

    def _again(self, saved: list[str]) -> list[str]:
        """The forward lines of saved steps that are neither arguments nor the value."""
        program = self.program
        arguments = {each.name for each in program.arguments}
        wanted = {name for name in saved if name not in arguments and name != program.value.name}
        if not wanted:
            return []
        lines: list[Line] = []
        for line in reversed(program.forward[:-1]):
            if line.symbol.name in wanted:
                lines.insert(0, line)
                wanted |= {name for name in names_used([line.meaning]) if name not in arguments}
        sizes = self.lengths(lines, program.arguments)
        return [*sizes, *map(self.code, lines)]


def _tuple(names: Sequence[str]) -> str:
    return f"({_targets(names)})"


def _targets(names: Sequence[str]) -> str:
    return ", ".join(names) + ("," if len(names) == 1 else "")


def function_of_lines(head: str, lines: list[str]) -> str:
    """A function in Python with these lines."""
    return f"def {head}:\n" + indent("\n".join(lines), "    ")


def _whole(imports: str, body: str) -> str:
    return f"{imports}\n\n\n{body}\n" if imports else f"{body}\n"


class JaxFunctions(NumpyWriter):
    """The two functions that NumPy has, in JAX."""

    printer: ClassVar[type[EconomicalPrinter]] = _Jax
    imports: ClassVar[Mapping[str, str]] = JaxWriter.imports


class TorchFunctions(NumpyWriter):
    """The two functions that NumPy has, in PyTorch."""

    printer: ClassVar[type[EconomicalPrinter]] = _Torch
    imports: ClassVar[Mapping[str, str]] = TorchWriter.imports


WRITERS: Mapping[str, type[ProgramWriter]] = {"numpy": NumpyWriter, "torch": TorchWriter, "jax": JaxWriter}


def written(program: Program, library: str) -> str:
    """The source of a program for a library by name."""
    return WRITERS[library](program).written()


__all__ = ["WRITERS", "JaxFunctions", "NumpyWriter", "TorchFunctions", "function_of_lines", "written"]
