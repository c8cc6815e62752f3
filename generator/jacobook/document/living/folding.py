"""A matrix that folds into vec: its columns, one below the other, and the place that each entry takes."""

from __future__ import annotations

from jacobook.derivation import Derivation
from jacobook.document.living.drawing import Drawing, label, rectangle
from jacobook.document.living.figure import VEC, LivingFigure
from jacobook.document.living.sampling import compact, packed
from jacobook.document.setting.mathematics import mathematics
from jacobook.errors import LanguageError
from jacobook.layout.formulas.formula import Entry
from jacobook.layout.formulas.statement import symbol

_WIDTH, _HEIGHT, _GAP = 52, 30, 4
_MOST = 12


def folding_figure(derivation: Derivation) -> LivingFigure:
    """The first variable, a matrix whose lengths are numbers, beside its vec. Raises `LanguageError`."""
    variable = derivation.wrt[0]
    if len(variable.shape) != 2 or any(dimension.names for dimension in variable.shape):
        raise LanguageError("figure: vec folds a matrix whose lengths are numbers", hint="for example where: X: 2×3")
    rows, columns = (dimension.size({}) for dimension in variable.shape)
    if rows * columns > _MOST:
        raise LanguageError(f"figure: vec has room for {_MOST} entries")
    name = symbol(variable)
    places = [(i, j) for j in range(columns) for i in range(rows)]
    names = [compact(mathematics(Entry(name, (str(i + 1), str(j + 1)))).text) for i, j in places]
    height = rows * columns * (_HEIGHT + _GAP) + 30
    top = (height - 30 - rows * (_HEIGHT + _GAP)) / 2 + 30
    right = columns * (_WIDTH + _GAP) + 90
    unfolded = [(8 + j * (_WIDTH + _GAP), top + i * (_HEIGHT + _GAP)) for i, j in places]
    folded = [(right, 30 + n * (_HEIGHT + _GAP)) for n in range(len(places))]
    shapes = [
        label("title", 8 + columns * (_WIDTH + _GAP) / 2, top - 14, mathematics(name).text),
        label("title", right + _WIDTH / 2, 14, f"vec({mathematics(name).text})"),
    ]
    for ends, role in ((unfolded, "before"), (folded, "after")):
        for (x, y), (_, j), text in zip(ends, places, names, strict=True):
            strength = 0.15 + 0.7 * j / max(1, columns - 1)
            shapes.append(rectangle(f"entry {role}", (x, y), (_WIDTH, _HEIGHT), strength))
            shapes.append(label(f"entry-name {role}", x + _WIDTH / 2, y + _HEIGHT / 2, text))
    return LivingFigure(
        VEC,
        (f"The columns of {mathematics(name).text}, one below the other: that is vec({mathematics(name).text}).",),
        packed({"from": unfolded, "to": folded, "size": [_WIDTH, _HEIGHT]}),
        drawing=Drawing(right + _WIDTH + 8, height, tuple(shapes)),
        heads=("entry", "row", "column", "place in vec"),
        rows=tuple(
            (text, str(i + 1), str(j + 1), str(n))
            for n, (text, (i, j)) in enumerate(zip(names, places, strict=True), start=1)
        ),
    )
