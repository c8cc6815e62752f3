"""Pullbacks as formulas in the shape of the variable: products, ⊙, and sums of rows and columns, M𝟏 and Mᵀ𝟏."""

from __future__ import annotations

from jacobook.calculus.index_form import Array
from jacobook.language.dimension import Shape, is_row_shape
from jacobook.layout.forms.factors import with_names
from jacobook.layout.forms.naming import rebuild
from jacobook.layout.forms.network import NoMatrixForm
from jacobook.layout.forms.normalization import normalized
from jacobook.layout.forms.orientation import MOST_PARTS
from jacobook.layout.forms.reading import Reading
from jacobook.layout.forms.scaled_rows import with_common_scales
from jacobook.layout.formulas import algebra
from jacobook.layout.formulas import formula as f
from jacobook.layout.formulas.like_terms import plain_sum
from jacobook.layout.formulas.measure import has_more_parts


def pullback_form(array: Array, shape: Shape, taken: frozenset[str]) -> tuple[f.MatrixForm, bool]:
    """The textbook form of a pullback, in the shape of its variable; `taken` are the names that its own must avoid.

    With it comes whether it is a form that is known by itself, that of a normalization, however long. Raises
    `NoMatrixForm`.
    """
    formula = pullback_formula(array, shape)
    if has_more_parts(formula, MOST_PARTS):
        raise NoMatrixForm(f"the answer has more than {MOST_PARTS} parts, too many to read")
    found = normalized(formula, taken)
    return (with_names(formula, taken), False) if found is None else (found, True)


def pullback_formula(array: Array, shape: Shape) -> f.Formula:
    """A pullback as a formula in the shape of its variable, without names for parts. Raises `NoMatrixForm`."""
    if array.rank > 2:
        raise NoMatrixForm("the variable has more than two axes")
    upright = is_row_shape(shape)
    indices = tuple(range(array.rank))
    read = Reading(row_sums=True).oriented(array, indices[: 1 - upright], indices[1 - upright :])
    return with_common_scales(applied(read))


def applied(formula: f.Formula) -> f.Formula:
    """The formula with sums of matrices that hold a diagonal one multiplied by what stands beside them.

    Of (diag(u)V + diag(s))ᵀx the vectors are Vᵀ(u ⊙ x) + s ⊙ x, for which no diagonal matrix is made.
    """
    inner = rebuild(formula, applied)
    if not isinstance(inner, f.Product):
        return inner
    for place, factor in enumerate(inner.factors):
        if (terms := _with_diagonal(factor)) is not None:
            before, after = inner.factors[:place], inner.factors[place + 1 :]
            if not _is_vector(before, after):
                continue
            return plain_sum([applied(_between(before, term, after)) for term in terms])
    return inner


def _is_vector(before: tuple[f.Formula, ...], after: tuple[f.Formula, ...]) -> bool:
    """Whether what stands on one side is a row or a column."""
    return bool((after and f.is_column(after[-1])) or (before and f.is_row(before[0])))


def _with_diagonal(factor: f.Formula) -> list[f.Formula] | None:
    """The terms of a sum, turned or not, of which one is a diagonal matrix or I; None for anything else."""
    body = factor.body if isinstance(factor, f.Transpose) else factor
    if not isinstance(body, f.Sum):
        return None
    bodies = [algebra.split(term).body for term in body.terms]
    if not any(isinstance(each, f.Diagonal | f.Identity) for each in bodies):
        return None
    return [algebra.transpose(term) for term in body.terms] if body is not factor else list(body.terms)


def _between(before: tuple[f.Formula, ...], term: f.Formula, after: tuple[f.Formula, ...]) -> f.Formula:
    part = algebra.split(term)
    middle = () if part.body is None else (part.body,)
    product = algebra.product(*before, *middle, *after)
    return algebra.multiple(part.coefficient, part.numerators, part.denominators, _entrywise(product))


def _entrywise(product: f.Formula) -> f.Formula:
    """diag(u) v as u ⊙ v."""
    if isinstance(product, f.Product) and len(product.factors) == 2:
        left, right = product.factors
        if isinstance(left, f.Diagonal) and f.is_column(right):
            return algebra.hadamard(left.body, right)
    if isinstance(product, f.Product) and isinstance(product.factors[0], f.Diagonal) and f.is_column(product):
        return algebra.hadamard(product.factors[0].body, algebra.product(*product.factors[1:]))
    return product
