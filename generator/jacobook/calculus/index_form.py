"""Index form: arrays as sums of products of tensor entries.

An `Array` is closed: its terms number their indices 0, 1, 2, …; the first `len(shape)` are the array's free indices,
all others are summed over. A nested expression (the argument of a function, an unexpanded group) is an Array of its own
inside a `Tensor`, reached only through the positions of its free indices. No name is shared between an inside and an
outside, so renaming an index outside cannot capture one inside: δ_ij merging both ends of f(M)_ij gives f(M)_ii, the
diagonal of f(M), and M stays as it is.

After the generalised Einstein sums of Laue, Mitterreiter and Giesen (AAAI 2020): an index may occur any number of
times, and is summed exactly if it is not free.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from hashlib import blake2b

from jacobook.calculus.canonical import canonical_key
from jacobook.language.dimension import Dimension, Shape, proper_axes

_LONGEST_KEY = 96


def _compact(key: str) -> str:
    """The key itself, or a fingerprint of it: keys of nested tensors must not grow with their depth."""
    return key if len(key) <= _LONGEST_KEY else "#" + blake2b(key.encode(), digest_size=16).hexdigest()


@dataclass(frozen=True, eq=False)
class Tensor:
    """Something with entries; two tensors are equal when they are the same by structure, as their keys tell."""

    shape: Shape = field(init=False)
    key: str = field(init=False)
    symmetric: bool = field(init=False, default=False)

    @property
    def arrays(self) -> tuple[Array, ...]:
        """The arrays that a function known by name is applied to; of other tensors the fields hold them."""
        return ()

    def _set(self, shape: Shape, key: str, *, symmetric: bool = False) -> None:
        object.__setattr__(self, "shape", shape)
        object.__setattr__(self, "key", _compact(key))
        object.__setattr__(self, "symmetric", symmetric)

    @cached_property
    def entries(self) -> Array:
        """The array whose entries are the tensor's."""
        straight = tuple(range(len(self.shape)))
        return Array(self.shape, (Term(1, (Element(self, straight),), self.shape),))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Tensor) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)


@dataclass(frozen=True, eq=False)
class VariableTensor(Tensor):
    """A variable of the expression. Axes of length 1 are none of its axes here: a column n×1 is a vector."""

    name: str
    dimensions: Shape
    properties: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        shape = proper_axes(self.dimensions)
        self._set(shape, self.name, symmetric="symmetric" in self.properties and len(shape) == 2)


@dataclass(frozen=True, eq=False)
class Identity(Tensor):
    """Kronecker's δ of two indices that run over the same dimension."""

    dimension: Dimension

    def __post_init__(self) -> None:
        self._set((self.dimension, self.dimension), f"δ{self.dimension}", symmetric=True)


@dataclass(frozen=True, eq=False)
class Fusion(Tensor):
    """One index f in the place of two: 1 where f = a · (length of b) + b, else 0, at the indices (f, a, b).

    With b the faster, vec(X)_f = Σ_ij Fusion_fji X_ij and (A ⊗ B)_fg = Σ Fusion_fik Fusion_gjl A_ij B_kl.
    """

    slow: Dimension
    fast: Dimension

    def __post_init__(self) -> None:
        self._set((self.slow * self.fast, self.slow, self.fast), f"fuse {self.slow} {self.fast}")


@dataclass(frozen=True, eq=False)
class Window(Tensor):
    """Where the places of a part lie in the whole: 1 at (i, j) for i = start + step · j, counted from 0, else 0.

    Of one place it is a unit vector, of the index i alone. A part of x is Σ_i Window_ij x_i, and what is put at those
    places, with zeros elsewhere, is Σ_j Window_ij y_j.
    """

    whole: Dimension
    part: Dimension
    start: Dimension
    step: int = 1

    def __post_init__(self) -> None:
        self._set(proper_axes((self.whole, self.part)), f"window {self.whole}[{self.start}::{self.step} {self.part}]")


@dataclass(frozen=True, eq=False)
class Place(Tensor):
    """The place that an index names: 1 at i where i is the index, else 0; of several, at (i, a) for the a-th."""

    name: str
    whole: Dimension
    count: Dimension

    def __post_init__(self) -> None:
        self._set(proper_axes((self.whole, self.count)), f"place {self.name} of {self.whole}")


