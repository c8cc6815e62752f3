"""The check of an answer by a complex variable within a program: the derivative along real and imaginary parts."""

from __future__ import annotations

from collections.abc import Callable

from jacobook.derivation import ComplexDerivation
from jacobook.errors import Refused
from jacobook.notation.bound_names import BoundNames

_DIFFERENCES = '''\
def differences({function}, {variable}, step=1e-5):
    """Central differences along real and imaginary parts: the last axis runs over the entries of {variable}."""
    columns = []
    for index in np.ndindex(np.shape({variable})):
        change = np.zeros(np.shape({variable}), dtype=complex)
        change[index] = step
        along = ({function}({variable} + change) - {function}({variable} - change)) / (2 * step)
        across = ({function}({variable} + 1j * change) - {function}({variable} - 1j * change)) / (2 * step)
        columns.append((along {sign} 1j * across) / 2)
    return np.stack(columns, axis=-1)'''

_WORDS = frozenset({"along", "across", "parts", "value", "real", "imaginary", "pair", "zip"})
"""What these programs call by name, beside what all do."""

_NUMPY = "assert np.allclose(np.reshape({answer}, ({rows}, {columns})), expected{turned}, atol=1e-6)"
_JAX = "assert jnp.allclose(jnp.reshape({answer}, ({rows}, {columns})), expected{turned})"
_TORCH = (
    "assert torch.allclose(torch.as_tensor({answer}, dtype=torch.cdouble).reshape({rows}, {columns}), expected{turned})"
)


def complex_check(derivation: ComplexDerivation, title: str, function: str) -> list[list[str]]:
    """The lines that check an answer, for a library by its title. Raises `Refused` where it cannot be checked there."""
    by = derivation.question.by
    if "complex" not in by.properties:
        raise Refused("programs about complex numbers differentiate with respect to complex variables")
    if met := sorted(derivation.names & _WORDS):
        raise Refused(f"the program has a {met[0]} of its own", hint="Give what it names another name.")
    value, variable = len(derivation.expression.shape), len(by.shape)
    if value + variable > 2:
        raise Refused("programs about complex numbers have no derivatives with more than two axes")
    if title not in _WAYS:
        raise Refused(f"derivatives with respect to complex variables are not checked with {title}")
    numerator = derivation.numerator
    turned = variable == 2
    shape = f"({', '.join(map(str, by.shape))}).T" if turned else f"({numerator.rows}, {numerator.columns})"
    blocks, pattern = _WAYS[title](derivation, function, shape)
    compared = [
        pattern.format(answer=answer.layout, rows=answer.rows, columns=answer.columns, turned=other)
        for answer, other in zip(derivation.answers, ("", ".T"), strict=True)
    ]
    return [*blocks[:-1], [*blocks[-1], *compared]]


Way = Callable[[ComplexDerivation, str, str], tuple[list[list[str]], str]]


def _by_differences(derivation: ComplexDerivation, function: str, shape: str) -> tuple[list[list[str]], str]:
    name = derivation.question.by.name
    written = _DIFFERENCES.format(function=function, variable=name, sign=_sign(derivation))
    return [written.splitlines(), [f"expected = differences({function}, {name}).reshape{shape}"]], _NUMPY


def _by_jax(derivation: ComplexDerivation, function: str, shape: str) -> tuple[list[list[str]], str]:
    """By automatic differentiation of a function of the two parts."""
    name = derivation.question.by.name
    x, y = map(BoundNames("JAX", derivation.names | {function}).fresh, ("x", "y"))
    moved = f"lambda {x}, {y}: {function}({x} + 1j * {y})"
    lines = [
        f"along, across = jax.jacfwd({moved}, (0, 1))(jnp.real({name}), jnp.imag({name}))",
        f"expected = ((along {_sign(derivation)} 1j * across) / 2).reshape{shape}",
    ]
    return [lines], _JAX


_PARTS = """\
def parts({x}, {y}):
    value = {function}(torch.complex({x}, {y})) * torch.ones((), dtype=torch.cdouble)
    return value.real, value.imag"""


def _by_torch(derivation: ComplexDerivation, function: str, shape: str) -> tuple[list[list[str]], str]:
    """By automatic differentiation of the two parts of the value, by those of the variable."""
    name = derivation.question.by.name
    x, y = map(BoundNames("PyTorch", derivation.names | {function}).fresh, ("x", "y"))
    lines = [
        f"real, imaginary = torch.autograd.functional.jacobian(parts, ({name}.real, {name}.imag))",
        "along, across = (torch.complex(*pair) for pair in zip(real, imaginary))",
        f"expected = ((along {_sign(derivation)} 1j * across) / 2).reshape{shape}",
    ]
    return [_PARTS.format(x=x, y=y, function=function).splitlines(), lines], _TORCH


def _sign(derivation: ComplexDerivation) -> str:
    """Of the imaginary direction: ∂/∂z = (∂/∂x − i ∂/∂y)/2, ∂/∂z̄ = (∂/∂x + i ∂/∂y)/2."""
    return "+" if derivation.question.is_by_conjugate else "-"


_WAYS: dict[str, Way] = {
    "NumPy": _by_differences,
    "JAX": _by_jax,
    "PyTorch": _by_torch,
}
