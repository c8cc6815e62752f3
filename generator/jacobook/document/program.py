"""The program on a rule's page: NumPy code that states the answer and checks it against differences, as it stands."""

from __future__ import annotations

from fractions import Fraction

from jacobook.derivation import Derivation
from jacobook.document.numbers import Numbers
from jacobook.language.expression import Variable
from jacobook.notation.numpy import to_numpy

_DIFFERENCES = '''\
def differences({function}, {variable}, step={step}):
    """Central differences: the last axis runs over the entries of {variable}."""
    columns = []
    for index in np.ndindex(np.shape({variable})):
        change = np.zeros(np.shape({variable}))
        change[index] = step
        columns.append(({function}({variable} + change) - {function}({variable} - change)) / (2 * step))
    return np.stack(columns, axis=-1)'''


def numpy_program(derivation: Derivation, numbers: Numbers) -> str:
    """A program with the inputs of an example, the answer in both layouts, and assertions that differences agree."""
    variables = derivation.variables
    name = next(name for name in ("f", "y", "value", "function") if name not in variables)
    arguments = tuple(dict.fromkeys(variable.name for variable in derivation.wrt))
    answers = (derivation.numerator, derivation.denominator)
    sizes = numbers.sizes
    step = "1e-6" if derivation.order == 1 else "1e-4"
    blocks = [
        [
            *([f"{', '.join(sizes)} = {', '.join(map(str, sizes.values()))}"] if sizes else []),
            *(f"{variable.name} = {_array(variable, numbers)}" for variable in variables.values()),
        ],
        [f"def {name}({', '.join(arguments)}):", f"    return {to_numpy(derivation.value)}"],
        [f"{answer.layout} = {answer.numpy}" for answer in answers],
        _DIFFERENCES.format(function=name, variable=arguments[0], step=step).splitlines(),
        [
            f"expected = {_expected(derivation, name)}",
            *(
                f"assert np.allclose(np.reshape({answer.layout}, ({answer.rows}, {answer.columns})), expected{turned}"
                + (")" if derivation.order == 1 else ", atol=1e-5)")
                for answer, turned in zip(answers, ("", ".T"), strict=True)
            ),
        ],
    ]
    code = "\n\n".join("\n".join(block) for block in blocks)
    libraries = "import numpy as np\n" + ("import scipy\n" if "scipy." in code else "")
    return f"{libraries}\n{code}\n"


def _array(variable: Variable, numbers: Numbers) -> str:
    rows = [[_number(entry) for entry in row] for row in numbers.inputs[variable.name]]
    match len(variable.shape):
        case 0:
            return rows[0][0]
        case 1:
            return f"np.array([{', '.join(row[0] for row in rows)}])"
        case _:
            return f"np.array([{', '.join('[' + ', '.join(row) + ']' for row in rows)}])"


def _number(entry: Fraction) -> str:
    return repr(float(entry))


def _expected(derivation: Derivation, name: str) -> str:
    """The differences, arranged as the numerator layout is."""
    numerator = derivation.numerator
    shape = f"({numerator.rows}, {numerator.columns})"
    if derivation.order == 2:
        first, second = derivation.wrt
        function = name if first == second else f"lambda {second.name}: {name}({first.name}, {second.name})"
        inner = f"differences({function}, {second.name})"
        return f"differences(lambda {first.name}: {inner}, {first.name}).reshape{shape}"
    (variable,) = derivation.wrt
    ranks = (len(derivation.expression.shape), len(variable.shape))
    if ranks == (0, 2):
        return f"differences({name}, {variable.name}).reshape({', '.join(map(str, variable.shape))}).T"
    if sum(ranks) <= 2:
        return f"differences({name}, {variable.name}).reshape{shape}"
    # vec runs column by column, NumPy row by row: the entries of the transposes come in the order of vec.
    transposed = f"lambda {variable.name}: np.transpose({name}({variable.name}.T)).ravel()"
    return f"differences({transposed}, {variable.name}.T).reshape{shape}"
