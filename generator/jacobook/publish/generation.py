"""From rules to docs/reference: answers, pages, sheets, data; nothing is written before every rule is proved."""

from __future__ import annotations

from itertools import chain

from jacobook.catalogue.model import Catalogue
from jacobook.document.mathematics import written_in
from jacobook.document.site import pages
from jacobook.publish.assets import vendor_assets
from jacobook.publish.cache import Cache, version_of
from jacobook.publish.engine import vendor_engine
from jacobook.publish.exports import SCHEMA, rules_json, rules_schema
from jacobook.publish.files import require_writable, synchronise
from jacobook.publish.katex import find_package
from jacobook.publish.printing import Printing
from jacobook.publish.project import Project
from jacobook.publish.records import attempted_records, require_answers
from jacobook.publish.remembered_templates import RememberedTemplates
from jacobook.publish.requirements import require_tools
from jacobook.publish.sheets import downloads
from jacobook.publish.spread import Workers
from jacobook.publish.way import ORDINARY, Generated, Way
from jacobook.publish.written_pages import written_pages

PRINTING = "Printing sheets and books"


def generate(project: Project, way: Way = ORDINARY, catalogue: Catalogue | None = None) -> Generated:
    """Bring docs/reference up to date with the rules and the templates, touching only files that change.

    The rules are the project's unless a catalogue is given. Nothing is written before every rule is proved.
    """
    generated, sheets = begin(project, way, catalogue)
    return generated.with_more(sheets.finish())


def begin(project: Project, way: Way, catalogue: Catalogue | None) -> tuple[Generated, Printing]:
    """What `generate` does, up to the sheets, which are being set when this returns."""
    timings = way.timings
    catalogue = project.catalogue() if catalogue is None else catalogue
    cache = Cache(project.cache)
    with timings.step("Deriving and proving"):
        notation = project.settings.written
        found = attempted_records(catalogue, cache, way.progress, way.spread, notation)
        timings.add(found.seconds)
        if not way.keep_going:
            require_answers(found)
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
            version_of("jacobook"),
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
    require_tools(project)
    require_writable(project.reference)
    generated = generate(project, way, catalogue)
    vendor_assets(project.docs)
    vendor_engine(project.docs, Cache(project.cache), find_package(project.root).parent)
    return generated
