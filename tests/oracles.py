"""What is true, computed another way: values by JAX, index forms by einsum, and random points to compare at."""

from __future__ import annotations

import string
from fractions import Fraction

import numpy as np
import scipy
import sympy

from jacobook.calculus import index_form as i
from jacobook.language.expression import Call, Constant, Expression, Number, Size, Variable
from jacobook.language.functions import ELEMENTWISE, FUNCTIONS

SIZES = ({"n": 3, "m": 4, "p": 2, "q": 5}, {"n": 4, "m": 2, "p": 5, "q": 3})


def sample(variables: dict[str, Variable], sizes: dict[str, int], seed: int) -> dict[str, np.ndarray]:
    """Values between 0.3 and 1.2, some negative unless declared positive; square matrices are far from singular."""
    rng = np.random.default_rng(seed)
    values = {}
    for name, variable in variables.items():
        shape = [dimension.size(sizes) for dimension in variable.shape]
        value = rng.uniform(0.3, 1.2, shape)
        if "positive" not in variable.properties:
            value = value * np.where(rng.random(shape) < 0.3, -1, 1)
        if len(shape) == 2 and shape[0] == shape[1]:
            value = value / 3 + np.eye(shape[0])
            if "symmetric" in variable.properties:
                value = (value + value.T) / 2
        values[name] = value
    return values


def _jax_functions():
    import jax
    import jax.numpy as jnp

    def diag(v):
        return jnp.diag(v)

    return {
        "add": lambda a, b: a + b,
        "subtract": lambda a, b: a - b,
        "multiply": lambda a, b: a * b,
        "divide": lambda a, b: a / b,
        "power": lambda a, b: a**b,
        "matmul": lambda a, b: a @ b,
        "transpose": lambda a: a.T,
        "negate": lambda a: -a,
        "sum": jnp.sum,
        "mean": jnp.mean,
        "dot": lambda a, b: jnp.sum(a * b),
        "norm": lambda a: jnp.sqrt(jnp.sum(a * a)),
        "trace": jnp.trace,
        "det": jnp.linalg.det,
        "inv": jnp.linalg.inv,
        "diag": diag,
        "outer": jnp.outer,
        "logdet": lambda a: jnp.log(jnp.linalg.det(a)),
        "norm1": lambda a: jnp.sum(jnp.abs(a)),
        "prod": jnp.prod,
        "logsumexp": jax.nn.logsumexp,
        "softmax": jax.nn.softmax,
        "kron": jnp.kron,
        "vec": lambda a: a.T.reshape(-1),
        "matrix_power": lambda a, k: jnp.linalg.matrix_power(a, int(k)),
        "where": lambda c, a, b: c * a + (1 - c) * b,
        "gelu": lambda t: jax.nn.gelu(t, approximate=False),
        "silu": jax.nn.silu,
        "mish": jax.nn.mish,
        "sigmoid": jax.nn.sigmoid,
        "softplus": jax.nn.softplus,
        "relu": jax.nn.relu,
        "erf": jax.scipy.special.erf,
        "greater": lambda a, b: jnp.where(a > b, 1.0, 0.0),
        "greater_equal": lambda a, b: jnp.where(a >= b, 1.0, 0.0),
        "less": lambda a, b: jnp.where(a < b, 1.0, 0.0),
        "less_equal": lambda a, b: jnp.where(a <= b, 1.0, 0.0),
        **{
            name: getattr(jnp, name)
            for name in [
                "exp",
                "log",
                "sin",
                "cos",
                "tan",
                "arcsin",
                "arccos",
                "arctan",
                "sinh",
                "cosh",
                "tanh",
                "sqrt",
                "abs",
                "sign",
                "maximum",
                "minimum",
            ]
        },
    }


def jax_value(expression: Expression, values, sizes: dict[str, int]):
    """The value of an expression by JAX, from its typed nodes alone."""
    import jax.numpy as jnp

    functions = _jax_functions()

    def value(node):
        match node:
            case Variable():
                return values[node.name]
            case Number():
                return float(node.value)
            case Size():
                return float(node.dimension.size(sizes))
            case Constant():
                return jnp.pi
            case Call(function="eye"):
                return jnp.eye(node.shape[0].size(sizes))
            case Call(function="ones" | "zeros" as kind):
                return getattr(jnp, kind)([d.size(sizes) for d in node.shape])
            case Call():
                return functions[node.function](*map(value, node.arguments))

    return value(expression)


def jax_derivative(expression: Expression, wrt, values, sizes: dict[str, int]) -> np.ndarray:
    """The derivative by JAX: axes of the value first, then those of each variable in turn."""
    import jax

    def function(at):
        return jax_value(expression, {**values, **at}, sizes)

    for variable in wrt:
        function = _by(jax, function, variable.name)
    return np.asarray(function({variable.name: values[variable.name] for variable in wrt}))


