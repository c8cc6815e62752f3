"""A computation step by step in numbers: values run forward through the graph, and derivatives run back."""

from __future__ import annotations

from collections.abc import Mapping
from operator import add

from jacobook.derivation import Derivation
from jacobook.derivation.claimed import asked_of
from jacobook.document.figures.data_flow import data_flow
from jacobook.document.figures.figure import DataFlow
from jacobook.document.living.drawing import Drawing, Shape, label, line, rectangle
from jacobook.document.living.figure import FLOW, LivingFigure
from jacobook.document.living.sampling import Sampler, Table, packed, shown
from jacobook.document.setting.mathematics import mathematics
from jacobook.errors import LanguageError
from jacobook.language.expression import Variable
from jacobook.language.point import Rows
from jacobook.layout.formulas.layouts import Layout
from jacobook.layout.formulas.statement import statement, symbol

_ROOM = 24
"""Height for the value above a box, and for the adjoint below it."""
_NEAR = 1e-9


def passes_figure(derivation: Derivation, at: str) -> LivingFigure:
    """The graph of a number, with the value and the adjoint of each node. Raises `LanguageError`."""
    if derivation.expression.shape:
        raise LanguageError("figure: flow is for a number", hint="sum the entries, or take the loss")
    drawn = data_flow(derivation)
    if drawn is None or len(derivation.wrt) != 1:
        raise LanguageError("there is no data-flow graph to show", hint="it has two to eight steps")
    sampler = Sampler(derivation, at)
    (variable,) = derivation.wrt
    if any(len(each.shape) > 1 for each in (variable, *(step.variable for step in derivation.computation))):
        raise LanguageError("figure: flow has room for numbers and vectors, not for matrices")
    values = _forward(derivation, sampler)
    adjoints = _backward(derivation, sampler, values)
    if not _agree(adjoints[variable.name], sampler):
        raise LanguageError("the derivatives that run back do not give the answer at the point of the figure")
    names = [variable.name, *(step.variable.name for step in derivation.computation)]
    said = {name: _numbers(each) for name, each in values.items()}
    said[variable.name] = _numbers(sampler.point[variable.name])
    back = {name: _numbers(adjoints[name]) for name in names}
    symbols = [mathematics(symbol(each)) for each in (variable, *(step.variable for step in derivation.computation))]
    meanings = ["–", *(mathematics(statement(step.expression)).text for step in derivation.computation)]
    value = mathematics(derivation.value_symbol).text
    said_above = (
        f"Above each box its value, and below it the derivative of {value} with respect to it: "
        "values run forward, derivatives run back and multiply along the way."
    )
    nodes = [[one.text, said[name], back[name]] for one, name in zip(symbols, names, strict=True)]
    return LivingFigure(
        FLOW,
        (said_above,),
        packed({"nodes": nodes, "value": value}),
        drawing=_drawing(drawn, [said[name] for name in names], [back[name] for name in names]),
        heads=("quantity", "formula", "value", f"derivative of {value} with respect to it"),
        rows=tuple(
            (one.text, meaning, said[name], back[name])
            for one, meaning, name in zip(symbols, meanings, names, strict=True)
        ),
    )


def _forward(derivation: Derivation, sampler: Sampler) -> dict[str, Table]:
    """The value of each step, from those before it."""
    values: dict[str, Table] = {}
    for step in derivation.computation:
        found = sampler.value(statement(step.expression), values)
        if found is None:
            raise LanguageError("a step has no value at the point of the figure")
        values[step.variable.name] = found
    return values


def _backward(derivation: Derivation, sampler: Sampler, values: Mapping[str, Table]) -> dict[str, Table]:
    """The derivative of the last value by each step and by the variable, as columns, from the last to the first."""
    again = asked_of(derivation.question).again
    chain = derivation.computation
    known: dict[str, Variable] = {one.name: one for one in derivation.wrt}
    known |= {step.variable.name: step.variable for step in chain}
    adjoints: dict[str, Table] = {chain[-1].variable.name: ((1.0,),)}
    for step in reversed(chain):
        upstream = adjoints.get(step.variable.name)
        for parent in dict.fromkeys(name for name in step.parents if name in known):
            if upstream is None:
                continue
            forms = again(step.expression, (known[parent],)).forms()
            form = forms.get(Layout.DENOMINATOR)
            local = None if form is None else sampler.form(form, values)
            if local is None:
                raise LanguageError("a step has no derivative at the point of the figure")
            sent = _times(local, upstream)
            before = adjoints.get(parent)
            adjoints[parent] = sent if before is None else _added(before, sent)
    return adjoints


def _agree(found: Table, sampler: Sampler) -> bool:
    """Whether what runs back to the variable is the proved answer."""
    answer = sampler.here().slope
    pairs = zip((entry for row in found for entry in row), (entry for row in answer for entry in row), strict=True)
    return all(abs(one - other) <= _NEAR * (1 + abs(other)) for one, other in pairs)


def _times(one: Table, other: Table) -> Table:
    return tuple(
        tuple(sum(a * b for a, b in zip(row, column, strict=True)) for column in zip(*other, strict=True))
        for row in one
    )


def _added(one: Table, other: Table) -> Table:
    return tuple(tuple(map(add, row, beside)) for row, beside in zip(one, other, strict=True))


def _numbers(rows: Rows | Table) -> str:
    entries = [shown(float(entry)) for row in rows for entry in row]
    return entries[0] if len(entries) == 1 else f"({', '.join(entries)})"


def _drawing(flow: DataFlow, values: list[str], adjoints: list[str]) -> Drawing:
    shapes: list[Shape] = []
    for edge in flow.edges:
        points: list[tuple[float, float]] = []
        for _, numbers in edge.segments:
            if len(numbers) == 2:
                points.append((numbers[0], numbers[1] + _ROOM))
            else:
                points += _bent(points[-1], [(x, y + _ROOM) for x, y in zip(numbers[::2], numbers[1::2], strict=True)])
        shapes.append(line("edge", points))
        x, y = edge.x, edge.y + _ROOM
        shapes.append(line("head", [(x - 8, y - 4), (x, y), (x - 8, y + 4)]))
    for node, value, adjoint in zip(flow.nodes, values, adjoints, strict=True):
        left, top = node.x - node.width / 2, node.y - node.height / 2 + _ROOM
        shapes.append(rectangle(f"box {node.role}", (left, top), (node.width, node.height)))
        shapes.append(label("name", node.x, node.y + _ROOM, node.label.text))
        shapes.append(label("forward", node.x, top - 9, value))
        shapes.append(label("backward", node.x, top + node.height + 10, adjoint))
    return Drawing(flow.width, flow.height + 2 * _ROOM, tuple(shapes))


def _bent(start: tuple[float, float], corners: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """A curve by its two handles and its end, as points."""
    (a, b), (c, d), (e, f) = corners
    x, y = start
    found = []
    for step in range(1, 13):
        t = step / 12
        p, q, r, s = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3
        found.append((p * x + q * a + r * c + s * e, p * y + q * b + r * d + s * f))
    return found
