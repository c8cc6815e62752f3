"""What a build does after a change: pages, sheets, engine, and site are built in a separate folder, checked, and published."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

from jacobook.catalogue.model import Catalogue
from jacobook.errors import JacobookError
from jacobook.publish.typeset.assets import vendor_assets
from jacobook.work.cache import Cache
from jacobook.publish.pages.engine import compile_engine, vendor_engine
from jacobook.publish.site.examination import examine
from jacobook.work.files import exchange_folder, files_below, folder_beside, require_writable, writing
from jacobook.publish.site.freshness import Inputs, remember
from jacobook.publish.pages.generation import PRINTING, begin
from jacobook.publish.typeset.katex import find_package
from jacobook.publish.site.page_reading import Readings
from jacobook.work.processes import Program
from jacobook.publish.project.project import Project
from jacobook.answers.records import answered_before
from jacobook.publish.project.options import Built, BuildOptions
from jacobook.publish.site.website import run_mkdocs, waiting_mkdocs


def rebuild(project: Project, catalogue: Catalogue | None, begun: Inputs, *, strict: bool, options: BuildOptions) -> Built:
    """The site of a project's rules, or of a catalogue in their place.

    What it read when it was `begun` is remembered if all goes well. Raises `JacobookError`.
    """
    cache, timings = Cache(project.cache), options.timings
    with ExitStack() as stack:
        stack.enter_context(_no_garbage())
        with timings.step("Reading the rules"):
            is_sound = answered_before(cache, project.settings.written)
            unread: list[JacobookError] = []
            left_out = unread if options.keep_going else None
            catalogue = project.catalogue(is_sound, left_out) if catalogue is None else catalogue
        beside = stack.enter_context(ThreadPoolExecutor(1))
        # MkDocs loads while the rules are worked out and written; not earlier, for SymPy is waited for first.
        mkdocs = stack.enter_context(waiting_mkdocs(project))
        require_writable(project.reference)
        generated, sheets = begin(project, options, catalogue)
        generated = replace(generated, problems=(*unread, *generated.problems))
        stack.callback(sheets.abandon)
        vendor_assets(project.docs)
        if not sheets.stands:
            with timings.step(PRINTING):
                sheets.finish()
        options.progress("Building the site", 0, 0)
        folder = stack.enter_context(folder_beside(project.site))
        readings = beside.submit(Readings, cache)
        with timings.step("Building the site"):
            said = _site_with_engine(project, folder, mkdocs, strict=strict)
        with timings.step("Checking the site"):
            reference = f"{project.reference.relative_to(project.docs).as_posix()}/"
            findings = examine(folder, readings.result(), strict=strict, generated=reference)
        with timings.step(PRINTING):
            changed = sheets.finish(folder / project.downloads.relative_to(project.docs))
            timings.add(sheets.seconds)
        count = sum(name.endswith(".html") for name in files_below(folder))
        with timings.step("Putting it in place"):
            delete_old = exchange_folder(folder, project.site)
        beside.submit(delete_old)
        built = Built(generated.with_more(changed), project.site, count, (*said, *findings))
        if not built.warnings and not generated.problems:
            remember(project, cache, begun, built)
    return built


@contextmanager
def _no_garbage() -> Iterator[None]:
    """Without garbage collection of records and pages, which are needed to the end: it saves a tenth of the time."""
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()


def _engine(project: Project) -> tuple[Path, Cache, Path]:
    """What the engine for the browser is made of and where it goes."""
    return project.docs, Cache(project.cache), find_package(project.root).parent


def _site_with_engine(project: Project, folder: Path, mkdocs: Program, *, strict: bool) -> tuple[str, ...]:
    """What MkDocs says. It keeps one processor busy for as long as the other may need to compile the engine."""
    docs, cache, modules = _engine(project)
    with ThreadPoolExecutor(1) as beside:
        compiling = beside.submit(compile_engine, docs, cache, modules)
        said = run_mkdocs(project, folder, mkdocs, strict=strict)
        is_new = compiling.result()
    if is_new and (engine := vendor_engine(docs, cache, modules)) is not None:
        target = folder / engine.relative_to(project.docs)
        shutil.rmtree(target, ignore_errors=True)
        with writing(target):
            shutil.copytree(engine, target)
    return said
