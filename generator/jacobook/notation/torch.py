"""PyTorch code, in double precision. Its functions take tensors only, so Python numbers are made tensors first."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import ClassVar

from jacobook.layout.formulas.formula import Formula, MatrixForm
from jacobook.notation.array_code import ArrayPrinter
from jacobook.notation.bound_names import parts
from jacobook.notation.code import Binding, Code, closed

# What is made anew lies in memory row by row.
_FRESH = ("torch.eye(", "torch.ones(", "torch.kron(")


class TorchPrinter(ArrayPrinter):
    """Formulas as PyTorch code, for `torch`."""

    notation: ClassVar[str] = "torch"
    module: ClassVar[str] = "torch"
    medium: ClassVar[str] = "PyTorch"
    reserved: ClassVar[frozenset[str]] = frozenset({"torch"})
    strict: ClassVar[bool] = True
    cross_product: ClassVar[str] = "linalg.cross"

    def rowwise(self, vector: str) -> str:
        return f"{vector}.expand(3, 3)" if vector.isidentifier() else f"({vector}).expand(3, 3)"

    def differentiated(self, name: str, by: Sequence[int]) -> str:
        for position in by:
            name = f"torch.func.jacrev({name}, {position})" if position else f"torch.func.jacrev({name})"
        return name

    def entrywise_derivative(self, name: str, order: int) -> str:
        entry = self.names.fresh("t")
        for _ in range(order):
            name = f"torch.func.grad(lambda {entry}: torch.sum({name}({entry})))"
        return name

    def created(self, name: str, *arguments: str) -> Code:
        return self.library(name, *arguments, "dtype=torch.double")

    def laid_out(self, code: Code) -> Code:
        # torch.kron fails where the operands' strides do not fit together (pytorch/pytorch issues 54135 and 185650).
        text = code.text
        named = text.removesuffix("[:, None]").removesuffix("[None, :]").isidentifier()
        made = code.binding is Binding.ATOM and text.startswith(_FRESH) and text.endswith(")")
        return code if named or made else Code(f"{closed(code)}.contiguous()")

    def floating(self, code: Code) -> Code:
        return code if code.array else Code(f"torch.as_tensor({code.text}, dtype=torch.double)")

    def indicator(self, condition: str, *, array: bool) -> Code:
        return Code(f"({condition}).double()" if array else f"torch.as_tensor({condition}).double()")

    def chosen(self, condition: str, values: Sequence[Code], *, array: bool) -> Code:
        test = condition if array else f"torch.as_tensor({condition})"
        return super().chosen(test, [self.floating(value) for value in values], array=array)


def to_torch(formula: Formula, question: Collection[str] = ()) -> str:
    """A formula as one PyTorch expression; `question` are the names of whatever stands beside it.

    Raises `Refused` for entries, sums over indices and derivatives' symbols, and for what is named as the library is.
    """
    return TorchPrinter.naming([formula], question).code(formula)


def form(answer: MatrixForm, question: Collection[str] = ()) -> str:
    """An answer as one PyTorch expression. Raises `Refused`."""
    return TorchPrinter.naming(parts(answer.definitions, answer.formula), question).form(answer)


__all__ = ["TorchPrinter", "form", "to_torch"]
