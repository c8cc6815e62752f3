"""Printed documents as sources and PDFs, and the cheat sheets in every layout on every paper."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import product

from jacobook.answers.records import Record
from jacobook.catalogue.model import Catalogue
from jacobook.document.collections.cheatsheet import (
    PAPERS,
    Engine,
    Paper,
)
from jacobook.document.setting.environment import Templates
from jacobook.document.textbook.pieces import Chapter
from jacobook.errors import ToolError
from jacobook.layout.formulas.layouts import Layout
from jacobook.publish.typeset.documents import DOCUMENTS, document_source
from jacobook.publish.typeset.pdf import (
    latex_pdf,
    timestamp,
    typst_pdf,
    typst_pdf_and_picture,
    typst_picture,
)
from jacobook.work.cache import Cache, key_of, version_of
from jacobook.work.limits import Outcome, attempt
from jacobook.work.progress import Progress, silent
from jacobook.work.spread import Workers

KIND = "pdf"
STAGE = "Printing"


def document_pdf(source: str, engine: Engine) -> bytes:
    """The PDF of a source. Raises `ToolError`."""
    return typst_pdf(source) if engine == "typst" else latex_pdf(source)


@dataclass(frozen=True, slots=True)
class _Setting:
    """What the compiler is given: a document's source, and a source of which a page is drawn (empty for no picture)."""

    whole: str
    shown: str
    page: int
    timestamp: int

    @property
    def keys(self) -> tuple[str, str]:
        """What the PDF and the picture depend on."""
        version = version_of("typst")
        whole = key_of("typst", self.whole, self.timestamp, version)
        return whole, key_of("thumbnail", self.shown, self.page, version)


@dataclass(frozen=True, slots=True)
class Downloads:
    """The printed documents, written as sources, and how each is set."""

    sources: Mapping[str, str]
    settings: Mapping[str, Mapping[str, _Setting]]

    @property
    def names(self) -> frozenset[str]:
        """What all files will be called."""
        named = [item for settings in self.settings.values() for item in settings.items()]
        made = {f"{name}.pdf" for name, _ in named} | {f"{name}.png" for name, setting in named if setting.shown}
        return frozenset(made | set(self.sources))

    def begin(self, cache: Cache | None = None, workers: Workers | None = None) -> Printed:
        """Have all files made; what is not known has begun when this returns, or is made when it is asked for.

        Sheets are set by the `workers`, for their rules may be a stranger's, and the compiler never gives memory back;
        books, of which each needs more than such processes are allowed, and all without workers, are set here.
        """
        parts = []
        for document, settings in self.settings.items():
            known = {name: _known(setting, cache) for name, setting in settings.items()}
            missing = {name: settings[name] for name, found in known.items() if found is None}
            given = list(missing.values())
            if workers is None or DOCUMENTS[document].chapters:
                parts.append(_Part(known, missing, [partial(attempt, _set, setting) for setting in given]))
            else:
                # The largest first: whoever comes last is waited for, perhaps alone.
                longest = sorted(given, key=lambda setting: len(setting.whole), reverse=True)
                outcomes = dict(zip(longest, workers.begin(_set, longest), strict=True))
                parts.append(_Part(known, missing, [outcomes[setting] for setting in given], begun=True))
        return Printed(self.sources, parts, cache)


@dataclass(frozen=True, slots=True)
class _Part:
    """The sheets, or the books: those that are known, and those that are not, in their order.

    Each of the others is `begun`, or is made when its outcome is asked for.
    """

    known: Mapping[str, tuple[bytes, bytes] | None]
    missing: Mapping[str, _Setting]
    outcomes: Sequence[Callable[[], Outcome[tuple[bytes, bytes]]]]
    begun: bool = False


@dataclass(frozen=True, slots=True)
class Printed:
    """Documents that are being set."""

    sources: Mapping[str, str]
    parts: Sequence[_Part]
    cache: Cache | None

    def wait(self) -> None:
        """Until everything that was begun is made."""
        for part in self.parts:
            for outcome in part.outcomes if part.begun else ():
                outcome()

    @property
    def seconds(self) -> float:
        """The processor time that what was begun took elsewhere; waits for it."""
        return sum(outcome().elsewhere for part in self.parts if part.begun for outcome in part.outcomes)

    def files(self, progress: Progress = silent) -> dict[str, bytes | str]:
        """All files, when they are done: PDF by Typst, source for LaTeX, a picture. Raises `ToolError`."""
        made = {name: found for part in self.parts for name, found in part.known.items() if found is not None}
        total = sum(len(part.known) for part in self.parts)
        progress(STAGE, len(made), total)
        for part in self.parts:
            for (name, setting), outcome_of in zip(part.missing.items(), part.outcomes, strict=True):
                outcome = outcome_of()
                if outcome.value is None:
                    raise outcome.problem or ToolError(f"{name} could not be set")
                made[name] = outcome.value
                if self.cache is not None:
                    for key, content in zip(setting.keys, outcome.value, strict=True):
                        self.cache.put(KIND, key, content)
                progress(STAGE, len(made), total)
        if self.cache is not None:
            self.cache.forget_unused(KIND)
        pictured = {f"{name}.png": picture for name, (_, picture) in made.items() if picture}
        return {**self.sources, **{f"{name}.pdf": document for name, (document, _) in made.items()}, **pictured}


def downloads(
    catalogue: Catalogue,
    answered: Mapping[str, Record],
    templates: Templates,
    *,
    books: bool = False,
    lessons: Sequence[Chapter] = (),
) -> Downloads:
    """Every cheat sheet, with `books` every reference, and a textbook of the lessons, in each layout on each paper."""

    def source(document: str, layout: Layout, paper: Paper, engine: Engine, chapters: int | None = None) -> str:
        rules = replace(catalogue, chapters=catalogue.chapters[:chapters])
        # What stands before the first chapter is none.
        told = [lesson for lesson in lessons if chapters is None or lesson.number <= chapters]
        return document_source(
            document, rules, answered, templates, engine=engine, layout=layout, paper=paper, lessons=told
        )

    rule_pages = {name: record.page for name, record in answered.items()}
    sources: dict[str, str] = {}
    found: dict[str, dict[str, _Setting]] = {}
    for document, kind in DOCUMENTS.items():
        wanted = lessons if kind.lessons else books or not kind.chapters
        if not wanted or not kind.printable(catalogue, rule_pages):
            continue
        settings = found[document] = {}
        for layout, paper in product(kind.layouts, PAPERS):
            name = kind.name(layout, paper)
            sources[f"{name}.tex"] = source(document, layout, paper, "latex")
            shown = source(document, layout, paper, "typst", kind.chapters) if paper == "a4" else ""
            settings[name] = _Setting(source(document, layout, paper, "typst"), shown, kind.shown, timestamp())
    return Downloads(sources, found)


def _known(setting: _Setting, cache: Cache | None) -> tuple[bytes, bytes] | None:
    if cache is None:
        return None
    document, picture = (cache.get(KIND, key) for key in setting.keys)
    return (document, picture) if document is not None and picture is not None else None


def _set(setting: _Setting) -> tuple[bytes, bytes]:
    alike = setting.shown == setting.whole
    document, picture = typst_pdf_and_picture(setting.whole, setting.page if alike else None, setting.timestamp)
    if setting.shown and not alike:
        picture = typst_picture(setting.shown, setting.page)
    return document, picture
