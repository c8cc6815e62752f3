"""Matrices written out with dots, from a formula for one entry."""

from fractions import Fraction

from jacobook.derivation import derive
from jacobook.language.dimension import ONE, Dimension
from jacobook.layout.formulas.algebra import UNIT, ZERO
from jacobook.layout.formulas.formula import Delta, Entry, Filled, IndexSum, Multiple, Number, Power, Sum, Symbol
from jacobook.layout.formulas.written_out import Dots, written_out
from jacobook.notation.text import to_text

M, N, K = Dimension.of("m"), Dimension.of("n"), Dimension.of("k")
X = Symbol("x", N, ONE, 1)
A = Symbol("A", M, N, 2)
H, V, D = Dots.HORIZONTAL, Dots.VERTICAL, Dots.DIAGONAL


def x(index):
    return Entry(X, (index,))


def a(row, column):
    return Entry(A, (row, column))


def test_a_matrix_shows_first_second_and_last_rows_and_columns():
    assert written_out(a("i", "j"), ("i", M), ("j", N)) == (
        (a("1", "1"), a("1", "2"), H, a("1", "n")),
        (a("2", "1"), a("2", "2"), H, a("2", "n")),
        (V, V, D, V),
        (a("m", "1"), a("m", "2"), H, a("m", "n")),
    )


def test_the_other_layout_exchanges_the_axes():
    numerator = written_out(a("i", "j"), ("i", M), ("j", N))
    denominator = written_out(a("i", "j"), ("j", N), ("i", M))
    turned = {H: V, V: H}
    assert denominator == tuple(
        tuple(turned.get(cell, cell) for cell in column) for column in zip(*numerator, strict=True)
    )


def test_a_row_and_a_column():
    assert written_out(x("j"), None, ("j", N)) == ((x("1"), x("2"), H, x("n")),)
    assert written_out(x("j"), ("j", N), None) == ((x("1"),), (x("2"),), (V,), (x("n"),))


def test_deltas_become_zeros_and_ones():
    product = Multiple(Fraction(2), (x("i"), Delta("i", "j")))
    assert written_out(product, ("i", N), ("j", N)) == (
        (Multiple(Fraction(2), (x("1"),)), ZERO, H, ZERO),
        (ZERO, Multiple(Fraction(2), (x("2"),)), H, ZERO),
        (V, V, D, V),
        (ZERO, ZERO, H, Multiple(Fraction(2), (x("n"),))),
    )
    assert written_out(Delta("i", "j"), ("i", Dimension.of(2)), ("j", Dimension.of(2))) == ((UNIT, ZERO), (ZERO, UNIT))


def test_small_literal_dimensions_are_written_in_full_and_large_ones_with_dots():
    assert written_out(x("i"), None, ("i", Dimension.of(3))) == ((x("1"), x("2"), x("3")),)
    assert written_out(x("i"), None, ("i", Dimension.of(9))) == ((x("1"), x("2"), H, x("9")),)


def test_terms_that_vanish_are_left_out_and_equal_factors_are_gathered():
    softmax = Sum((Multiple(Fraction(1), (x("i"), Delta("i", "j"))), Multiple(Fraction(-1), (x("i"), x("j")))))
    grid = written_out(softmax, ("i", N), ("j", N))
    assert grid[0][0] == Sum((x("1"), Multiple(Fraction(-1), (Power(x("1"), Number(Fraction(2))),))))
    assert grid[0][1] == Multiple(Fraction(-1), (x("1"), x("2")))


def test_equal_terms_are_counted_once():
    assert written_out(Sum((a("i", "j"), a("j", "i"))), ("i", N), ("j", N))[0][0] == Multiple(
        Fraction(2), (a("1", "1"),)
    )


def test_a_sum_keeps_its_own_index_and_loses_the_free_one():
    entry = IndexSum((("k", N),), Multiple(Fraction(1), (a("i", "k"), x("k"))))
    assert written_out(entry, ("i", Dimension.of(1)), None) == (
        (IndexSum((("k", N),), Multiple(Fraction(1), (a("1", "k"), x("k")))),),
    )


def test_an_index_bound_inside_is_renamed_when_the_last_position_has_its_name():
    entry = IndexSum((("k", K),), Multiple(Fraction(1), (a("i", "k"), x("k"))))
    (last,) = written_out(entry, ("i", K), None)[-1]
    (name, _) = last.indices[0]
    assert name != "k"
    assert last.body == Multiple(Fraction(1), (a("k", name), x(name)))


def test_a_delta_between_a_position_and_a_bound_index_stays():
    entry = IndexSum((("k", N),), Multiple(Fraction(1), (Delta("i", "k"), x("k"))))
    (first,) = written_out(entry, ("i", N), None)[0]
    assert first.body == Multiple(Fraction(1), (Delta("1", "k"), x("k")))


def test_whole_scalars_stay_as_they_are():
    total = Filled(1, ONE, ONE)
    assert written_out(total, None, ("j", Dimension.of(2))) == ((total, total),)


def test_an_axis_without_a_short_last_index_is_not_written_out():
    assert written_out(x("i"), ("i", M * N), None) is None


def test_a_fixed_place_may_be_a_sum():
    found = derive("svdvals(hstack([X, y[:, None]]))[-1]", "X", {"X": "2×n", "y": "2"}, prove=False).components
    rows, columns = found.indices
    (first, *_), _ = written_out(found.formula, rows, columns)
    assert to_text(first) == "(svd([X, y]).U)_(1,n+1) (svd([X, y]).V)_(1,n+1)"
