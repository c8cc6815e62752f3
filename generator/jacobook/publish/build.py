"""The whole chain: rules in, a website with its PDFs out, and the old one in place until the new one is complete."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from importlib import metadata
from itertools import chain
from pathlib import Path

from jacobook.catalogue.model import Catalogue
from jacobook.document.mathematics import written_in
from jacobook.document.site import pages
from jacobook.errors import JacobookError, ToolError
from jacobook.publish.assets import vendor_assets
from jacobook.publish.cache import Cache
from jacobook.publish.engine import compile_engine, engine_stands, vendor_engine
from jacobook.publish.exports import SCHEMA, rules_json, rules_schema
from jacobook.publish.files import (
    Changes,
    folder_beside,
    one_at_a_time,
    recover,
    replace_folder,
    require_writable,
    synchronise,
    writing,
)
from jacobook.publish.freshness import inputs, last_build, remember
from jacobook.publish.katex import find_package
from jacobook.publish.printing import Printing
from jacobook.publish.processes import Program
from jacobook.publish.progress import Progress, silent
from jacobook.publish.project import Project
from jacobook.publish.records import attempted_records, require_all
from jacobook.publish.remembered_templates import RememberedTemplates
from jacobook.publish.sheets import downloads
from jacobook.publish.spread import Spread, Workers, in_turn
from jacobook.publish.timings import Timings
from jacobook.publish.website import examine, run_mkdocs, waiting_mkdocs
from jacobook.publish.written_pages import written_pages

NODE_HINT = "install Node 20 or newer and see that `node --version` answers; derive, check, pdf and export need none"


@dataclass(frozen=True, slots=True)
class Generated:
    """What stands below docs/reference, and what became of it.

    `derivatives` counts the answers that were proved, to so many `rules`; `problems` are those of the rules that are
    not among them.
    """

    rules: int
    derivatives: int
    changes: Changes
    problems: tuple[JacobookError, ...] = ()

    def with_more(self, printed: Sequence[str]) -> Generated:
        """The same, with documents that were printed afterwards."""
        written = (*self.changes.written, *(f"downloads/{name}" for name in printed))
        return replace(self, changes=replace(self.changes, written=written))


@dataclass(frozen=True, slots=True)
class Built:
    """A finished site; `warnings` is what a strict build would not have accepted."""

    generated: Generated
    site: Path
    pages: int
    warnings: tuple[str, ...]


def require_tools(project: Project) -> None:
    """Raise `ToolError` now for what the site would miss at its end."""
    if shutil.which("node") is None:
        raise ToolError("Node, which typesets the mathematics of the site, was not found", hint=NODE_HINT)
    find_package(project.root)


@dataclass(frozen=True, slots=True)
class Way:
    """How a build goes about its work: where rules are worked out, and what becomes of those that fail.

    With `keep_going` the others are published; without, nothing is. With `books` the reference is printed too, in every
    layout on every paper. `timings` is told how long each step takes.
    """

    spread: Spread = in_turn
    keep_going: bool = False
    books: bool = False
    progress: Progress = silent
    timings: Timings = field(default_factory=Timings)


ORDINARY = Way()
PRINTING = "Printing sheets and books"


def generate(project: Project, way: Way = ORDINARY, catalogue: Catalogue | None = None) -> Generated:
    """Bring docs/reference up to date with the rules and the templates, touching only files that change.

    The rules are the project's unless a catalogue is given. Nothing is written before every rule is proved.
    """
    generated, sheets = _generated(project, way, catalogue)
    return generated.with_more(sheets.finish())


def _generated(project: Project, way: Way, catalogue: Catalogue | None) -> tuple[Generated, Printing]:
    """What `generate` does, up to the sheets, which are set meanwhile."""
    timings = way.timings
    catalogue = project.catalogue() if catalogue is None else catalogue
    cache = Cache(project.cache)
    with timings.step("Deriving and proving"):
        notation = project.settings.written
        found = attempted_records(catalogue, cache, way.progress, way.spread, notation)
        timings.add(found.seconds)
        if not way.keep_going:
            require_all(found)
    answered = found.answered
    catalogue = catalogue.only(answered)
    templates = RememberedTemplates(project.root, cache, found.keys)
    with timings.step(PRINTING), written_in(notation):
        documents = downloads(catalogue, answered, templates, books=way.books)
        workers = way.spread if isinstance(way.spread, Workers) else None
        sheets = Printing(documents, project.downloads, cache, way.progress, workers)
    with timings.step("Writing pages"), written_in(notation):
        texts = pages(
            catalogue,
            {name: record.page for name, record in answered.items()},
            metadata.version("jacobook"),
            templates,
            books=way.books,
        )
        written = written_pages(project.docs, project.reference)
        data: dict[str, bytes | str] = {
            "rules.json": rules_json(catalogue, answered, written),
            SCHEMA: rules_schema(),
        }
        printed = [f"{project.downloads.name}/{name}" for name in sheets.names]
        changes = synchronise(project.reference, chain(texts, data.items()), printed)
        templates.close()
    derivatives = sum(len(record.page.derivatives) for record in answered.values())
    return Generated(len(catalogue), derivatives, changes, found.problems), sheets


def prepare(project: Project, way: Way = ORDINARY, catalogue: Catalogue | None = None) -> Generated:
    """Everything that MkDocs needs before it runs: generated pages, downloads, style sheets and fonts, the engine."""
    _require(project)
    generated = generate(project, way, catalogue)
    vendor_assets(project.docs)
    vendor_engine(*_engine(project))
    return generated


def _require(project: Project) -> None:
    require_tools(project)
    require_writable(project.reference)


def _engine(project: Project) -> tuple[Path, Cache, Path]:
    """What the engine for the browser is made of and where it goes."""
    return project.docs, Cache(project.cache), find_package(project.root).parent


def build(project: Project, *, strict: bool = False, way: Way = ORDINARY, catalogue: Catalogue | None = None) -> Built:
    """Everything, from the rules to the site. Raises `JacobookError`; the site that was there before then stands.

    A site that was made of what is still there is left alone. While another process builds the project, this one waits.
    """
    require_writable(project.site)
    require_tools(project)
    with one_at_a_time(project.cache / "build.lock"):
        return _build(project, strict=strict, way=way, catalogue=catalogue)


def _build(project: Project, *, strict: bool, way: Way, catalogue: Catalogue | None) -> Built:
    recover(project.site)
    cache, timings = Cache(project.cache), way.timings
    with timings.step("Looking for changes"):
        begun = inputs(project, catalogue, strict=strict, books=way.books)
        last = last_build(project, cache, begun)
    if last is not None and last.fresh:
        generated = Generated(last.rules, last.derivatives, Changes((), ()))
        return Built(generated, project.site, _count(project.site), ())
    if isinstance(way.spread, Workers) and (last is None or not last.same_rules):
        way.spread.load_ahead()
    with timings.step("Reading the rules"):
        catalogue = project.catalogue() if catalogue is None else catalogue
    with ExitStack() as stack:
        # MkDocs loads while the rules are worked out and written.
        mkdocs = stack.enter_context(waiting_mkdocs(project))
        _require(project)
        generated, sheets = _generated(project, way, catalogue)
        stack.callback(sheets.abandon)
        vendor_assets(project.docs)
        if not sheets.stands:
            with timings.step(PRINTING):
                sheets.finish()
        way.progress("Building the site", 0, 0)
        folder = stack.enter_context(folder_beside(project.site))
        with timings.step("Building the site"):
            said = _site_with_engine(project, folder, mkdocs, strict=strict)
        with timings.step("Checking the site"):
            findings = examine(folder, cache, strict=strict)
        with timings.step(PRINTING):
            changed = sheets.finish(folder / project.downloads.relative_to(project.docs))
        generated = generated.with_more(changed)
        count = _count(folder)
        with timings.step("Putting it in place"):
            replace_folder(folder, project.site)
    if not said and not findings and not generated.problems:
        remember(project, cache, begun, derivatives=generated.derivatives, rules=generated.rules)
    return Built(generated, project.site, count, (*said, *findings))


def _site_with_engine(project: Project, folder: Path, mkdocs: Program, *, strict: bool) -> tuple[str, ...]:
    """What MkDocs says. It keeps one processor busy for as long as the other may need to compile the engine."""
    docs, cache, modules = _engine(project)
    with ThreadPoolExecutor(1) as beside:
        stood = beside.submit(engine_stands, docs, modules)
        compiling = beside.submit(compile_engine, docs, cache, modules)
        said = run_mkdocs(project, folder, mkdocs, strict=strict)
        compiling.result()
    if not stood.result() and (engine := vendor_engine(docs, cache, modules)) is not None:
        target = folder / engine.relative_to(project.docs)
        shutil.rmtree(target, ignore_errors=True)
        with writing(target):
            shutil.copytree(engine, target)
    return said


def _count(folder: Path) -> int:
    return sum(1 for _ in folder.rglob("*.html"))
