"""The whole chain: rules in, a website with its PDFs out, and the old one in place until the new one is complete."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from jacobook.catalogue.loader import load
from jacobook.catalogue.model import Catalogue
from jacobook.document.environment import Templates
from jacobook.document.site import pages
from jacobook.errors import ToolError
from jacobook.publish.assets import vendor_assets
from jacobook.publish.cache import Cache
from jacobook.publish.exports import rules_json
from jacobook.publish.files import Changes, folder_beside, recover, replace_folder, require_writable, synchronise
from jacobook.publish.katex import find_package
from jacobook.publish.progress import Progress, silent
from jacobook.publish.project import Project
from jacobook.publish.records import Record, records
from jacobook.publish.sheets import downloads
from jacobook.publish.website import build_site

NODE_HINT = "install Node 20 or newer and see that `node --version` answers; derive, check, pdf and export need none"


@dataclass(frozen=True, slots=True)
class Generated:
    """What was written below docs/reference."""

    catalogue: Catalogue
    answered: Mapping[str, Record]
    changes: Changes

    @property
    def derivatives(self) -> int:
        """How many answers were proved."""
        return sum(len(record.page.derivatives) for record in self.answered.values())


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


def generate(project: Project, progress: Progress = silent, catalogue: Catalogue | None = None) -> Generated:
    """Bring docs/reference up to date with the rules and the templates, touching only files that change.

    The rules are the package's own unless a catalogue is given. Nothing is written before every rule is proved and
    every sheet is printed.
    """
    catalogue = load() if catalogue is None else catalogue
    cache = Cache(project.cache)
    answered = records(catalogue, cache, progress)
    templates = Templates(project.root)
    texts = pages(
        catalogue,
        {name: record.page for name, record in answered.items()},
        metadata.version("jacobook"),
        templates,
    )
    files: dict[str, bytes | str] = {**texts, "rules.json": rules_json(catalogue, answered)}
    sheets = downloads(catalogue, answered, templates, cache, progress)
    files |= {f"downloads/{name}": content for name, content in sheets.items()}
    return Generated(catalogue, answered, synchronise(project.reference, files))


def prepare(project: Project, progress: Progress = silent, catalogue: Catalogue | None = None) -> Generated:
    """Everything that MkDocs needs before it runs: generated pages, downloads, style sheets and fonts."""
    require_tools(project)
    require_writable(project.reference)
    generated = generate(project, progress, catalogue)
    vendor_assets(project.docs)
    return generated


def build(
    project: Project, *, strict: bool = False, progress: Progress = silent, catalogue: Catalogue | None = None
) -> Built:
    """Everything, from the rules to the site. Raises `JacobookError`; the site that was there before then stands."""
    require_writable(project.site)
    recover(project.site)
    generated = prepare(project, progress, catalogue)
    progress("Building the site", 0, 0)
    with folder_beside(project.site) as fresh:
        warnings = build_site(project, fresh, strict=strict)
        count = sum(1 for _ in fresh.rglob("*.html"))
        replace_folder(fresh, project.site)
    return Built(generated, project.site, count, warnings)
