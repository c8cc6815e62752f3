"""From files of rules to a catalogue, or to messages that say which file, rule and field is wrong."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jacobook.catalogue.loader import PACKAGE_RULES, CatalogueErrors, load
from jacobook.errors import JacobookError

HEAD = '[chapter]\nid = "forms"\ntitle = "Forms"\norder = 3\n\n'
RULE = """[[rule]]
id = "quadratic-form"
title = "Quadratic form"
expr = "x @ A @ x"
where = { A = "n×n", x = "n" }
wrt = ["x"]
textbook.x = "x @ (A + A.T)"
sources = ["cookbook:81"]
"""


@pytest.fixture
def write(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def write(text, name="forms.toml"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path.relative_to(tmp_path)

    return write


def message(*paths):
    with pytest.raises(JacobookError) as caught:
        load(paths)
    text = str(caught.value)
    assert "Traceback" not in text
    return text


def assert_told(path):
    """The file is right, or what is wrong names it; any other exception passes through and fails the test."""
    told = ""
    try:
        load([path])
    except JacobookError as error:
        told = str(error)
    assert not told or str(path) in told


def test_a_rule_is_read_with_all_its_fields(write):
    catalogue = load([write(HEAD + RULE)])
    (chapter,) = catalogue.chapters
    assert (chapter.id, chapter.title, chapter.order) == ("forms", "Forms", 3)
    (rule,) = catalogue
    assert (rule.id, rule.title, rule.expr) == ("quadratic-form", "Quadratic form", "x @ A @ x")
    assert rule.where == {"A": "n×n", "x": "n"}
    assert rule.wrt == ("x",)
    assert rule.textbook == {"x": "x @ (A + A.T)"}
    assert rule.sources == ("cookbook:81",)
    assert (rule.order, rule.chapter, rule.file, rule.line) == (1, "forms", "forms.toml", 6)


def test_a_folder_is_read_in_the_order_of_its_chapters(write, tmp_path):
    write(HEAD + RULE, "b.toml")
    write(
        HEAD.replace("forms", "first").replace("order = 3", "order = 1") + RULE.replace("quadratic", "cubic"), "c.toml"
    )
    assert [chapter.id for chapter in load([tmp_path]).chapters] == ["first", "forms"]


def test_a_file_named_twice_is_read_once(write, tmp_path):
    assert len(load([write(HEAD + RULE), tmp_path])) == 1


MISTAKES = [
    (HEAD + RULE.replace('"quadratic-form"', '"quadratic-form'), ["forms.toml:7:", "not TOML", "^"]),
    (HEAD + "[[rule]\n", ["forms.toml:6:", "not TOML", "[[rule]\n"]),
    (HEAD + 'x = """', ["not TOML"]),
    (b"\xff\xfe", ["forms.toml: not UTF-8"]),
    ("", ["forms.toml: chapter is missing"]),
    ("chapter = 1", ["forms.toml: chapter", "table"]),
    (HEAD.replace("title", "titel") + RULE, ["unknown key chapter.titel"]),
    (
        HEAD + RULE.replace("expr", "exrp"),
        ["forms.toml:6: rule quadratic-form", "unknown key exrp", "did you mean expr?"],
    ),
    (HEAD + RULE.replace("wrt", "wrong_key_that_is_like_none"), ["unknown key wrong_key", "known keys: title, expr"]),
    (HEAD + RULE.replace('id = "quadratic-form"\n', ""), ["forms.toml:6: rule 1 of the file: id is missing"]),
    (HEAD + RULE.replace('wrt = ["x"]\n', ""), ["rule quadratic-form: wrt is missing", 'wrt = ["x"]']),
    (HEAD + RULE.replace('["x"]', '"x"'), ["forms.toml:11: rule quadratic-form: wrt: should be a list", "not text"]),
    (HEAD + RULE.replace('["x"]', "[]"), ["wrt: should not be empty"]),
    (HEAD + RULE.replace('["x"]', '["x", 3]'), ["wrt[2]: should be text", "not the number 3"]),
    (HEAD + RULE.replace('"Quadratic form"', "7"), ["forms.toml:8: rule quadratic-form: title: should be text"]),
    (HEAD + RULE.replace('"Quadratic form"', '""'), ["title: should be one line of text, and not empty"]),
    (HEAD + RULE.replace('"Quadratic form"', f'"{"long " * 10}"'), ["title: is longer than 48 characters (50)"]),
    (HEAD + RULE.replace('"quadratic-form"', '"Quadratic Form"'), ["id: 'Quadratic Form' cannot be used here"]),
    (HEAD + RULE + "order = 3\n", ["order: should be 1 or 2, not 3"]),
    (HEAD + RULE + "order = true\n", ["order: should be a whole number, not true"]),
    (HEAD + RULE.replace("cookbook:81", "cookery:81"), ["sources[1]: cookery:81 is not a source", "write article:C5"]),
    (HEAD + RULE.replace('{ A = "n×n", x = "n" }', '"n"'), ["where: should be a table", "not text"]),
    (HEAD + RULE.replace("x @ A @ x", "x @ A @ "), ["forms.toml:9: rule quadratic-form: expr: cannot read", "^"]),
    (
        HEAD + RULE.replace("x @ A @ x", "sun(x)"),
        ["expr: unknown function sun", "  sun(x)\n  ^^^", "did you mean sum?"],
    ),
    (HEAD + RULE.replace("n×n", "n×m"), ["expr: shapes", "^"]),
    (HEAD + RULE.replace("n×n", "n by n"), ["forms.toml:10: rule quadratic-form: where: declaration of A"]),
    (
        HEAD + RULE.replace('["x"]', '["z"]').replace("textbook.x", "textbook.z"),
        ["wrt: 'z' is not a variable", "known: x, A"],
    ),
    (HEAD + RULE.replace('x = "n" }', 'x = "n", q = "n" }'), ["where: 'q' is declared but occurs neither"]),
    (HEAD + RULE.replace('["x"]', '["x,A"]'), ["wrt: 'x,A' names 2 variables", "order = 2"]),
    (
        HEAD + RULE.replace("textbook.x", "textbook.y"),
        ["forms.toml:12: rule quadratic-form: textbook.y: 'y' is not in wrt"],
    ),
    (HEAD + RULE.replace("(A + A.T)", "(A + B.T)"), ["textbook.x: 'B' is not a variable of this rule"]),
    (HEAD + RULE.replace("(A + A.T)", "(A + A.T"), ["textbook.x: cannot read", "^"]),
    (HEAD + RULE + RULE, ["forms.toml:14: rule quadratic-form", "already used at forms.toml:6"]),
    (
        HEAD + RULE + 'related = ["quadratic-from"]\n',
        ["related: there is no rule 'quadratic-from'", "did you mean quadratic-form?"],
    ),
]


