"""A layout by its name: what is chosen, what that shows, and which is the transpose's."""

import pytest

from jacobook.language.dimension import Dimension
from jacobook.layout.forms.orientation import orientation
from jacobook.layout.formulas.layouts import LAYOUTS, Layout

N = Dimension.of("n")


def test_the_names_are_those_that_files_hold():
    assert [str(layout) for layout in Layout] == ["numerator", "denominator", "both"]
    assert [layout.words for layout in Layout] == ["numerator layout", "denominator layout", "both layouts"]


@pytest.mark.parametrize(("chosen", "seen"), [(Layout.BOTH, LAYOUTS), *((layout, (layout,)) for layout in LAYOUTS)])
def test_what_is_chosen_is_shown_with_what_lies_in_no_layout(chosen, seen):
    assert chosen.each == seen
    assert [layout for layout in (None, *LAYOUTS) if chosen.shows(layout)] == [None, *seen]


def test_the_transpose_lies_in_the_other_layout():
    for layout in LAYOUTS:
        assert layout.other is not layout
        assert layout.other.other is layout
        assert orientation((N,), ((N,),), layout).swapped == orientation((N,), ((N,),), layout.other)


def test_a_derivative_lies_in_one_layout():
    with pytest.raises(ValueError, match="one layout"):
        orientation((), ((N,),), Layout.BOTH)
