"""A build after a change makes what a build from nothing makes, byte for byte, and does not do the rest again."""

import dataclasses
import shutil
from pathlib import Path

import pytest

from jacobook.catalogue.loader import load
from jacobook.catalogue.model import Catalogue
from jacobook.publish.site import rebuild as chain
from jacobook.publish.site.build import build
from jacobook.publish.project.project import Project
from jacobook.work.spread import Workers
from jacobook.publish.project.options import BuildOptions

pytestmark = pytest.mark.thorough

CHAPTER = next(chapter for chapter in load().chapters if chapter.id == "forms")
RULES = Catalogue(
    (dataclasses.replace(CHAPTER, rules=tuple(dataclasses.replace(r, related=()) for r in CHAPTER.rules[:3])),)
)

CONFIGURATION = """
site_name: "Test"
site_url: "https://example.org/"
theme: {name: material, font: false}
site_description: "A site for the tests."
plugins: [search]
exclude_docs: |
  /reference/_includes/
not_in_nav: |
  /reference/
nav: [index.md]
hooks: [HOOK]
markdown_extensions: [attr_list, md_in_html, pymdownx.superfences, {pymdownx.tabbed: {alternate_style: true}},
  pymdownx.details, toc: {permalink: true}, jacobook.publish.links, jacobook.publish.raw_html,
  jacobook.publish.mathematics]
"""


@pytest.fixture
def make(tmp_path, root, node):
    def make(name):
        folder = tmp_path / name
        (folder / "docs").mkdir(parents=True)
        hook = root / "generator" / "jacobook" / "publish" / "mkdocs" / "hook.py"
        (folder / "mkdocs.yml").write_text(CONFIGURATION.replace("HOOK", str(hook)), "utf-8")
        (folder / "docs" / "index.md").write_text("# Home\n\nWelcome.\n", "utf-8")
        (folder / "node_modules").symlink_to(root / "node_modules")
        return Project(folder)

    return make


