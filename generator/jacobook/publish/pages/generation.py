"""From rules to docs/reference: answers, pages, sheets, data; nothing is written before every rule is proved."""

from __future__ import annotations

from itertools import chain

from jacobook.answers.records import attempted_records, require_answers
from jacobook.catalogue.model import Catalogue
from jacobook.document.collections.site import pages
from jacobook.document.setting.mathematics import written_in
from jacobook.publish.markdown.chapters import has_chapters, read_chapters
from jacobook.publish.pages.engine import vendor_engine
from jacobook.publish.pages.exports import (
    SCHEMA,
    VERDICT_SCHEMA,
    findings_json,
    rules_json,
    rules_schema,
    verdict_schema,
)
from jacobook.publish.pages.remembered_templates import RememberedTemplates
from jacobook.publish.pages.written_pages import written_pages
from jacobook.publish.project.options import ORDINARY, BuildOptions, Generated
from jacobook.publish.project.project import Project
from jacobook.publish.project.requirements import require_tools
from jacobook.publish.typeset.assets import vendor_assets
from jacobook.publish.typeset.katex import find_package
from jacobook.publish.typeset.printing import Printing
from jacobook.publish.typeset.sheets import downloads
from jacobook.work.cache import Cache, version_of
from jacobook.work.files import require_writable, synchronise
from jacobook.work.spread import Workers

PRINTING = "Printing sheets and books"


def generate(project: Project, options: BuildOptions = ORDINARY, catalogue: Catalogue | None = None) -> Generated:
    """Bring docs/reference up to date with the rules and the templates, touching only files that change.

    The rules are the project's unless a catalogue is given. Nothing is written before every rule is proved.
    """
    generated, sheets = begin(project, options, catalogue)
    return generated.with_more(sheets.finish())


def begin(project: Project, options: BuildOptions, catalogue: Catalogue | None) -> tuple[Generated, Printing]:
    """What `generate` does, up to the sheets, which are being set when this returns."""
    timings = options.timings
    catalogue = project.catalogue() if catalogue is None else catalogue
    cache = Cache(project.cache)
    with timings.step("Deriving and proving"):
        notation = project.settings.written
        found = attempted_records(catalogue, cache, options.progress, options.spread, notation)
        timings.add(found.seconds)
        if not options.keep_going:
            require_answers(found)
    answered = found.answered
    catalogue = catalogue.only(answered)
    templates = RememberedTemplates(project.root, cache, found.keys)
    with timings.step(PRINTING), written_in(notation):
        printed = options.books and has_chapters(project.lessons)
        lessons = read_chapters(project.lessons, project.docs, project.address) if printed else ()
        documents = downloads(catalogue, answered, templates, books=options.books, lessons=lessons)
        workers = options.spread if isinstance(options.spread, Workers) else None
        sheets = Printing(documents, project.downloads, cache, options.progress, workers)
    with timings.step("Writing pages"), written_in(notation):
        texts = pages(
            catalogue,
            {name: record.page for name, record in answered.items()},
            version_of("jacobook"),
            templates,
            books=options.books,
            lessons=bool(lessons),
        )
        written = written_pages(project.docs, project.reference)
        data: dict[str, bytes | str] = {
            "rules.json": rules_json(catalogue, answered, written),
            "findings.json": findings_json(catalogue, answered, written),
            SCHEMA: rules_schema(),
            VERDICT_SCHEMA: verdict_schema(),
        }
        offered = [f"{project.downloads.name}/{name}" for name in sheets.names]
        changes = synchronise(project.reference, chain(texts, data.items()), offered)
        templates.close()
    derivatives = sum(len(record.page.derivatives) for record in answered.values())
    return Generated(len(catalogue), derivatives, changes, found.problems), sheets


def prepare(project: Project, options: BuildOptions = ORDINARY, catalogue: Catalogue | None = None) -> Generated:
    """Everything that MkDocs needs before it runs: generated pages, downloads, style sheets and fonts, the engine."""
    require_tools(project)
    require_writable(project.reference)
    generated = generate(project, options, catalogue)
    vendor_assets(project.docs)
    vendor_engine(project.docs, Cache(project.cache), find_package(project.root).parent)
    return generated
