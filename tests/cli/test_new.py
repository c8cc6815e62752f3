"""`jacobook new`: a rule that loads and is proved as soon as its sentence is written."""


def test_a_new_rule_is_proved_after_its_chapter_is_named(jacobook, tmp_path):
    run = jacobook("new", "squared-distance", "--expr", "norm(x - a)**2", "--wrt", "x")
    assert run.status == 0
    (tmp_path / "mine.toml").write_text('[chapter]\nid = "mine"\ntitle = "Mine"\n\n' + run.out, "utf-8")
    checked = jacobook("check", "mine.toml")
    assert (checked.status, checked.err) == (0, "")
    assert "1 rule, 1 derivative: all proved" in checked.out


def test_shapes_are_filled_in(jacobook):
    out = jacobook("new", "linear-map", "--expr", "A @ x").out
    assert 'title = "Linear map"' in out
    assert 'wrt = ["x"]' in out
    assert 'A = "' in out


def test_bad_input_is_told(jacobook):
    for arguments, told in (
        (["Bad Name"], "small letters"),
        (["name", "--expr", "sun(x)"], "did you mean sum?"),
        (["name", "--wrt", "q"], "q is not a variable"),
    ):
        run = jacobook("new", *arguments)
        assert run.status == 2
        assert told in run.err
        assert run.out == ""
