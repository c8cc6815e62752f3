"""The program on a rule's page: NumPy code that states the answer and checks it against differences, as it stands."""

from __future__ import annotations

from jacobook.derivation import Derivation
from jacobook.document.numbers import Numbers
from jacobook.language.expression import Variable
from jacobook.notation.numpy import to_numpy
from jacobook.proof.points import whole_exponents

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
    counts = whole_exponents(derivation.expression)
    function = next(name for name in ("f", "y", "value", "function") if name not in variables)
    arguments = tuple(dict.fromkeys(variable.name for variable in derivation.wrt))
    answers = (derivation.numerator, derivation.denominator)
    sizes = numbers.sizes
    step, tolerance = ("1e-5", "1e-6") if derivation.order == 1 else ("1e-4", "1e-5")
    blocks = [
        [
            *([f"{', '.join(sizes)} = {', '.join(map(str, sizes.values()))}"] if sizes else []),
            *(
                f"{name} = {_array(variable, numbers, int if name in counts else float)}"
                for name, variable in variables.items()
            ),
        ],
        [f"def {function}({', '.join(arguments)}):", f"    return {to_numpy(derivation.value)}"],
        [f"{answer.layout} = {answer.numpy}" for answer in answers],
        _DIFFERENCES.format(function=function, variable=arguments[0], step=step).splitlines(),
        [
            f"expected = {_expected(derivation, function)}",
            *(
                f"assert np.allclose(np.reshape({answer.layout}, ({answer.rows}, {answer.columns})), expected{turned}"
                f", atol={tolerance})"
                for answer, turned in zip(answers, ("", ".T"), strict=True)
            ),
        ],
    ]
    code = "\n\n".join("\n".join(block) for block in blocks)
    libraries = "import numpy as np\n" + ("import scipy\n" if "scipy." in code else "")
    return f"{libraries}\n{code}\n"


def _array(variable: Variable, numbers: Numbers, kind: type[int | float]) -> str:
    rows = [[repr(kind(entry)) for entry in row] for row in numbers.inputs[variable.name]]
    match len(variable.shape):
        case 0:
            return rows[0][0]
        case 1:
            return f"np.array([{', '.join(row[0] for row in rows)}])"
        case _:
            return f"np.array([{', '.join('[' + ', '.join(row) + ']' for row in rows)}])"


def _expected(derivation: Derivation, name: str) -> str:
    """The differences, arranged as the numerator layout is."""
    numerator = derivation.numerator
    shape = f"({numerator.rows}, {numerator.columns})"
    if derivation.order == 2:
        first, second = derivation.wrt
        # NumPy runs row by row and vec column by column: a matrix is varied by way of its transpose.
        at_first, at_second = (v.name + ".T" * (len(v.shape) == 2) for v in derivation.wrt)
        if first == second:
            function, inner_at = (
                (name if at_first == first.name else f"lambda {first.name}: {name}({at_first})"),
                first.name,
            )
        else:
            function, inner_at = f"lambda {second.name}: {name}({at_first}, {at_second})", at_second
        inner = f"differences({function}, {inner_at})"
        return f"differences(lambda {first.name}: {inner}, {at_first}).reshape{shape}"
    (variable,) = derivation.wrt
    ranks = (len(derivation.expression.shape), len(variable.shape))
    if ranks == (0, 2):
        return f"differences({name}, {variable.name}).reshape({', '.join(map(str, variable.shape))}).T"
    if sum(ranks) <= 2:
        return f"differences({name}, {variable.name}).reshape{shape}"
    # The entries of the transposes come in the order of vec.
    transposed = f"lambda {variable.name}: np.transpose({name}({variable.name}.T)).ravel()"
    return f"differences({transposed}, {variable.name}.T).reshape{shape}"
