"""A catalogue from a stranger: whatever it holds, one clear error each, and text stays text."""

import json
import os
import random
import re
import socket
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jacobook.catalogue import PACKAGE_RULES
from jacobook.catalogue.loader import load
from jacobook.catalogue.model import Catalogue, Chapter, Rule
from jacobook.document.setting.environment import Templates
from jacobook.document.collections.site import pages
from jacobook.errors import JacobookError
from jacobook.publish.pages.exports import rules_latex
from jacobook.work.limits import attempt_within
from jacobook.publish.typeset.pdf import typst_pdf
from jacobook.answers.records import attempted_records
from jacobook.publish.typeset.documents import document_source
from jacobook.layout.formulas.layouts import Layout

# More on demand: JACOBOOK_FUZZ=20000 python -m pytest tests/publish/site/test_hostile.py
EXAMPLES = int(os.environ.get("JACOBOOK_FUZZ", "400"))
SOURCES = [path.read_text("utf-8") for path in sorted(PACKAGE_RULES.glob("*.toml"))]

EVIL = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</span></div><iframe src=//example.com>",
    r"\input{/etc/passwd}\write18{touch /tmp/owned}",
    r"\end{document}\catcode`\@=0",
    '#read("/etc/passwd") #import "@preview/x:1.0.0": *',
    '$#sys.inputs$ #eval("1")',
    "{{ config.extra }} {% include 'x' %} << x >> <% x %>",
    '--8<-- "../../mkdocs.yml"',
    "[x](javascript:alert(1)) ![y](//example.com/y.png)",
    "`code` **bold** _a_ | cell | # heading\n\n    block",
)


def rule(text, **fields):
    told = {
        "title": text[:48].replace("\n", " "),
        "summary": text[:160],
        "note": text,
        "condition": text,
        "section": text,
    }
    form = {"expr": "x @ A @ x", "wrt": ("x",), "where": {"A": "n×n", "x": "n"}, "chapter": "evil"}
    return Rule("evil", **form | told | fields)


def published(catalogue):
    found = attempted_records(catalogue)
    assert found.problems == ()
    return found.answered


@pytest.mark.parametrize("text", EVIL)
def test_what_a_rule_says_is_text_in_html(text):
    import markdown

    catalogue = Catalogue((Chapter("evil", text[:48], 1, text[:160], (rule(text),)),))
    answered = published(catalogue)
    files = dict(pages(catalogue, {name: record.page for name, record in answered.items()}, "1", Templates()))
    extensions = ["attr_list", "md_in_html", "tables", "pymdownx.details", "pymdownx.superfences", "pymdownx.tabbed"]
    for name, source in files.items():
        front = re.match(r"---\n.*?\n---\n", source, re.DOTALL)
        body = source[front.end() if front else 0 :]
        # Themes print these as they are.
        told = yaml.safe_load(front[0].strip("-\n")) if front else {}
        assert not re.search(r"[<>\"'`{}$\\]", f"{told.get('title', '')}{told.get('description', '')}"), name
        # A line that includes another file is the templates' own.
        assert all("_includes" in line for line in body.splitlines() if line.lstrip(" ;").startswith("--8<--")), name
        reader = Reader()
        reader.feed(markdown.markdown(body, extensions=extensions))
        # The first pages of sheets are pictures, in a file in which no rule is named.
        allowed = {"img"} if name == "_includes/downloads.md" and text not in body else set()
        assert (reader.tags - allowed).isdisjoint({"script", "iframe", "img", "object", "embed", "form", "style"}), name
        assert not [attribute for attribute in reader.attributes if attribute.startswith("on")], name
        assert all(re.match(r"[\w./#?=&-]*$", address) for address in reader.addresses), name


@pytest.mark.parametrize("text", EVIL)
@pytest.mark.parametrize("field", ["id", "aliases", "tags", "related", "sources", "wrt"])
def test_what_stands_in_addresses_and_classes_is_no_text_at_all(tmp_path, field, text):
    given = {"id": "good", "title": "Good", "expr": "x @ x", "wrt": ["x"]}
    given[field] = text if field == "id" else [text]
    lines = [f"{name} = {json.dumps(value)}" for name, value in given.items()]
    path = tmp_path / "evil.toml"
    path.write_text("\n".join(['[chapter]\nid = "evil"\ntitle = "Evil"\n[[rule]]', *lines]), "utf-8")
    with pytest.raises(JacobookError, match=re.escape(str(path))):
        load([path])


class Reader(HTMLParser):
    """The tags, attributes and addresses of a page."""

    def __init__(self):
        super().__init__()
        self.tags, self.attributes, self.addresses = set(), set(), []

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.addresses += [value for name, value in attrs if name in ("href", "src", "action")]


