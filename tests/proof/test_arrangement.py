"""The layouts by their definition, shape by shape."""

import pytest

from jacobook.layout.formulas.layouts import LAYOUTS
from jacobook.proof.oracle.arrays import Unproved
from jacobook.proof.verdict.arrangement import arrangement

SCALAR, N, M, MN, PQ = (), (3,), (2,), (2, 3), (4, 5)

# Lengths of the value and of the variables; the shape in numerator layout; what stands first in its last row.
ORDER_ONE = {
    "scalar by scalar": ((SCALAR, SCALAR), (1, 1), ((), ())),
    "scalar by vector": ((SCALAR, N), (1, 3), ((), (0,))),
    "vector by scalar": ((M, SCALAR), (2, 1), ((1,), ())),
    "vector by vector": ((M, N), (2, 3), ((1,), (0,))),
    "scalar by matrix": ((SCALAR, MN), (3, 2), ((), (0, 2))),
    "matrix by scalar": ((PQ, SCALAR), (4, 5), ((3, 0), ())),
    "matrix by matrix": ((PQ, MN), (20, 6), ((3, 4), (0, 0))),
    "vector by matrix": ((M, MN), (2, 6), ((1,), (0, 0))),
    "matrix by vector": ((PQ, N), (20, 3), ((3, 4), (0,))),
}
ORDER_TWO = {
    "scalar by two vectors": ((SCALAR, N, M), (2, 3), ((), (0,), (1,))),
    "scalar by two scalars": ((SCALAR, SCALAR, SCALAR), (1, 1), ((), (), ())),
    "scalar by scalar and vector": ((SCALAR, SCALAR, N), (1, 3), ((), (), (0,))),
    "scalar by vector and scalar": ((SCALAR, N, SCALAR), (1, 3), ((), (0,), ())),
    "scalar by matrix and scalar": ((SCALAR, MN, SCALAR), (3, 2), ((), (0, 2), ())),
    "vector by two scalars": ((M, SCALAR, SCALAR), (2, 1), ((1,), (), ())),
    "vector by scalar and vector": ((M, SCALAR, N), (2, 3), ((1,), (), (0,))),
    "scalar by two matrices": ((SCALAR, MN, PQ), (6, 20), ((), (1, 2), (0, 0))),
    "scalar by vector and matrix": ((SCALAR, N, MN), (3, 6), ((), (2,), (0, 0))),
    "vector by two vectors": ((M, N, (4,)), (6, 4), ((1,), (2,), (0,))),
    "vector by vector and matrix": ((M, N, PQ), (6, 20), ((1,), (2,), (0, 0))),
}


@pytest.mark.parametrize("what", [*ORDER_ONE, *ORDER_TWO])
def test_the_layouts(what):
    lengths, shape, last_row_first_column = {**ORDER_ONE, **ORDER_TWO}[what]
    numerator, denominator = (arrangement(lengths, layout) for layout in LAYOUTS)
    assert (len(numerator), len(numerator[0])) == shape
    assert numerator[-1][0] == last_row_first_column
    assert denominator == tuple(zip(*numerator, strict=True))


@pytest.mark.parametrize("what", [*ORDER_ONE, *ORDER_TWO])
def test_every_derivative_stands_somewhere_and_only_once(what):
    lengths, shape, _ = {**ORDER_ONE, **ORDER_TWO}[what]
    places = [place for row in arrangement(lengths, "denominator") for place in row]
    assert len(places) == len(set(places)) == shape[0] * shape[1]


def test_vec_stacks_columns():
    rows = [row[0][0] for row in arrangement((MN, N), "numerator")]
    assert rows == [(0, 0), (1, 0), (0, 1), (1, 1), (0, 2), (1, 2)]


def test_the_jacobian_of_a_vector_is_the_value_of_its_second_derivative():
    rows = [row[0][:2] for row in arrangement((M, N, N), "numerator")]
    assert rows == [((i,), (j,)) for j in range(3) for i in range(2)]


@pytest.mark.parametrize("lengths", [(MN, N, N), (M, MN, N), (MN, MN, MN)])
def test_what_has_no_layout_is_refused(lengths):
    with pytest.raises(Unproved, match="no matrix layout"):
        arrangement(lengths, "numerator")


def test_there_are_two_layouts():
    with pytest.raises(ValueError, match="mixed"):
        arrangement((M, N), "mixed")