@dataclass(frozen=True, eq=False)
class Triangle(Tensor):
    """1 below a diagonal, or above it, and on it: at (i, j) for j ≤ i + diagonal, or ≥ with the side −1; else 0."""

    rows: Dimension
    columns: Dimension
    diagonal: int = 0
    side: int = 1

    def __post_init__(self) -> None:
        self._set((self.rows, self.columns), f"triangle {self.rows}×{self.columns} {self.side} {self.diagonal}")


@dataclass(frozen=True, eq=False)
class HeldDelta(Tensor):
    """Kronecker's δ as it comes out of a differentiation, not yet used to eliminate an index."""

    dimension: Dimension

    def __post_init__(self) -> None:
        self._set((self.dimension, self.dimension), f"held δ{self.dimension}", symmetric=True)


@dataclass(frozen=True, eq=False)
class SizeTensor(Tensor):
    """A dimension as a number."""

    dimension: Dimension

    def __post_init__(self) -> None:
        self._set((), f"|{self.dimension}|")


@dataclass(frozen=True, eq=False)
class ConstantTensor(Tensor):
    """A named real number."""

    name: str

    def __post_init__(self) -> None:
        self._set((), f"const {self.name}")


@dataclass(frozen=True, eq=False)
class Apply(Tensor):
    """A scalar function of the table of functions, entry by entry; all arguments have the tensor's own shape."""

    function: str
    arguments: tuple[Array, ...]

    def __post_init__(self) -> None:
        first = self.arguments[0]
        key = f"{self.function}({','.join(argument.key for argument in self.arguments)})"
        self._set(first.shape, key, symmetric=all(argument.symmetric for argument in self.arguments))


@dataclass(frozen=True, eq=False)
class Power(Tensor):
    """Every entry of the base raised to a rational number, to a scalar array, or to the entry of one of its shape."""

    base: Array
    exponent: Fraction | Array

    def __post_init__(self) -> None:
        exponent = self.exponent.key if isinstance(self.exponent, Array) else str(self.exponent)
        same = not isinstance(self.exponent, Array) or not self.exponent.rank or self.exponent.symmetric
        self._set(self.base.shape, f"({self.base.key})^{exponent}", symmetric=self.base.symmetric and same)


@dataclass(frozen=True, eq=False)
class Group(Tensor):
    """A sum kept unexpanded, so that (Ax − b) stays (Ax − b)."""

    array: Array

    def __post_init__(self) -> None:
        self._set(self.array.shape, f"({self.array.key})", symmetric=self.array.symmetric)


@dataclass(frozen=True, eq=False)
class Inverse(Tensor):
    """The inverse of a square matrix."""

    matrix: Array

    def __post_init__(self) -> None:
        self._set(self.matrix.shape, f"inv({self.matrix.key})", symmetric=self.matrix.symmetric)


@dataclass(frozen=True, eq=False)
class Determinant(Tensor):
    """The determinant of a square matrix."""

    matrix: Array

    def __post_init__(self) -> None:
        self._set((), f"det({self.matrix.key})")


@dataclass(frozen=True, eq=False)
class ProductOfEntries(Tensor):
    """The product of all entries of an array."""

    array: Array

    def __post_init__(self) -> None:
        self._set((), f"prod({self.array.key})")


@dataclass(frozen=True, eq=False)
class Softmax(Tensor):
    """exp(v) / Σ exp(v) of a vector, recognised when a derivative is brought to textbook form."""

    argument: Array

    def __post_init__(self) -> None:
        self._set(self.argument.shape, f"softmax({self.argument.key})")


@dataclass(frozen=True, eq=False)
class RowSoftmax(Tensor):
    """exp(M)_ij / Σ_k exp(M)_ik, the softmax of each row of a matrix, or along the last axis of an array.

    It is recognised where `Softmax` is. With a `mask` of zeros and ones that of the entries at its ones, and zero
    elsewhere.
    """

    argument: Array
    mask: Array | None = None

    def __post_init__(self) -> None:
        masked = "" if self.mask is None else f"|{self.mask.key}"
        self._set(self.argument.shape, f"softmax rows({self.argument.key}{masked})")


@dataclass(frozen=True, slots=True)
class Element:
    """One entry of a tensor, at index numbers of the term it stands in."""

    tensor: Tensor
    indices: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Term:
    """coefficient · product of entries, summed over every index that is not free.

    `dimensions[i]` is the dimension of index i.
    """

    coefficient: Fraction | int
    factors: tuple[Element, ...]
    dimensions: tuple[Dimension, ...]