def _by(jax, function, name):
    def derivative(at):
        return jax.jacfwd(lambda moved: function({**at, name: moved}))(at[name])

    return derivative


def einsum_value(array: i.Array, values, sizes: dict[str, int]) -> np.ndarray:
    """The entries of an index form, each term by NumPy's einsum."""
    shape = [dimension.size(sizes) for dimension in array.shape]
    total = np.zeros(shape)
    for term in array.terms:
        letters = string.ascii_letters[: len(term.dimensions)]
        operands, subscripts = [1.0], [""]
        for index, dimension in enumerate(term.dimensions):
            operands.append(np.ones(dimension.size(sizes)))
            subscripts.append(letters[index])
        for element in term.factors:
            operands.append(_tensor_value(element.tensor, values, sizes))
            subscripts.append("".join(letters[index] for index in element.indices))
        spec = ",".join(subscripts) + "->" + letters[: array.rank]
        total = total + float(Fraction(term.coefficient)) * np.einsum(spec, *operands, optimize="greedy")
    return total


def _tensor_value(tensor: i.Tensor, values, sizes):
    match tensor:
        case i.VariableTensor():
            return np.asarray(values[tensor.name], float)
        case i.Identity() | i.HeldDelta():
            return np.eye(tensor.dimension.size(sizes))
        case i.SizeTensor():
            return float(tensor.dimension.size(sizes))
        case i.ConstantTensor():
            return np.pi
        case i.Fusion():
            slow, fast = tensor.slow.size(sizes), tensor.fast.size(sizes)
            return np.eye(slow * fast).reshape(slow * fast, slow, fast)
        case i.ProductOfEntries():
            return np.prod(einsum_value(tensor.array, values, sizes))
        case i.Group():
            return einsum_value(tensor.array, values, sizes)
        case i.Inverse():
            return np.linalg.inv(einsum_value(tensor.matrix, values, sizes))
        case i.Determinant():
            return np.linalg.det(einsum_value(tensor.matrix, values, sizes))
        case i.Power():
            exponent = tensor.exponent
            if isinstance(exponent, i.Array):
                return einsum_value(tensor.base, values, sizes) ** einsum_value(exponent, values, sizes)
            return einsum_value(tensor.base, values, sizes) ** float(exponent)
        case i.Apply():
            arguments = [einsum_value(argument, values, sizes) for argument in tensor.arguments]
            return _elementwise(tensor.function)(*arguments)
    raise AssertionError(f"no oracle for {type(tensor).__name__}")


def _elementwise(name: str):
    assert FUNCTIONS[name].kind == ELEMENTWISE
    t, s = sympy.symbols("t s", real=True)
    definition = sympy.sympify(FUNCTIONS[name].definition, locals={"t": t, "s": s})
    return np.vectorize(sympy.lambdify([t, s][: FUNCTIONS[name].arity], definition, "scipy"), otypes=[float])


def in_numerator_layout(array, value_rank, ranks):
    """The derivative's array, value first, as the matrix that numerator layout makes of it."""
    if array.ndim > 2:
        last = next(rank for rank in reversed(ranks) if rank)
        split = array.ndim - last
        rows, columns = array.shape[:split], array.shape[split:]
        turned = array.transpose(*range(split)[::-1], *range(split, array.ndim)[::-1])
        return turned.reshape(int(np.prod(rows)), int(np.prod(columns)))
    if array.ndim == 2:
        return array.T if value_rank == 0 else array
    return array.reshape(-1, 1) if value_rank else array.reshape(1, -1)


def same_in_both_layouts(derivation, array, values, sizes) -> bool:
    """Assert that the printed NumPy code gives a derivative's array in both layouts; False where that is not finite."""
    ranks = [len(variable.shape) for variable in derivation.wrt]
    want = in_numerator_layout(array, len(derivation.expression.shape), ranks)
    if not np.isfinite(want).all():
        return False
    names = {**sizes, **values, "np": np, "scipy": scipy}
    for answer, expected in ((derivation.numerator, want), (derivation.denominator, want.T)):
        got = np.asarray(eval(answer.numpy, names), float)  # noqa: S307 - our own code
        assert got.size == expected.size, answer.numpy
        if got.ndim == 2:
            assert got.shape == expected.shape, answer.numpy
        scale = max(1.0, np.abs(expected).max(initial=0))
        np.testing.assert_allclose(got.reshape(expected.shape), expected, rtol=1e-7, atol=1e-8 * scale)
    return True