EXAMPLE = """[[rule.example]]
title = "With the identity"
expr = "x @ x"
wrt = ["x"]
textbook.x = "2 * x"
sources = ["cookbook:131"]
"""
MISTAKES += [
    (HEAD + RULE + "number = 0\n", ["number: should be a whole number from 1 on, not 0"]),
    (HEAD + RULE + EXAMPLE.replace("x @ x", "x @ "), ["forms.toml:16: rule quadratic-form: example[1]: expr: cannot"]),
    (
        HEAD + RULE + EXAMPLE.replace("title", "tittle"),
        ["forms.toml:14: rule quadratic-form: example[1]: unknown", "did you mean title?"],
    ),
    (
        HEAD + RULE + EXAMPLE.replace('["x"]', '"x"'),
        ["forms.toml:17: rule quadratic-form: example[1].wrt: should be a"],
    ),
    (
        HEAD + RULE + EXAMPLE + EXAMPLE.replace("2 * x", "2 * z"),
        ["forms.toml:24", "example[2]: textbook.x: 'z' is not"],
    ),
]


def test_examples_belong_to_the_rule_above_them(write):
    (rule,) = load([write(HEAD + RULE + EXAMPLE)])
    (example,) = rule.examples
    assert (example.id, example.title, example.expr) == ("quadratic-form/1", "With the identity", "x @ x")
    assert (example.chapter, example.sources) == (rule.chapter, ("cookbook:131",))
    assert rule.questions == (rule, example)


@pytest.mark.parametrize(("text", "expected"), MISTAKES)
def test_a_mistake_is_told_with_its_place(write, text, expected):
    told = message(write(text))
    assert [part for part in expected if part not in told] == [], told