def contents(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def changed(catalogue, **fields):
    (chapter,) = catalogue.chapters
    first, *others = chapter.rules
    return Catalogue((dataclasses.replace(chapter, rules=(dataclasses.replace(first, **fields), *others)),))


def test_from_directory_to_directory_and_from_worker_to_workers_the_site_is_the_same(make):
    here, there = make("here"), make("there")
    build(here, catalogue=RULES, options=BuildOptions(Workers(1)))
    build(there, catalogue=RULES, options=BuildOptions(Workers(3)))
    assert contents(here.site) == contents(there.site)


@pytest.mark.parametrize(
    "fields",
    [
        {"title": "Another title"},
        {"expr": "2 * (b @ x)", "where": {"b": "n", "x": "n"}, "textbook": {}},
        {"note": "Read this <b>twice</b>, and $x$."},
        {"id": "another-id"},
    ],
)
def test_after_a_change_the_site_is_what_a_build_from_nothing_makes(make, fields):
    here, there = make("here"), make("there")
    build(here, catalogue=RULES)
    build(here, catalogue=changed(RULES, **fields))
    build(there, catalogue=changed(RULES, **fields))
    assert contents(here.site) == contents(there.site)


WRITTEN = """# By hand

```jacobian
x @ A @ x
wrt: x
```

--8<-- "part.txt"
"""
SNIPPETS = """  pymdownx.details, jacobook.publish.jacobian_blocks,
  {pymdownx.snippets: {base_path: [docs], check_paths: true}},"""


@pytest.mark.parametrize(
    ("place", "text"),
    [
        ("docs/part.txt", "Another part.\n"),
        ("docs/index.md", WRITTEN.replace("By hand", "By another hand")),
        ("jacobook.toml", '[notation]\ntranspose = "T"\n'),
        ("templates/markdown/block.md.jinja", "<div>{{ page.equation.text }}</div>\n"),
    ],
)
def test_after_a_change_of_what_a_page_by_hand_is_made_of_it_is_made_anew(make, place, text):
    here, there = make("here"), make("there")
    for project in (here, there):
        settings = project.configuration.read_text("utf-8").replace("  pymdownx.details,", SNIPPETS)
        project.configuration.write_text(settings, "utf-8")
        (project.docs / "index.md").write_text(WRITTEN, "utf-8")
        (project.docs / "part.txt").write_text("A part.\n", "utf-8")
    build(here, catalogue=RULES)
    before = (here.site / "index.html").read_text("utf-8")
    for project in (here, there):
        (project.root / place).parent.mkdir(parents=True, exist_ok=True)
        (project.root / place).write_text(text, "utf-8")
        build(Project(project.root), catalogue=RULES)
    assert contents(here.site) == contents(there.site)
    assert (here.site / "index.html").read_text("utf-8") != before


def test_pages_written_by_hand_are_remembered_too_and_no_file_of_the_engine_makes_pages_forgotten(make):
    project = make("here")
    build(project, catalogue=RULES)
    kept = sorted(path.name for path in (project.cache / "converted").iterdir())
    assert len(kept) == sum(1 for _ in project.docs.rglob("*.md")) - len(list(project.docs.rglob("_includes/*.md")))
    engine = project.docs / "assets" / "engine" / "another" / "library.zip"
    engine.parent.mkdir(parents=True)
    engine.write_bytes(b"new")
    build(project, catalogue=RULES)
    assert sorted(path.name for path in (project.cache / "converted").iterdir()) == kept


def test_after_a_change_of_the_configuration_nothing_old_is_left(make):
    here, there = make("here"), make("there")
    build(here, catalogue=RULES)
    for project in (here, there):
        text = project.configuration.read_text("utf-8").replace('"Test"', '"Other"')
        project.configuration.write_text(text, "utf-8")
        build(project, catalogue=RULES)
    assert contents(here.site) == contents(there.site)


def test_a_damaged_memory_changes_nothing(make):
    project = make("here")
    build(project, catalogue=RULES)
    before = contents(project.site)
    for number, path in enumerate(sorted(path for path in project.cache.rglob("*") if path.is_file())):
        content = path.read_bytes()
        path.write_bytes((b"", content[:-1], content[:9] + b"\0" + content[10:], b"x" * 99)[number % 4])
    shutil.rmtree(project.site)
    build(project, catalogue=RULES)
    assert contents(project.site) == before


@pytest.mark.parametrize("damaged", ["converted", "outlined"])
def test_pages_whose_html_is_damaged_are_converted_when_they_are_rendered(make, damaged):
    project = make("here")
    build(project, catalogue=RULES)
    before = contents(project.site)
    for path in (project.cache / damaged).iterdir():
        path.write_bytes(path.read_bytes()[:-1])
    for kind in ("rendered", "searched"):
        shutil.rmtree(project.cache / kind)
    shutil.rmtree(project.site)
    build(project, catalogue=RULES)
    assert contents(project.site) == before


@pytest.fixture
def mkdocs_runs(monkeypatch):
    runs = []
    original = chain.run_mkdocs

    def run_mkdocs(*arguments, **options):
        runs.append(arguments)
        return original(*arguments, **options)

    monkeypatch.setattr(chain, "run_mkdocs", run_mkdocs)
    return runs


def test_where_nothing_changed_nothing_is_done(make, mkdocs_runs):
    project = make("here")
    first = build(project, catalogue=RULES)
    again = build(project, catalogue=RULES)
    assert len(mkdocs_runs) == 1
    assert (again.pages, again.generated.derivatives) == (first.pages, first.generated.derivatives)


@pytest.mark.parametrize(
    "touch",
    [
        lambda project: (project.docs / "index.md").write_text("# Home\n\nWelcome back.\n"),
        lambda project: (project.docs / "more.txt").write_text("more"),
        lambda project: (project.site / "index.html").write_text("spoiled"),
        lambda project: (project.site / "404.html").unlink(),
        lambda project: (project.reference / "index.md").unlink(),
        lambda project: (project.cache / "stamp" / "site").write_bytes(b"damaged"),
    ],
)
def test_whatever_changed_the_site_is_built(make, mkdocs_runs, touch):
    project = make("here")
    build(project, catalogue=RULES)
    touch(project)
    build(project, catalogue=RULES)
    assert len(mkdocs_runs) == 2
    assert (project.site / "404.html").is_file()
    assert (project.site / "index.html").read_text("utf-8") != "spoiled"


def test_a_page_that_did_not_change_is_the_same_file_and_what_was_published_is_not_written_to(make, tmp_path):
    project = make("here")
    build(project, catalogue=RULES)
    before = {name: (project.site / name).stat().st_ino for name in contents(project.site)}
    kept = tmp_path / "kept"
    shutil.copytree(project.site, kept, copy_function=lambda old, new: Path(new).hardlink_to(old))
    was = contents(kept)
    build(project, catalogue=changed(RULES, note="More is said."))
    same = {name for name, number in before.items() if (project.site / name).stat().st_ino == number}
    first, *others = (f"reference/rules/{rule.id}/index.html" for rule in RULES)
    assert {"index.html", *others} <= same
    assert first not in same
    assert contents(kept) == was


def test_files_beside_the_pages_are_the_same_files_until_they_change(make, tmp_path):
    here, there = make("here"), make("there")
    for project in (here, there):
        # The theme fills a template into a file of this name.
        (project.docs / "sitemap.xml").write_text("<urlset/>", "utf-8")
        for name in ("kept.txt", "edited.txt", "page.html", "style.css"):
            (project.docs / name).write_text(name, "utf-8")
    build(here, catalogue=RULES)
    kept = tmp_path / "kept"
    shutil.copytree(here.site, kept, copy_function=lambda old, new: Path(new).hardlink_to(old))
    was, numbers = contents(kept), {path.name: path.stat().st_ino for path in here.site.iterdir()}
    for project in (here, there):
        (project.docs / "edited.txt").write_text("otherwise", "utf-8")
        build(project, catalogue=changed(RULES, note="More is said."))
    assert contents(here.site) == contents(there.site)
    assert contents(kept) == was
    same = {path.name for path in here.site.iterdir() if path.is_file() and path.stat().st_ino == numbers[path.name]}
    assert {"kept.txt", "page.html", "style.css"} <= same
    assert not {"edited.txt", "sitemap.xml"} & same


def test_what_is_edited_while_a_site_is_built_is_built_the_next_time(make, mkdocs_runs, monkeypatch):
    project = make("here")
    original = chain.exchange_folder

    def exchange_folder(fresh, target):
        (project.docs / "index.md").write_text("# Home\n\nWelcome back.\n", "utf-8")
        return original(fresh, target)

    monkeypatch.setattr(chain, "exchange_folder", exchange_folder)
    build(project, catalogue=RULES)
    build(project, catalogue=RULES)
    assert len(mkdocs_runs) == 2
    assert "Welcome back." in (project.site / "index.html").read_text("utf-8")


def test_another_environment_is_a_change(make, mkdocs_runs, monkeypatch):
    project = make("here")
    build(project, catalogue=RULES)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    build(project, catalogue=RULES)
    assert len(mkdocs_runs) == 2
