"""PyTorch code, in double precision. Its functions take tensors only, so Python numbers are made tensors first."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import ClassVar

from jacobook.errors import Refused
from jacobook.language.conjugates import COMPLEX
from jacobook.language.dimension import ONE, Dimension
from jacobook.layout.formulas.formula import Apply, Block, Cut, Formula, MatrixForm, Number, Symbol, axes
from jacobook.notation.array_code import ArrayPrinter
from jacobook.notation.bound_names import parts
from jacobook.notation.code import Binding, Code, closed
from jacobook.notation.function_names import pattern_of

# What is made anew lies in memory row by row.
_FRESH = ("torch.eye(", "torch.ones(", "torch.kron(")


_PARTS = frozenset({"abs", "real", "imag", "angle"})
"""Functions of complex numbers whose values are real."""

_OF_COMPLEX = _PARTS | {
    *("conj", "exp", "sin", "cos", "tan", "sinh", "cosh", "tanh", "asin", "acos", "atan", "asinh", "acosh", "atanh"),
    *("sqrt", "log", "log1p", "expm1", "sigmoid", "prod", "cumprod"),
}
"""Functions that PyTorch has of complex numbers; all others stand at real values, and take these as real numbers."""


class TorchPrinter(ArrayPrinter):
    """Formulas as PyTorch code, for `torch`."""

    notation: ClassVar[str] = "torch"
    module: ClassVar[str] = "torch"
    medium: ClassVar[str] = "PyTorch"
    reserved: ClassVar[frozenset[str]] = frozenset({"torch"})
    strict: ClassVar[bool] = True
    cross_product: ClassVar[str] = "linalg.cross"

    @property
    def numbers(self) -> str:
        """The type of what is made of Python's numbers."""
        return "torch.cdouble" if self.of_complex else "torch.double"

    def symbol(self, formula: Symbol) -> Code:
        code = super().symbol(formula)
        # What is bound is made of complex numbers already.
        is_one = formula.name in self.bound or not formula.properties.isdisjoint(COMPLEX | {"index"})
        if not self.of_complex or not code.array or is_one:
            return code
        # PyTorch multiplies no real array by a complex one.
        return Code(f"{code.text}.to({self.numbers})")

    def apply(self, formula: Apply) -> Code:
        code = super().apply(formula)
        is_part = formula.function in _PARTS and axes(formula) > 0
        return Code(f"{closed(code)}.to({self.numbers})") if is_part and self.of_complex else code

    def called(self, name: str, arguments: Sequence[Formula]) -> Code:
        code = super().called(name, arguments)
        if not self.of_complex or not self.takes_real(name) or pattern_of(name, self.notation, self.module) is None:
            return code
        return Code(f"{closed(code)}.to({self.numbers})", array=code.array)

    def takes_real(self, name: str) -> bool:
        return name not in _OF_COMPLEX

    def real_part(self, code: Code) -> Code:
        return Code(f"{closed(code)}.real", array=code.array)

    def _forward(self, code: Code, cuts: Sequence[tuple[Cut | None, Dimension]]) -> Code:
        turned = [axis for axis, (cut, _) in enumerate(cuts) if cut is not None and cut.step < 0]
        if not turned:
            return code
        raise Refused("a slice with a negative step has no form in PyTorch code")

    def block(self, formula: Block) -> Code:
        only_numbers = all(isinstance(part, Number) for row in formula.grid for part in row)

        def tensor(part: Formula) -> str:
            code = self.visit(part)
            standing = self._standing(part, code) if axes(part) == 1 and axes(formula) == 2 else code
            # Whole numbers alone would be an integer matrix, by which PyTorch multiplies no other.
            kind = ", dtype=torch.double" if only_numbers else ""
            return f"torch.as_tensor({standing.text}{kind})" if axes(part) == 0 else standing.text

        if ONE in (formula.rows, formula.columns):
            return self.library("hstack", f"[{', '.join(map(tensor, formula.parts))}]")
        rows = [f"torch.hstack([{', '.join(map(self._of_row(tensor, row), row))}])" for row in formula.grid]
        return self.library("vstack", f"[{', '.join(rows)}]")

    @staticmethod
    def _of_row(tensor: Callable[[Formula], str], row: Sequence[Formula]) -> Callable[[Formula], str]:
        """A number beside others with two axes has two too."""
        mixed = any(axes(part) for part in row)
        return lambda part: f"{tensor(part)}.reshape(1, 1)" if mixed and not axes(part) else tensor(part)

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
        return self.library(name, *arguments, f"dtype={self.numbers}")

    def triangular_solved(self, system: str, right: str, rank: int, *, lower: bool) -> Code:
        # PyTorch takes right-hand sides with two axes and no others.
        columns = right if rank == 2 else f"{closed(Code(right, Binding.SUM))}[:, None]"
        solved = f"torch.linalg.solve_triangular({system}, {columns}, upper={not lower})"
        return Code(solved if rank == 2 else f"{solved}[:, 0]")

    def laid_out(self, code: Code) -> Code:
        # torch.kron fails where the operands' strides do not fit together (pytorch/pytorch issues 54135 and 185650).
        text = code.text
        named = text.removesuffix("[:, None]").removesuffix("[None, :]").isidentifier()
        made = code.binding is Binding.ATOM and text.startswith(_FRESH) and text.endswith(")")
        return code if named or made else Code(f"{closed(code)}.contiguous()")

    def floating(self, code: Code) -> Code:
        return code if code.array else Code(f"torch.as_tensor({code.text}, dtype={self.numbers})")

    def indicator(self, condition: str, *, array: bool) -> Code:
        test = f"({condition})" if array else f"torch.as_tensor({condition})"
        return Code(f"{test}.to({self.numbers})" if self.of_complex else f"{test}.double()")

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
