"""The chain from rules to the site: complete when it succeeds, and when it fails the old site stands."""

import os
import shutil
from pathlib import Path

import pytest

from jacobook.catalogue.model import Catalogue, Chapter, Rule
from jacobook.errors import JacobookError, ToolError
from jacobook.proof.verdict.certificate import Disproved
from jacobook.publish.site import rebuild as chain
from jacobook.publish.project import requirements
from jacobook.publish.site.build import build
from jacobook.work.files import OutputError
from jacobook.publish.pages.generation import prepare
from jacobook.publish.project.project import Project

FORM = Rule(
    "quadratic-form", "Quadratic form", "x @ A @ x", ("x",), {"A": "n×n", "x": "n"}, chapter="forms", summary="A form."
)
CATALOGUE = Catalogue((Chapter("forms", "Forms", 1, "", (FORM,)),))

# A small site with the extensions that typeset, and without the theme, which has its own tests.
CONFIGURATION = """
site_name: "Test"
site_url: "https://example.org/"
theme: {name: mkdocs, highlightjs: false}
site_description: "A site for the tests."
plugins: []
exclude_docs: |
  /reference/_includes/
not_in_nav: |
  /reference/
nav: [index.md]
markdown_extensions: [attr_list, md_in_html, pymdownx.superfences, {pymdownx.tabbed: {alternate_style: true}},
  pymdownx.details, jacobook.publish.links, jacobook.publish.mathematics]
"""


@pytest.fixture
def project(tmp_path, root):
    (tmp_path / "mkdocs.yml").write_text(CONFIGURATION, "utf-8")
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text("# Home\n\nWelcome.\n", "utf-8")
    (tmp_path / "node_modules").symlink_to(root / "node_modules")
    return Project(tmp_path)


@pytest.fixture
def old_site(project):
    project.site.mkdir()
    (project.site / "index.html").write_text("old")
    return project.site


def everything(folder):
    return {
        path.relative_to(folder).as_posix(): path.stat().st_mtime_ns
        for path in folder.rglob("*")
        if path.is_file() and ".cache" not in path.parts and "node_modules" not in path.parts
    }


@pytest.mark.slow
def test_the_site_is_built_with_everything_in_it(project, node):
    built = build(project, catalogue=CATALOGUE)
    assert built.generated.derivatives == 1
    page = (project.site / "reference" / "rules" / "quadratic-form" / "index.html").read_text("utf-8")
    assert "katex" in page
    assert (project.site / "reference" / "rules.json").is_file()
    downloads = {path.name for path in (project.site / "reference" / "downloads").iterdir()}
    assert {"cheatsheet-both-a4.pdf", "cheatsheet-both-a4.tex", "cheatsheet-numerator-letter.pdf"} <= downloads
    assert built.pages == sum(1 for _ in project.site.rglob("*.html"))
    assert not list(project.root.glob(".site*"))


def test_a_second_run_touches_nothing_that_is_the_same(project, node):
    first = prepare(project, catalogue=CATALOGUE)
    assert first.changes.written
    before = everything(project.docs)
    second = prepare(project, catalogue=CATALOGUE)
    assert second.changes == type(second.changes)((), ())
    assert everything(project.docs) == before


def test_what_is_generated_does_not_depend_on_the_cache_or_the_folder(project, node, tmp_path_factory, monkeypatch):
    prepare(project, catalogue=CATALOGUE)
    warm = {name: (project.reference / name).read_bytes() for name in everything(project.reference)}
    other = Project(tmp_path_factory.mktemp("elsewhere"))
    (other.root / "node_modules").symlink_to(project.root / "node_modules")
    monkeypatch.chdir(other.root)
    prepare(other, catalogue=CATALOGUE)
    assert {name: (other.reference / name).read_bytes() for name in everything(other.reference)} == warm


def test_pages_of_rules_that_are_gone_are_deleted(project, node):
    other = Rule("sum", "Sum", "sum(x)", ("x",), {"x": "n"}, chapter="forms", summary="A sum.")
    prepare(project, catalogue=Catalogue((Chapter("forms", "Forms", 1, "", (FORM, other)),)))
    assert (project.reference / "rules" / "sum.md").is_file()
    changes = prepare(project, catalogue=CATALOGUE).changes
    assert "rules/sum.md" in changes.deleted
    assert not (project.reference / "rules" / "sum.md").exists()


