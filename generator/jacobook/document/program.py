"""The program on a rule's page: NumPy code that states the answer and checks it against differences, as it stands."""

from __future__ import annotations

from collections.abc import Iterable

from jacobook.derivation import Derivation
from jacobook.language.dimension import Dimension
from jacobook.language.expression import Call, Expression, Variable, walk
from jacobook.language.functions import FUNCTIONS
from jacobook.notation.numpy import to_numpy

# Small and pairwise different, so that a transpose in the wrong place cannot pass.
_SIZES = {"m": 2, "n": 3, "p": 4, "q": 5}
_OTHER_SIZES = (6, 7, 8, 9, 10, 11, 12, 13)

# A matrix of random entries made into one with the property.
_MADE = {
    "positive definite": "{0} = {0} @ {0}.T + np.eye({1})",
    "orthogonal": "{0} = np.linalg.qr({0})[0]",
    "diagonal": "{0} = np.diag(np.diag({0}))",
    "symmetric": "{0} = {0} + {0}.T",
    "skew": "{0} = {0} - {0}.T",
}

_DIFFERENCES = '''\
def differences({function}, {variable}, step={step}):
    """Central differences: the last axis runs over the entries of {variable}."""
    columns = []
    for index in np.ndindex(np.shape({variable})):
        change = np.zeros(np.shape({variable}))
        change[index] = step
        columns.append(({function}({variable} + change) - {function}({variable} - change)) / (2 * step))
    return np.stack(columns, axis=-1)'''


def numpy_program(derivation: Derivation) -> str:
    """A program that builds inputs, states the answer in both layouts and asserts that differences agree with it."""
    inputs = [line for variable in derivation.variables.values() for line in _input(variable, derivation.expression)]
    name = next(name for name in ("f", "y", "value", "function") if name not in derivation.variables)
    arguments = ", ".join(dict.fromkeys(variable.name for variable in derivation.wrt))
    answers = (derivation.numerator, derivation.denominator)
    blocks = [
        [
            *_sizes([*derivation.variables.values()], derivation.expression),
            "random = np.random.default_rng(0)",
            *inputs,
        ],
        [f"def {name}({arguments}):", f"    return {to_numpy(derivation.value)}"],
        [f"{answer.layout} = {answer.numpy}" for answer in answers],
        _DIFFERENCES.format(function=name, variable=arguments[0], step="1e-6").splitlines(),
        [
            f"expected = {_expected(derivation, name)}",
            *(
                f"assert np.allclose(np.reshape({answer.layout}, ({answer.rows}, {answer.columns})), expected{turned})"
                for answer, turned in zip(answers, ("", ".T"), strict=True)
            ),
        ],
    ]
    code = "\n\n".join("\n".join(block) for block in blocks)
    libraries = "import numpy as np\n" + ("import scipy\n" if "scipy." in code else "")
    return f"{libraries}\n{code}\n"


def _sizes(variables: list[Variable], expression: Expression) -> list[str]:
    shapes = [node.shape for node in walk(expression)] + [variable.shape for variable in variables]
    names = sorted({name for shape in shapes for dimension in shape for name in dimension.symbols})
    others = iter(_OTHER_SIZES)
    sizes = [_SIZES.get(name) or next(others) for name in names]
    return [f"{', '.join(names)} = {', '.join(map(str, sizes))}"] if names else []


def _input(variable: Variable, expression: Expression) -> list[str]:
    size = _tuple(variable.shape)
    argument = f"size={size}" if variable.shape else ""
    if "positive" in variable.properties or _has_a_domain(expression):
        drawn = f"random.uniform(0.2, 0.9{', ' + argument if argument else ''})"
    else:
        drawn = f"random.normal({argument})"
    made = next((made for name, made in _MADE.items() if name in variable.properties), None)
    lines = [f"{variable.name} = {drawn}"]
    return [*lines, made.format(variable.name, variable.shape[0])] if made else lines


def _has_a_domain(expression: Expression) -> bool:
    return any(isinstance(node, Call) and bool(FUNCTIONS[node.function].domain) for node in walk(expression))


def _tuple(shape: Iterable[Dimension]) -> str:
    sides = list(map(str, shape))
    return sides[0] if len(sides) == 1 else f"({', '.join(sides)})"


def _expected(derivation: Derivation, name: str) -> str:
    """The differences, arranged as the numerator layout is."""
    numerator = derivation.numerator
    shape = f"({numerator.rows}, {numerator.columns})"
    if derivation.order == 2:
        first, second = derivation.wrt
        function = name if first == second else f"lambda {second.name}: {name}({first.name}, {second.name})"
        inner = f"differences({function}, {second.name}, 1e-4)"
        return f"differences(lambda {first.name}: {inner}, {first.name}, 1e-4).reshape{shape}"
    (variable,) = derivation.wrt
    ranks = (len(derivation.expression.shape), len(variable.shape))
    if ranks == (0, 2):
        return f"differences({name}, {variable.name}).reshape({', '.join(map(str, variable.shape))}).T"
    if sum(ranks) <= 2:
        return f"differences({name}, {variable.name}).reshape{shape}"
    # vec runs column by column, NumPy row by row: the entries of the transposes come in the order of vec.
    transposed = f"lambda {variable.name}: np.transpose({name}({variable.name}.T)).ravel()"
    return f"differences({transposed}, {variable.name}.T).reshape{shape}"