def test_everything_that_is_wrong_is_told_at_once(write):
    text = HEAD + RULE.replace("x @ A @ x", "sun(x)") + RULE.replace("quadratic", "other").replace("Quadratic form", "")
    with pytest.raises(CatalogueErrors) as caught:
        load([write(text)])
    assert len(caught.value.problems) == 2
    told = str(caught.value)
    assert "unknown function sun" in told
    assert "rule other-form: title" in told
    assert told.endswith("2 problems in the catalogue")


def test_the_same_id_in_two_files_names_both(write):
    told = message(write(HEAD + RULE, "a.toml"), write(HEAD.replace("forms", "more") + RULE, "b.toml"))
    assert "a.toml:6" in told
    assert "b.toml:6" in told


def test_the_same_chapter_in_two_files_names_both(write, tmp_path):
    write(HEAD + RULE, "a.toml")
    write(HEAD + RULE.replace("quadratic", "cubic"), "b.toml")
    told = message(tmp_path)
    assert "the chapter 'forms' is already in" in told


def test_the_same_number_twice_is_told_with_the_next_free_one(write):
    numbered = RULE.replace("title", "number = 7\ntitle")
    told = message(write(HEAD + numbered + numbered.replace("quadratic-form", "cubic-form")))
    assert "rule cubic-form: the number 7 is already used by quadratic-form at forms.toml:6" in told
    assert "the next free one is 8" in told


def test_an_alias_may_not_be_the_id_of_another(write):
    told = message(write(HEAD + RULE + RULE.replace("quadratic", "cubic") + 'aliases = ["quadratic-form"]\n'))
    assert "'quadratic-form' is already used" in told


def test_a_rule_may_be_related_to_one_of_the_package(write):
    assert len(load([write(HEAD + RULE.replace("quadratic", "cubic") + 'related = ["hadamard-product"]\n')])) == 1


def test_each_chapter_of_the_package_stands_by_itself():
    chapters = [load([path]) for path in PACKAGE_RULES.glob("*.toml")]
    assert chapters
    assert sum(map(len, chapters)) == len(load())


def test_a_path_that_is_not_there(tmp_path):
    assert "no file or folder" in message(tmp_path / "nothing")


def test_a_folder_without_rules(tmp_path):
    assert "no rules in" in message(tmp_path)


def test_a_file_that_may_not_be_read(write, monkeypatch):
    path = write(HEAD + RULE)

    def refuse(self, *_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(type(path), "open", refuse)
    assert message(path) == "forms.toml: cannot be read: Permission denied"


def test_a_declaration_may_be_multi_line_text_without_losing_lines(write):
    text = HEAD + RULE + 'note = """\n[[rule]]\n"""\n' + RULE.replace("quadratic-form", "x-")
    assert "rule x-" in message(write(text))


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_a_damaged_file_gives_a_message_and_never_a_traceback(tmp_path_factory, data):
    text = HEAD + RULE
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(text)))
        stop = data.draw(st.integers(start, min(len(text), start + 12)))
        text = text[:start] + data.draw(st.text(max_size=6)) + text[stop:]
    path = tmp_path_factory.mktemp("damaged") / "forms.toml"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    assert_told(path)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=5), inner),
    )
)
@settings(max_examples=100, deadline=None)
def test_values_of_any_kind_give_messages(tmp_path_factory, value):
    def toml(value):
        match value:
            case None:
                return "2020-01-01"
            case bool():
                return str(value).lower()
            case int():
                return str(max(-(2**62), min(value, 2**62)))
            case str():
                return (
                    '"'
                    + "".join(
                        f"\\U{ord(character):08X}" for character in value if not 0xD800 <= ord(character) < 0xE000
                    )
                    + '"'
                )
            case list():
                return "[" + ", ".join(map(toml, value)) + "]"
            case dict():
                return "{" + ", ".join(f"{toml(key)} = {toml(inner)}" for key, inner in value.items()) + "}"

    path = tmp_path_factory.mktemp("values") / "forms.toml"
    for field in ("id", "title", "expr", "where", "wrt", "order", "textbook", "sources", "tags", "note"):
        lines = [line for line in RULE.splitlines() if not line.startswith(field)]
        path.write_text(HEAD + "\n".join(lines) + f"\n{field} = {toml(value)}\n", "utf-8")
        assert_told(path)


def test_the_rules_of_the_package_are_the_default():
    catalogue = load()
    assert len(catalogue) >= 30
    assert {PACKAGE_RULES} == {Path(chapter.file).parent for chapter in catalogue.chapters}
