"""What is asked, as a formula of matrices: only what such a formula says is written as one."""

import pytest

from jacobook.language.grammar import parse
from jacobook.layout.formulas.formula import Product, Symbol, Transpose
from jacobook.layout.formulas.statement import NotWritten, statement

WHERE = {"A": "m×n", "B": "n×p", "S": "n×n", "x": "n"}


def formula(text):
    return statement(parse(text, {name: WHERE[name] for name in WHERE if name in text.rpartition('"')[2]}).expression)


def names(product):
    """The factors of a product of symbols, those that are turned with an apostrophe."""
    assert isinstance(product, Product)
    turned = [isinstance(factor, Transpose) for factor in product.factors]
    inside = [factor.body if isinstance(factor, Transpose) else factor for factor in product.factors]
    assert all(isinstance(each, Symbol) for each in inside)
    return " ".join(each.name + "'" * flip for each, flip in zip(inside, turned, strict=True))


@pytest.mark.parametrize(
    "text",
    [
        'einsum("ij,jk->i", A, B)',
        'einsum("ij,jk->k", A, B)',
        'einsum("ij,jk->", A, B)',
        'einsum("ij,jj->i", A, S)',
        'einsum("ii,ij->j", S, S)',
        'einsum("ij,j->", A, x)',
    ],
)
def test_an_einstein_sum_that_also_sums_elsewhere_is_no_product_of_matrices(text):
    with pytest.raises(NotWritten):
        formula(text)


@pytest.mark.parametrize(
    ("text", "product"),
    [
        ('einsum("ij,jk->ik", A, B)', "A B"),
        ('einsum("ij,jk->ki", A, B)', "B' A'"),
        ('einsum("ij,j->i", A, x)', "A x"),
        ('einsum("j,ji->i", x, B)', "B' x"),
        ('einsum("i,i->", x, x)', "x' x"),
    ],
)
def test_an_einstein_sum_over_one_index_of_two_matrices_is_their_product(text, product):
    assert names(formula(text)) == product
