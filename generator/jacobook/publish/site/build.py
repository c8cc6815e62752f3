"""The whole chain: rules in, a website with its PDFs out, and the old one in place until the new one is complete.

Little is imported here before it is clear that there is something to do, and other processes have begun to load.
"""

from __future__ import annotations

from jacobook.catalogue.model import Catalogue
from jacobook.work.cache import Cache
from jacobook.work.files import Changes, clear_away, one_at_a_time, recover, require_writable
from jacobook.publish.site.freshness import inputs, last_build
from jacobook.publish.project.project import Project
from jacobook.publish.project.requirements import require_tools
from jacobook.work.spread import Workers
from jacobook.publish.project.options import ORDINARY, Built, Generated, BuildOptions


def build(project: Project, *, strict: bool = False, options: BuildOptions = ORDINARY, catalogue: Catalogue | None = None) -> Built:
    """Everything, from the rules to the site. Raises `JacobookError`; the site that was there before then stands.

    A site that was made of what is still there is left alone. While another process builds the project, this one waits.
    """
    require_writable(project.site)
    require_tools(project)
    with one_at_a_time(project.cache / "build.lock"):
        return _build(project, strict=strict, options=options, catalogue=catalogue)


def _build(project: Project, *, strict: bool, options: BuildOptions, catalogue: Catalogue | None) -> Built:
    recover(project.site)
    cache = Cache(project.cache)
    clear_away([project.root, project.docs, project.docs / "assets", *cache.folders()])
    with options.timings.step("Looking for changes"):
        begun = inputs(project, catalogue, strict=strict, books=options.books)
        last = last_build(project, cache, begun)
    if last is not None and last.fresh:
        return Built(Generated(last.rules, last.derivatives, Changes((), ())), project.site, last.pages, ())
    if isinstance(options.spread, Workers) and (last is None or not last.same_rules):
        options.spread.load_ahead()
    with options.timings.step("Loading"):
        from jacobook.publish.site.rebuild import rebuild  # noqa: PLC0415 - while SymPy is loaded elsewhere

    return rebuild(project, catalogue, begun, strict=strict, options=options)
