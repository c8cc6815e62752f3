"""JAX code: NumPy's, by the names of `jnp`, with JAX's own stable functions. Precision is the caller's switch."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import ClassVar

from jacobook.layout.formulas.formula import Formula, MatrixForm
from jacobook.notation.array_code import ArrayPrinter
from jacobook.notation.bound_names import parts
from jacobook.notation.code import Binding, Code, closed


class JaxPrinter(ArrayPrinter):
    """Formulas as JAX code, for `jnp` and `jax`."""

    notation: ClassVar[str] = "jax"
    module: ClassVar[str] = "jnp"
    medium: ClassVar[str] = "JAX"
    reserved: ClassVar[frozenset[str]] = frozenset({"jnp", "jax"})

    def floating(self, code: Code) -> Code:
        if code.array:
            return code
        return Code(f"1.0 * {closed(code, Binding.POWER)}", Binding.TERM, array=False)

    def differentiated(self, name: str, by: Sequence[int]) -> str:
        for position in by:
            name = f"jax.jacobian({name}, {position})" if position else f"jax.jacobian({name})"
        return name

    def entrywise_derivative(self, name: str, order: int) -> str:
        entry = self.names.fresh("t")
        for _ in range(order):
            name = f"jax.grad(lambda {entry}: jnp.sum({name}({entry})))"
        return name

    def created(self, name: str, *arguments: str) -> Code:
        return self.library(name, *arguments)

    def triangular_solved(self, system: str, right: str, rank: int, *, lower: bool) -> Code:  # noqa: ARG002
        return Code(f"jax.scipy.linalg.solve_triangular({system}, {right}{', lower=True' if lower else ''})")

    def indicator(self, condition: str, *, array: bool) -> Code:  # noqa: ARG002 (`where` takes numbers too)
        return self.library("where", condition, "1.0", "0.0")


def to_jax(formula: Formula, question: Collection[str] = ()) -> str:
    """A formula as one JAX expression; `question` are the names of whatever stands beside it.

    Raises `Refused` for entries, sums over indices and derivatives' symbols, and for what is named as the library is.
    """
    return JaxPrinter.naming([formula], question).code(formula)


def form(answer: MatrixForm, question: Collection[str] = ()) -> str:
    """An answer as one JAX expression. Raises `Refused`."""
    return JaxPrinter.naming(parts(answer.definitions, answer.formula), question).form(answer)


__all__ = ["JaxPrinter", "form", "to_jax"]