@pytest.mark.parametrize("text", EVIL)
def test_what_a_rule_says_is_text_in_typst_and_latex(text):
    catalogue = Catalogue((Chapter("evil", text[:48], 1, text[:160], (rule(text),)),))
    answered = published(catalogue)
    source = document_source("cheatsheet", catalogue, answered, Templates(), engine="typst", layout=Layout.BOTH, paper="a4")
    assert typst_pdf(source).startswith(b"%PDF")
    for latex in (
        document_source("cheatsheet", catalogue, answered, Templates(), engine="latex", layout=Layout.BOTH, paper="a4"),
        *rules_latex(catalogue, answered, Templates(), "both").values(),
    ):
        for command in (r"\input{/", r"\write18", r"\catcode`\@", r"\end{document}\c"):
            assert command not in latex


@pytest.mark.parametrize(
    "expr",
    [
        "__import__('os').system('touch owned')",
        "().__class__.__bases__",
        "open('/etc/passwd')",
        "(lambda: x)()",
        "[x for x in x]",
        "exec('1')",
        "x.__class__",
        "f'{x}'",
        "9**9**9**9 * x",
        "x" + " + x" * 1500,
        "(" * 900 + "x" + ")" * 900,
        "exp(" * 90 + "x" + ")" * 90,
        "x" + ".T" * 1500,
    ],
)
def test_an_expression_runs_nothing_and_ends(tmp_path, monkeypatch, expr):
    monkeypatch.chdir(tmp_path)
    outcome = attempt_within(answered_or_refused, rule("Evil", expr=expr, wrt=("x",), where={}), limit=20)
    assert outcome.value == "answered" or "internal error" not in str(outcome.problem)
    assert list(tmp_path.iterdir()) == []


def answered_or_refused(question):
    """In a process that can neither reach a network nor start another program."""
    from jacobook.answers.answers import answer

    def forbidden(*_, **__):
        os._exit(1)

    socket.socket.connect = forbidden
    subprocess.Popen.__init__ = forbidden
    os.system = forbidden
    answer(question)
    return "answered"


def mutated(source, seed):
    """A file of rules with a few things in it put elsewhere, doubled, cut, or replaced by something nasty."""
    chance = random.Random(seed)  # noqa: S311 - to be repeated, not to be secret
    for _ in range(chance.randint(1, 4)):
        start = chance.randrange(len(source) + 1)
        end = min(len(source), start + chance.choice((0, 1, 3, 20, 400)))
        nasty = (
            "",
            '"',
            "[[",
            "]]",
            "\0",
            "\ud7ff",
            "é",
            "'''",
            "= ",
            "\n",
            "[[rule]]\n",
            "9" * 40,
            "@",
            "..",
            "{",
            "}",
        )
        source = source[:start] + chance.choice((*nasty, source[start:end] * 2, chance.choice(EVIL))) + source[end:]
    return source


@pytest.mark.slow
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(SOURCES), st.integers(0, 2**32))
def test_a_spoiled_catalogue_is_read_or_told(tmp_path_factory, source, seed):
    path = tmp_path_factory.getbasetemp() / "spoiled.toml"
    path.write_text(mutated(source, seed), "utf-8")
    try:
        load([path])
    except JacobookError as error:
        told = str(error)
        assert told.startswith(str(path))
        assert "Traceback" not in told


@settings(max_examples=EXAMPLES // 4, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_told(tmp_path_factory, content):
    path = tmp_path_factory.getbasetemp() / "bytes.toml"
    path.write_bytes(content)
    with pytest.raises(JacobookError, match=re.escape(str(path))):
        load([path])


@settings(max_examples=max(5, EXAMPLES // 40), deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(SOURCES), st.integers(0, 2**32))
def test_a_spoiled_catalogue_is_checked_to_a_status_and_writes_whole_files(tmp_path_factory, source, seed):
    from jacobook.cli.failures import status_of

    folder = tmp_path_factory.mktemp("spoiled")
    # A few rules are enough to be checked.
    text = "".join(re.split(r"(?=\[\[rule\]\])", mutated(source, seed))[:3])
    (folder / "rules.toml").write_text(text, "utf-8")

    def check():
        from jacobook.cli import commands

        arguments = ["check", str(folder / "rules.toml"), "--limit", "20", "--json", str(folder / "verdicts.json")]
        return commands.main(arguments, prog_name="jacobook", standalone_mode=False)

    assert status_of(check) in (0, 1, 2)
    written = {path.name for path in Path(folder).iterdir()}
    assert written <= {"rules.toml", "verdicts.json"}
    if "verdicts.json" in written:
        assert (folder / "verdicts.json").read_text("utf-8").endswith("}\n")
