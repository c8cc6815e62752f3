"""`jacobook new`: a rule that loads and is proved as soon as its sentence is written."""

import pytest

from jacobook.catalogue.loader import load


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
        (["Bad Name"], "lower-case letters"),
        (["name", "--expr", "sun(x)"], "did you mean sum?"),
        (["name", "--wrt", "q"], "q is not a variable"),
    ):
        run = jacobook("new", *arguments)
        assert run.status == 2
        assert told in run.err
        assert run.out == ""


@pytest.mark.parametrize("expression", ["x @ A @ x", "norm(x - a)**2", "logdet(X)", "tanh(W @ x + b)"])
def test_a_rule_that_is_tried_passes_as_it_is(jacobook, tmp_path, expression):
    (tmp_path / "my-rule.toml").write_text(jacobook("new", "my-rule", "--expr", expression).out, "utf-8")
    run = jacobook("check", "my-rule.toml")
    assert (run.status, run.err) == (0, "")
    assert "1 rule, 1 derivative: all proved" in run.out


def test_rules_may_be_tried_one_after_the_other_in_one_file(jacobook, tmp_path):
    texts = [jacobook("new", name).out.replace("number =", "# number =") for name in ("one", "two")]
    (tmp_path / "mine.toml").write_text("\n".join(texts), "utf-8")
    assert "2 rules, 2 derivatives: all proved" in jacobook("check", "mine.toml").out


def test_it_has_the_next_number(jacobook, tmp_path):
    taken = {rule.number for rule in load(is_sound=lambda _: True)}
    assert f"\nnumber = {max(taken) + 1}\n" in jacobook("new", "one").out
    (tmp_path / "mkdocs.yml").touch()
    (tmp_path / "rules").mkdir()
    (tmp_path / "jacobook.toml").write_text('catalogue = ["rules"]\n', "utf-8")
    (tmp_path / "rules" / "a.toml").write_text('[chapter]\nid = "a"\ntitle = "A"\n[[rule]]\nnumber = 41\n', "utf-8")
    (tmp_path / "rules" / "broken.toml").write_text("[", "utf-8")
    assert "\nnumber = 42\n" in jacobook("new", "one").out