@dataclass(frozen=True, eq=False)
class Array:
    """A sum of terms with common free indices 0 … rank − 1. No terms means zero.

    Build arrays with `jacobook.calculus.index_algebra.array`, which simplifies and collects like terms.
    """

    shape: Shape
    terms: tuple[Term, ...]

    @property
    def rank(self) -> int:
        return len(self.shape)

    @cached_property
    def key(self) -> str:
        """The same text for the same array, however its indices are numbered and its terms ordered."""
        shape = ",".join(map(str, self.shape))
        terms = sorted(f"{term.coefficient}*{term_key(term, self.rank)}" for term in self.terms)
        return _compact(f"[{shape}]{'+'.join(terms)}")

    @cached_property
    def symmetric(self) -> bool:
        """Whether a square matrix equals its transpose by structure, as MᵀM and S + Sᵀ do."""
        if self.rank != 2 or self.shape[0] != self.shape[1]:
            return False
        straight = sorted(f"{term.coefficient}*{term_key(term, 2)}" for term in self.terms)
        swapped = sorted(f"{term.coefficient}*{term_key(swap_free(term), 2)}" for term in self.terms)
        return straight == swapped

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Array) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)


def swap_free(term: Term) -> Term:
    """The term of the transposed matrix."""
    return reindex(term, {0: 1, 1: 0}, (term.dimensions[1], term.dimensions[0], *term.dimensions[2:]))


def reindex(term: Term, mapping: dict[int, int], dimensions: Iterable[Dimension]) -> Term:
    """The term with indices renamed all at once; those not in the mapping keep their numbers."""
    factors = tuple(Element(f.tensor, tuple(mapping.get(i, i) for i in f.indices)) for f in term.factors)
    return Term(term.coefficient, factors, tuple(dimensions))


def term_key(term: Term, rank: int) -> str:
    """The same text for terms that differ only by coefficient, order of factors and numbering of summed indices."""
    entries = [(f.tensor.key, f.indices, f.tensor.symmetric) for f in term.factors]
    return canonical_key(entries, term.dimensions, rank)


def applied_functions(value: Array) -> frozenset[str]:
    """The names of the scalar functions anywhere in an array; a fractional power counts as `root`."""
    found: set[str] = set()
    for tensor in _tensors(value):
        if isinstance(tensor, Apply):
            found.add(tensor.function)
        if isinstance(tensor, Power) and getattr(tensor.exponent, "denominator", 0) != 1:
            found.add("root")
    return frozenset(found)


def roots(value: Array) -> frozenset[str]:
    """The keys of the powers between 0 and 1 anywhere in an array: those with a vertical slope at 0."""
    found = (tensor for tensor in _tensors(value) if isinstance(tensor, Power))
    return frozenset(t.key for t in found if isinstance(t.exponent, Fraction) and 0 < t.exponent < 1)


def names_within(tensor: Tensor) -> frozenset[str]:
    """The names of the variables, functions and dimensions that a tensor is made of."""
    found: set[str] = set()
    for inner in _tensors(tensor.entries):
        named: str | None = getattr(inner, "name", None)
        sizes = (*inner.shape, *((inner.dimension,) if isinstance(inner, SizeTensor) else ()))
        found |= {symbol for size in sizes for symbol in size.names} | ({named} if named else set())
    return frozenset(found)


def _tensors(value: Array) -> Iterator[Tensor]:
    """Every tensor anywhere in an array, once."""
    waiting, seen = [value], set[str]()
    while waiting:
        for term in waiting.pop().terms:
            for element in term.factors:
                if element.tensor.key not in seen:
                    seen.add(element.tensor.key)
                    yield element.tensor
                    waiting.extend(_inner_arrays(element.tensor))


def _inner_arrays(tensor: Tensor) -> tuple[Array, ...]:
    match tensor:
        case Apply(arguments=arguments):
            return arguments
        case Power(base=base, exponent=Array() as exponent):
            return base, exponent
        case Power(base=base):
            return (base,)
        case Group(array=array) | ProductOfEntries(array=array):
            return (array,)
        case Inverse(matrix=matrix) | Determinant(matrix=matrix):
            return (matrix,)
        case _:
            return tensor.arrays
