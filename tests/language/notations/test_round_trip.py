"""What is printed of answers is read back as itself, in LaTeX, in text and in NumPy: a sample of the catalogue.

The whole catalogue is read back in tests/notation/test_printed_is_proved.py, and by tests/round_trip.py.
"""

import pytest

from jacobook import derive
from round_trip import NOTATIONS, Outcome, catalogue, printed_of, read_back

KINDS = {
    "rotations": ("Exp(w) @ x", "w", "w: 3, x: 3"),
    "logarithms of rotations": ("Log(R)", "R", "R: 3×3 rotation"),
    "actions of rotations": ("R @ p", "R", "R: 3×3 rotation, p: 3"),
    "blocks": ("roll(x, 1)", "x", "x: n"),
    "stacked variables": ("[x**2 * y, 2*x + y**8]", "[x, y]", "x: scalar, y: scalar"),
    "parts": ("sum((x[1:] - x[:-1])**2)", "x", "x: n"),
    "rows by their numbers": ("sum(G * E[idx])", "E", "E: m×n, G: k×n, idx: k index"),
    "ones beside ⊗": ("sum(X, axis=0)", "X", "X: m×n"),
    "zeros": ("[x > 0]", "x", "x: n"),
    "masks": ("softmax(Q @ K.T, axis=1, where=tril(ones(n, n))) @ V", "Q", "Q: n×d, K: n×d, V: n×p"),
    "products of columns": ("softmax(Q @ K.T, axis=1) @ V", "Q", "Q: n×d, K: m×d, V: m×p"),
    "the commutation matrix": ("X.T", "X", "X: m×n"),
    "triangles": ("cumsum(x)", "x", "x: n"),
    "entries": ("[x**2 * y, 2*x + y**8]", "y", "x: scalar, y: scalar"),
    "absolute values": ("where(abs(x) < 1, x, sign(x))", "x", "x: n"),
    "runs of letters": ("(X + t * D).T", "t", "X: m×n, D: m×n, t: scalar"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_printed_of_every_kind_is_read_back_as_itself(kind):
    printed = list(printed_of(kind, derive(*KINDS[kind], prove=False)))
    assert printed
    found = [read_back(each, notation) for each in printed for notation in NOTATIONS if notation in each.texts]
    assert [str(each) for each in found if each.outcome is not Outcome.ITSELF] == []


def test_what_is_printed_of_the_catalogue_is_read_back_as_itself():
    printed = [each for name, answer in catalogue(7, 17) for each in printed_of(name, answer)]
    found = [read_back(each, notation) for each in printed for notation in NOTATIONS if notation in each.texts]
    read = [each for each in found if each.outcome is Outcome.ITSELF]
    assert len(read) > 180
    assert len(read) / len(found) > 0.9
    assert [str(each) for each in found if each.outcome not in {Outcome.ITSELF, Outcome.REFUSED}] == []


def test_a_sum_over_exponents_is_refused_and_not_misread():
    printed = list(printed_of("powers", derive("trace(A @ matrix_power(X, k))", "X", "A: n×n, X: n×n, k: scalar")))
    found = [read_back(each, notation) for each in printed for notation in NOTATIONS if notation in each.texts]
    assert found
    assert {each.outcome for each in found} == {Outcome.REFUSED}
