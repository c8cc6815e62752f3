"""A table says for how many of its derivatives the proof holds for every size."""

from types import SimpleNamespace

import pytest

from jacobook.document.collections.table import Group, Row, Table


def table(*reaches):
    rows = tuple(Row(None, SimpleNamespace(reach=reach), "", "") for reach in reaches)
    return Table("id", "Title", (Group("", rows[:1]), Group("", rows[1:])))


@pytest.mark.parametrize(
    ("reaches", "said"),
    [
        ((), ""),
        (("", ""), ""),
        (("for every size",), "Its derivative is proved for every size."),
        (("for every size", "for every size", ""), "All are proved for every size."),
        (
            ("for every size", "at these sizes", "for every size"),
            "2 of 3 are proved for every size, the others at the sizes named on their pages.",
        ),
    ],
)
def test_what_a_table_says(reaches, said):
    assert table(*reaches).reached == said
