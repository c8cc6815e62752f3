"""What the pages written by hand cover: the sources that they name in their front matter."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from mkdocs.utils.meta import get_data

from jacobook.catalogue.sources import WORKS, is_source
from jacobook.errors import CatalogueError
from jacobook.work.files import files_below

LARGEST_PAGE = 4_000_000


@dataclass(frozen=True, slots=True)
class WrittenPage:
    """A page by its path below docs, its title, and the sources that it covers."""

    path: str
    title: str
    sources: tuple[str, ...]


def written_pages(docs: Path, generated: Path) -> tuple[WrittenPage, ...]:
    """The pages that name sources, in the order of their paths. Raises `CatalogueError` for what is no source."""
    below = f"{generated.relative_to(docs).as_posix()}/"
    files = [docs / name for name in files_below(docs) if name.endswith(".md") and not name.startswith(below)]
    found = [_page(file, docs) for file in files if file.is_file() and file.stat().st_size <= LARGEST_PAGE]
    return tuple(page for page in found if page is not None and page.sources)


def _page(file: Path, docs: Path) -> WrittenPage | None:
    content = file.read_text("utf-8", errors="replace")
    if "sources" not in content:
        return None
    text, given = get_data(content)
    sources = given.get("sources", [])
    if not isinstance(sources, list) or not all(isinstance(source, str) and is_source(source) for source in sources):
        examples = ", ".join(work.example for work in WORKS.values())
        raise CatalogueError("sources is not a list of sources", hint=f"write {examples}", context=(str(file),))
    heading = next((line.removeprefix("# ") for line in text.splitlines() if line.startswith("# ")), "")
    return WrittenPage(file.relative_to(docs).as_posix(), str(given.get("title", heading)), tuple(sources))
