"""A derivative as a grid of entries, each with its symbol and number, and what a nudge of one input does to outputs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

from jacobook.derivation import Derivation
from jacobook.document.living.figure import GRID, Cell, Grid, LivingFigure, Quantity
from jacobook.document.living.sampling import Sampler, Table, compact, moved, packed, shown
from jacobook.document.pages.written_matrix import entries_of
from jacobook.document.setting.mathematics import Mathematics, mathematics, number
from jacobook.document.setting.mathematics import cell as printed
from jacobook.errors import LanguageError
from jacobook.language.dimension import Shape
from jacobook.language.expression import StackedVariable, Variable
from jacobook.layout.forms.orientation import orientation
from jacobook.layout.formulas.formula import Entry, Formula
from jacobook.layout.formulas.layouts import Layout
from jacobook.layout.formulas.statement import symbol

_NUDGES = tuple(Fraction(step, 10) for step in range(-10, 11))
_MOST_ENTRIES = 64
_TABLED = (Fraction(1, 10), Fraction(1))
Place = tuple[int, int]
_Effects = Sequence[list[float] | None]


@dataclass(frozen=True, slots=True)
class _Input:
    """One number that can be nudged: its variable, its place there, and the indices that it has in the derivative."""

    variable: Variable
    place: Place
    indices: tuple[str, ...]


def grid_figure(derivation: Derivation, at: str) -> LivingFigure:
    """The grid of a derivative whose lengths are numbers. Raises `LanguageError` where it cannot be shown."""
    if len(derivation.wrt) != 1:
        raise LanguageError("figure: grid is for one variable, or for several in brackets", hint="wrt: [x, y]")
    (variable,) = derivation.wrt
    value = derivation.expression.shape
    if any(dimension.names for shape in (value, variable.shape) for dimension in shape):
        raise LanguageError("figure: grid needs numbers as lengths", hint="for example where: x: 2")
    sampler = Sampler(derivation, at)
    here = sampler.here()
    inputs = _inputs(variable, sampler)
    outputs = _places(here.value)
    if len(inputs) * len(outputs) > _MOST_ENTRIES:
        raise LanguageError(f"figure: grid has room for {_MOST_ENTRIES} entries", hint="give smaller lengths")
    entries = _entries(derivation, here.slope)
    found = [[entries.get((*_indices(place, value), *one.indices)) for one in inputs] for place in outputs]
    values = [here.value[i][j] for i, j in outputs]
    numbers = [float(sampler.point[one.variable.name][one.place[0]][one.place[1]]) for one in inputs]
    effects = [[_moved(sampler, derivation, one, nudge, outputs) for nudge in _NUDGES] for one in inputs]
    results = tuple(
        Quantity(_name(derivation.value_symbol, _indices(place, value)), _number(each))
        for place, each in zip(outputs, values, strict=True)
    )
    causes = tuple(
        Quantity(_name(symbol(one.variable), _indices(one.place, one.variable.shape)), _number(each))
        for one, each in zip(inputs, numbers, strict=True)
    )
    rows, slopes = [], []
    for i, row in enumerate(found):
        if any(one is None for one in row):
            raise LanguageError("figure: grid cannot place the entries of this derivative")
        whole = [one for one in row if one is not None]
        rows.append(
            tuple(
                Cell(i, j, _partial(results[i].name, causes[j].name), entry, _number(slope))
                for j, (entry, slope) in enumerate(whole)
            )
        )
        slopes.append([slope for _, slope in whole])
    grid = Grid(results, causes, tuple(rows))
    return LivingFigure(
        GRID,
        ("Each entry says how fast one output changes with one input.",),
        packed(
            {
                "inputs": numbers,
                "outputs": values,
                "slopes": slopes,
                "nudges": [float(nudge) for nudge in _NUDGES],
                "effects": effects,
                "names": [[compact(one.name.text) for one in side] for side in (grid.inputs, grid.outputs)],
            }
        ),
        grid=grid,
        invitation="Choose an entry, and nudge its input.",
        heads=("input", "output", "nudge", "true change", "prediction"),
        rows=tuple(_table(grid, effects, values, slopes)),
    )


def _number(value: float) -> Mathematics:
    return number(value, exact=False)


def _places(rows: Sequence[Sequence[object]]) -> list[Place]:
    """The places of a number, a vector or a matrix, column by column as vec has them."""
    return [(i, j) for j in range(len(rows[0])) for i in range(len(rows))]


def _indices(place: Place, shape: Shape) -> tuple[str, ...]:
    return tuple(str(one + 1) for one in place[: len(shape)])


def _name(whole: Formula, indices: tuple[str, ...]) -> Mathematics:
    return mathematics(Entry(whole, indices) if indices else whole)


def _partial(output: Mathematics, by: Mathematics) -> Mathematics:
    """The symbol of one entry: ∂y₁/∂x₂."""
    return Mathematics(
        rf"\frac{{\partial {output.latex}}}{{\partial {by.latex}}}",
        f"(partial {output.typst}) / (partial {by.typst})",
        f"∂{output.text}/∂{by.text}",
        f"the partial derivative of {output.spoken} with respect to {by.spoken}",
    )


def _inputs(variable: Variable, sampler: Sampler) -> list[_Input]:
    if not isinstance(variable, StackedVariable):
        places = _places(sampler.point[variable.name])
        return [_Input(variable, place, _indices(place, variable.shape)) for place in places]
    every = [(part, place) for part in variable.parts for place in _places(sampler.point[part.name])]
    return [_Input(part, place, (str(n),)) for n, (part, place) in enumerate(every, start=1)]


def _entries(derivation: Derivation, slopes: Table) -> Mapping[tuple[str, ...], tuple[Mathematics, float]]:
    """The formula and the number of each entry, by all its indices: those of the value come first."""
    written = entries_of(derivation, derivation.numerator)
    shapes = [variable.shape for variable in derivation.wrt]
    laid = orientation(derivation.expression.shape, shapes, Layout.NUMERATOR)
    found = {}
    for i, j in product(range(len(written.rows)), range(len(written.columns))):
        row, column = written.rows[i], written.columns[j]
        if row is None or column is None:
            raise LanguageError("figure: grid has no room for this many entries", hint="give smaller lengths")
        index = dict(zip(laid.rows, row, strict=False)) | dict(zip(laid.columns, column, strict=False))
        key = tuple(index[position] for position in sorted(index))
        found[key] = (printed(written.entries[i][j]), slopes[i][j])
    return found


def _moved(
    sampler: Sampler, derivation: Derivation, one: _Input, nudge: Fraction, outputs: Sequence[Place]
) -> list[float] | None:
    """The outputs when an input is nudged; None where they have no value."""
    rows = moved(sampler.point[one.variable.name], *one.place, nudge)
    found = sampler.value(derivation.value, {one.variable.name: rows})
    return None if found is None else [found[i][j] for i, j in outputs]


def _table(
    grid: Grid,
    effects: Sequence[Sequence[list[float] | None]],
    values: Sequence[float],
    slopes: Sequence[Sequence[float]],
) -> list[tuple[str, ...]]:
    """What two nudges of each input do to each output that they move."""
    found: list[tuple[str, ...]] = []
    for j, i, nudge in product(range(len(grid.inputs)), range(len(grid.outputs)), _TABLED):
        after = effects[j][_NUDGES.index(nudge)]
        if after is None or (after[i] == values[i] and not slopes[i][j]):
            continue
        names = (compact(grid.inputs[j].name.text), compact(grid.outputs[i].name.text))
        found.append((*names, shown(float(nudge)), shown(after[i] - values[i]), shown(slopes[i][j] * float(nudge))))
    return found
