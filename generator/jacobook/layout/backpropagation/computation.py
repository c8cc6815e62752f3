"""A computation in named steps: what is used twice, and what a derivative needs, has a name and is computed once.

The expression is read as a data-flow graph in which equal parts are one node. Of its nodes those become steps whose
value the derivative of what follows may need: arguments of functions that are not linear, factors of products, and
what is used several times. Sums, transposes and multiples stay with what they go into. What a case of a choice guards,
where(x > 0, x log x, 0), stays in it: a step of its own would be computed, and multiplied by, where it has no value.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from itertools import chain, count

from jacobook.language.dimension import proper_axes
from jacobook.language.expression import Application, Call, Expression, Number, Variable, is_implicit, variables
from jacobook.language.functions import COMPARISONS, FUNCTIONS, OVERFLOWING
from jacobook.layout.backpropagation.association import associated

_LINEAR = frozenset(
    (
        *("add", "subtract", "negate", "transpose", "sum", "mean", "trace", "diag", "vec"),
        *("sum along", "spread", "select", "concatenate", "permute", "reshape", "triangle"),
    )
)
_PRODUCTS = frozenset({"multiply", "matmul", "dot", "outer", "kron", "cross", "einsum"})
_LIGHT = frozenset({"transpose", "negate", "spread", "permute", "reshape"})
_KEEP_THEIR_VALUE = frozenset((*("exp", "tanh", "sigmoid", "sqrt", "softmax", "det", "norm", "prod", "softmax along"),))
"""Functions whose derivative is written with their value: that value is kept."""
_LETTERS = (("c", "s", "q", "r"), ("z", "u", "v", "h"), ("Z", "H", "M", "S", "U"))
_OF_SOFTMAX = ("s", "p", "P")


@dataclass(frozen=True, slots=True)
class Step:
    """A named step: variable = expression, in the variables of the question and in earlier steps.

    `parents` are those of them through which it depends on what is differentiated by, in the order in which they come.
    """

    variable: Variable
    expression: Expression
    parents: tuple[str, ...]


def computation(expression: Expression, wrt: Collection[str], value: str, taken: Collection[str]) -> tuple[Step, ...]:
    """The steps of an expression that depend on the variables named by `wrt`, the value last under its name."""
    if is_implicit(expression):
        # What an equation defines moves with its variables as a whole: no step of one operator leads there.
        return (Step(Variable(value, expression.shape), expression, tuple(wrt)),)
    return tuple(_Graph(associated(expression), frozenset(wrt), value, frozenset(taken)).steps())


class _Graph:
    """The nodes of an expression, equal ones once, with how often each is used."""

    def __init__(self, expression: Expression, wrt: frozenset[str], value: str, taken: frozenset[str]) -> None:
        self.wrt, self.value, self.taken = wrt, value, set(taken) | {value}
        self.number: dict[tuple[Expression, tuple[int, ...]], int] = {}
        self.nodes: list[tuple[Expression, tuple[int, ...]]] = []
        self.depends: list[bool] = []
        self.root = self._intern(expression)
        self.safe = self._which_are_safe()
        self.guarding = frozenset(node for node in range(len(self.nodes)) if self._guards(node))
        self.guarded = self._below(self.guarding)
        self.uses = Counter(chain.from_iterable(children for _, children in self.nodes))
        self.named: dict[int, Variable] = {}

    def _intern(self, expression: Expression) -> int:
        children: tuple[int, ...] = ()
        label = expression
        if isinstance(expression, Call | Application):
            children = tuple(map(self._intern, expression.arguments))
            label = replace(expression, arguments=())
        key = (label, children)
        if key not in self.number:
            self.number[key] = len(self.nodes)
            self.nodes.append((expression, children))
            mine = isinstance(expression, Variable) and expression.name in self.wrt
            self.depends.append(mine or (not _is_level(expression) and any(self.depends[child] for child in children)))
        return self.number[key]

    def _which_are_safe(self) -> list[bool]:
        """Of each node, whether it and its derivatives are finite; a choice that nothing guards sees to it itself."""
        exposed, safe = {self.root}, list[bool]()
        for node in reversed(range(len(self.nodes))):
            if node in exposed:
                children = self.nodes[node][1]
                exposed.update(children[:1] if self._chooses(node) else children)
        for node, (expression, children) in enumerate(self.nodes):
            alone = self._chooses(node) and node in exposed
            safe.append(alone or (_is_safe(expression) and all(safe[child] for child in children)))
        return safe

    def _chooses(self, node: int) -> bool:
        expression = self.nodes[node][0]
        return isinstance(expression, Call) and expression.function == "where"

    def _guards(self, node: int) -> bool:
        """Whether a node is a choice that keeps a case from where it may have no value."""
        return self._chooses(node) and not all(self.safe[child] for child in self.nodes[node][1][1:])

    def _below(self, nodes: Collection[int]) -> frozenset[int]:
        """Nodes, and what they are made of that may have no value somewhere."""
        found = set(nodes)
        for node in reversed(range(len(self.nodes))):
            if node in found:
                found.update(child for child in self.nodes[node][1] if not self.safe[child])
        return frozenset(found)

    def steps(self) -> Iterator[Step]:
        """The nodes that have a name, each after those that it is made of."""
        wanted = self._wanted()
        for node, (expression, _) in enumerate(self.nodes):
            if node not in wanted:
                continue
            name = self.value if node == self.root else self._name(expression)
            written = self._written(node, top=True)
            self.named[node] = Variable(name, expression.shape)
            known = self.wrt | {variable.name for variable in self.named.values()}
            parents = tuple(each for each in variables(written) if each in known)
            yield Step(self.named[node], written, parents)

    def _wanted(self) -> frozenset[int]:
        """The nodes that become steps."""
        found = {self.root}
        for node, (expression, children) in enumerate(self.nodes):
            for place, child in enumerate(children):
                if node in self.guarded and not self.safe[child]:
                    continue
                if self.depends[child] and self._is_composite(child) and self._is_kept(node, expression, place, child):
                    found.add(self._bare(child))
        return frozenset(found)

    def _bare(self, node: int) -> int:
        """The node that another only repeats, turns or rearranges: that one is kept."""
        expression, children = self.nodes[node]
        light = isinstance(expression, Call) and expression.function in _LIGHT
        return self._bare(children[0]) if light else node

    def _is_composite(self, node: int) -> bool:
        """Whether a node is more than a variable, turned or with another sign."""
        expression, children = self.nodes[node]
        if not isinstance(expression, Call | Application):
            return False
        light = isinstance(expression, Call) and expression.function in _LIGHT
        return not light or any(map(self._is_composite, children))

    def _is_kept(self, parent: int, expression: Expression, place: int, child: int) -> bool:
        inner = self.nodes[child][0]
        if self.uses[child] > 1:
            return not (isinstance(inner, Call) and inner.function in _LIGHT)
        if isinstance(inner, Call) and inner.function in _KEEP_THEIR_VALUE:
            return True
        if not isinstance(expression, Call):
            return True
        others = [other for position, other in enumerate(self.nodes[parent][1]) if position != place]
        alone = not any(self.depends[other] for other in others)
        match expression.function:
            case name if name in _LINEAR:
                return False
            case name if name in _PRODUCTS:
                # What solves or scales is no matrix that anybody makes.
                solved = isinstance(inner, Call) and inner.function in ("inv", "diag") and name == "matmul"
                return not alone and not solved
            case "divide":
                return not (alone and place == 0)
            case "where":
                return place > 0 and not alone
            case _:
                return True

    def _written(self, node: int, *, top: bool = False, guarded: bool = False) -> Expression:
        """The expression of a node, with the names of the steps in it; what is guarded only with those of safe ones."""
        if node in self.named and not top and (self.safe[node] or not guarded):
            return self.named[node]
        expression, children = self.nodes[node]
        if not isinstance(expression, Call | Application):
            return expression
        inside = guarded or node in self.guarding
        arguments = tuple(self._written(child, guarded=inside) for child in children)
        return expression if arguments == expression.arguments else replace(expression, arguments=arguments)

    def _name(self, expression: Expression) -> str:
        rank = min(len(proper_axes(expression.shape)), 2)
        letters = _LETTERS[rank]
        if isinstance(expression, Call) and expression.function.startswith("softmax"):
            letters = (_OF_SOFTMAX[rank], *letters)
        numbered = (f"{letters[0]}_{number}" for number in count(1))
        name = next(each for each in chain(letters, numbered) if each not in self.taken)
        self.taken.add(name)
        return name


def _is_level(expression: Expression) -> bool:
    """Whether the derivative of an operation is zero: a mask made by comparing gives nothing back."""
    return isinstance(expression, Call) and expression.function in COMPARISONS


def _is_safe(expression: Expression) -> bool:
    """Whether what is made of finite values is finite, and its derivatives are, as far as the function shows."""
    match expression:
        case Call(function="divide", arguments=(_, below)):
            return not variables(below)
        case Call(function="power", arguments=(_, exponent)):
            return isinstance(exponent, Number) and exponent.value.denominator == 1 and exponent.value >= 0
        case Call(function=name) if name in _LINEAR or name in _PRODUCTS:
            return True
        case Call(function=name):
            return name in FUNCTIONS and FUNCTIONS[name].domain is None and name not in OVERFLOWING
        case Application():
            return False
        case _:
            return True
