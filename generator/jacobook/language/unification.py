"""Inference of dimensions: unknown lengths, bound to known ones as an expression is read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from jacobook.language.dimension import Dimension, Shape

_UNKNOWN = "?"
_NAMES = ("n", "m", "p", "q", "r", "k", "l")


class DimensionClash(Exception):
    """Two dimensions that cannot be equal."""


def _is_power(dimension: Dimension) -> bool:
    return dimension.factor == 1 and len(dimension.symbols) > 1 and len(set(dimension.symbols)) == 1


class Unifier:
    """The unknown dimensions met while one expression is read, and what they turned out to be."""

    def __init__(self) -> None:
        self._bound: dict[str, Dimension] = {}
        self._count = 0

    def fresh(self) -> Dimension:
        """A dimension of which nothing is known yet."""
        self._count += 1
        return Dimension.of(f"{_UNKNOWN}{self._count}")

    def resolve(self, dimension: Dimension) -> Dimension:
        """What is known of the dimension by now."""
        names = [name for name in dimension.names if name in self._bound]
        return dimension.replaced({name: self.resolve(self._bound[name]) for name in names}) if names else dimension

    def unify(self, left: Dimension, right: Dimension) -> None:
        """Make two dimensions equal; raises `DimensionClash` if they cannot be."""
        left, right = self.resolve(left), self.resolve(right)
        if left == right:
            return
        if _is_power(left) and _is_power(right) and len(left.symbols) == len(right.symbols):
            self.unify(Dimension.of(left.symbols[0]), Dimension.of(right.symbols[0]))
            return
        for one, other in ((left, right), (right, left)):
            if one.factor == 1 and len(one.symbols) == 1 and one.symbols[0].startswith(_UNKNOWN):
                if one.symbols[0] in other.names:
                    break
                self._bound[one.symbols[0]] = other
                return
        common = Counter(left.symbols) & Counter(right.symbols)
        if (
            common
            and not (left.is_sum or right.is_sum)
            and any(_UNKNOWN in name for name in (*left.names, *right.names))
        ):
            # A length is 1 or more, and may be taken from both sides.
            self.unify(*(Dimension(tuple((Counter(d.symbols) - common).elements()), d.factor) for d in (left, right)))
            return
        if not (self._solved(left - right) or self._divided(left, right) or self._divided(right, left)):
            raise DimensionClash

    def _divided(self, product: Dimension, whole: Dimension) -> bool:
        """Whether a product with one unknown factor is another product for one value of that factor."""
        unknown = [symbol for symbol in product.symbols if symbol.startswith(_UNKNOWN)]
        if len(unknown) != 1 or product.is_sum or whole.is_sum or any(_UNKNOWN in name for name in whole.names):
            return False
        factors, rest = Counter(whole.symbols), Counter(product.symbols)
        rest.subtract(unknown)
        if any(factors[name] < count for name, count in rest.items()) or whole.factor % product.factor:
            return False
        factors.subtract(rest)
        self._bound[unknown[0]] = Dimension(tuple(sorted(factors.elements())), whole.factor // product.factor)
        return True

    def _solved(self, difference: Dimension) -> bool:
        """Whether a difference of lengths is zero for one value of an unknown that stands in it once, alone."""
        occurring = [name for names, _ in difference.monomials for name in names]
        for names, number in difference.monomials:
            unknown = names[0] if len(names) == 1 else ""
            if unknown.startswith(_UNKNOWN) and abs(number) == 1 and occurring.count(unknown) == 1:
                rest = difference - Dimension((unknown,), number)
                self._bound[unknown] = rest * Dimension.of(-number)
                return True
        return False

    def text(self, shape: Shape) -> str:
        """A shape for an error message, unknown dimensions shown as `?`."""
        if not shape:
            return "scalar"
        return "×".join("?" if "?" in str(d) else str(d) for d in map(self.resolve, shape))

    def name_unknowns(self, shapes: Iterable[Shape], taken: Iterable[str]) -> None:
        """Give every still unknown dimension of the shapes a usual name: a vector has length n, a matrix is m×n."""
        free = [name for name in _NAMES if name not in set(taken)]
        free += [f"n{i}" for i in range(1, 100)]
        for shape in shapes:
            unknown = list(dict.fromkeys(s for d in shape for s in self.resolve(d).names if s.startswith(_UNKNOWN)))
            wanted = ["m", "n"] if len(unknown) == 2 else []
            for symbol in unknown:
                name = next((w for w in wanted if w in free), free[0])
                wanted = [w for w in wanted if w != name]
                free.remove(name)
                self._bound[symbol] = Dimension.of(name)