def test_missing_node_is_told_before_anything_is_written(project, old_site, monkeypatch, tmp_path_factory):
    monkeypatch.setenv("PATH", str(tmp_path_factory.mktemp("empty")))
    before = everything(project.root)
    with pytest.raises(ToolError, match="Node, which typesets"):
        build(project, catalogue=CATALOGUE)
    assert everything(project.root) == before


def test_a_wrong_rule_is_told_before_anything_is_written(project, old_site, node):
    wrong = Rule("wrong", "Wrong", "x @ x", ("x",), textbook={"x": "x"})
    before = everything(project.root)
    with pytest.raises(Disproved, match="rule wrong"):
        build(project, catalogue=Catalogue((Chapter("all", "All", 1, "", (FORM, wrong)),)))
    assert everything(project.root) == before


@pytest.mark.parametrize("folder", ["site", "docs/reference"])
def test_an_output_folder_that_cannot_be_written_is_told_first(project, node, folder):
    (project.root / folder).touch()
    before = everything(project.root)
    with pytest.raises(OutputError, match=f"cannot write .*{folder}"):
        build(project, catalogue=CATALOGUE)
    assert everything(project.root) == before


def test_a_read_only_place_for_the_site_is_told_first(project, node, monkeypatch):
    access = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path) != project.root and access(path, mode))
    with pytest.raises(OutputError, match="permission denied"):
        build(project, catalogue=CATALOGUE)
    assert not project.reference.exists()


def test_a_broken_link_stops_a_strict_build_and_the_old_site_stands(project, old_site, node):
    (project.docs / "index.md").write_text("# Home\n\n[nowhere](nowhere.md)\n", "utf-8")
    with pytest.raises(ToolError, match=r"(?s)MkDocs did not build the site.*nowhere\.md"):
        build(project, strict=True, catalogue=CATALOGUE)
    assert (old_site / "index.html").read_text() == "old"
    assert not list(project.root.glob(".site*"))


def test_what_a_visitor_would_stumble_over_stops_a_strict_build_too(project, old_site, node):
    (project.docs / "index.md").write_text('# Home\n\n<p><img src="https://example.com/x.png" alt=""></p>\n', "utf-8")
    with pytest.raises(ToolError, match=r"(?s)the old one stays.*another host"):
        build(project, strict=True, catalogue=CATALOGUE)
    assert (old_site / "index.html").read_text() == "old"
    built = build(project, catalogue=CATALOGUE)
    assert any("another host" in warning for warning in built.warnings)
    assert (old_site / "index.html").read_text() != "old"


def test_an_interrupted_build_leaves_the_old_site(project, old_site, node, monkeypatch):
    def interrupt(_project, folder, _mkdocs, **_):
        (folder / "index.html").write_text("half")
        raise KeyboardInterrupt

    monkeypatch.setattr(chain, "run_mkdocs", interrupt)
    with pytest.raises(KeyboardInterrupt):
        build(project, catalogue=CATALOGUE)
    assert (old_site / "index.html").read_text() == "old"
    assert not list(project.root.glob(".site*"))


def test_a_site_that_was_being_replaced_is_found_again(project, old_site, node, monkeypatch):
    old_site.rename(project.root / ".site.previous")
    monkeypatch.setattr(chain, "run_mkdocs", lambda *_, **__: (_ for _ in ()).throw(JacobookError("stop")))
    with pytest.raises(JacobookError, match="stop"):
        build(project, catalogue=CATALOGUE)
    assert (old_site / "index.html").read_text() == "old"


def test_missing_packages_are_told(project, monkeypatch):
    if shutil.which("node") is None:
        pytest.skip("Node is not installed, which is told first")
    monkeypatch.setattr(requirements, "find_package", lambda *_: (_ for _ in ()).throw(ToolError("run npm ci")))
    with pytest.raises(ToolError, match="npm ci"):
        build(project, catalogue=CATALOGUE)
    assert not project.reference.exists()
