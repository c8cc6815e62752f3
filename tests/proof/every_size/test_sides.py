"""Sides of layouts are those of the definition place by place, whatever has how many axes."""

from itertools import product

import pytest

from jacobook.language.dimension import ONE, Dimension
from jacobook.layout.formulas.layouts import LAYOUTS
from jacobook.proof.every_size.sides import sides
from jacobook.proof.normal_form.terms import Unclear
from jacobook.proof.oracle.arrays import Unproved
from jacobook.proof.verdict.arrangement import arrangement

LENGTHS = (2, 3, 5, 4, 7, 6)
QUESTIONS = [ranks for count in (2, 3) for ranks in product(range(3), repeat=count)]


def walked(side, lengths):
    """The places on a side as mappings from an axis to a position, the last axis the fastest."""
    return [dict(zip(side, at, strict=True)) for at in product(*(range(lengths[array][axis]) for array, axis in side))]


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("ranks", QUESTIONS, ids=str)
def test_places_are_those_of_the_arrangement(ranks, layout):
    numbers = iter(LENGTHS)
    lengths = tuple(tuple(next(numbers) for _ in range(rank)) for rank in ranks)
    shapes = tuple(tuple(map(Dimension.of, axes)) for axes in lengths)
    try:
        grid = arrangement(lengths, layout)
    except Unproved:
        with pytest.raises(Unclear):
            sides(shapes, layout)
        return
    rows, columns = sides(shapes, layout)
    found = tuple(
        tuple(
            tuple(tuple((row | column)[array, axis] for axis in range(rank)) for array, rank in enumerate(ranks))
            for column in walked(columns, lengths)
        )
        for row in walked(rows, lengths)
    )
    assert found == grid


def test_vec_stacks_columns_of_all_but_the_last():
    m, n, p = map(Dimension.of, "mnp")
    assert sides(((m, n), (n, p)), "vec") == (((0, 1), (0, 0)), ((1, 1), (1, 0)))
    assert sides(((), (n, p)), "vec") == ((), ((1, 1), (1, 0)))
    assert sides(((m,), (n,), (n, p)), "vec") == (((1, 0), (0, 0)), ((2, 1), (2, 0)))


def test_axes_of_length_one_are_none():
    n = Dimension.of("n")
    assert sides(((n, ONE), (n, ONE)), "numerator") == (((0, 0),), ((1, 0),))
    assert sides(((), (ONE, n)), "numerator") == (((1, 1),), ())
    assert sides(((), (n, ONE)), "numerator") == ((), ((1, 0),))
