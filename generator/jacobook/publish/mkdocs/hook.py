"""What MkDocs is told besides mkdocs.yml; Zensical, which knows no hooks, makes the same site of the same folder.

Plain `mkdocs build` and `mkdocs serve` bring the generated pages up to date first. And search reads each page before
its formulas are typeset, which makes a build three times as fast.
"""

from __future__ import annotations

import logging
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mkdocs.plugins import event_priority
from mkdocs.structure.files import get_files, set_exclusions

from jacobook.errors import JacobookError
from jacobook.publish.markdown.jacobian_blocks import require_answered_blocks
from jacobook.publish.markdown.mathematics import hold_back, open_seals, release
from jacobook.publish.markdown.page_errors import page_error
from jacobook.publish.mkdocs.content_policy import with_policy
from jacobook.publish.mkdocs.generated_titles import index_titles_as_text, mark_as_html
from jacobook.publish.mkdocs.page_memory import PageMemory, applicable
from jacobook.publish.project.project import find_project
from jacobook.publish.site.published_pages import PublishedPages
from jacobook.work.cache import Cache

if TYPE_CHECKING:
    from jinja2 import Environment
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.livereload import LiveReloadServer
    from mkdocs.structure.files import Files
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page

# Said in `extra` of a configuration whose theme holds no other scripts than those that it has on every page.
POLICY = "content_policy"
# Set by whoever has brought the pages up to date already.
GENERATED = "JACOBOOK_GENERATED"

_memory: PageMemory | None = None
# The folder of generated pages, below that of all documents.
_generated = "reference/"

_log = logging.getLogger("mkdocs.hooks.jacobook")


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """The layout that the project chooses is known to the theme."""
    settings = find_project(_folder(config)).settings
    config.extra.setdefault("layout", str(settings.layout))
    return config


def on_pre_build(config: MkDocsConfig) -> None:
    """Before the documents are collected; from here on the extension leaves formulas sealed."""
    global _memory, _generated  # noqa: PLW0603 - MkDocs calls functions, and what they share outlives each call
    project = find_project(_folder(config))
    generated = os.path.relpath(project.reference, config.docs_dir)
    _generated = f"{Path(generated).as_posix()}/"
    if os.environ.get(GENERATED) != "1":
        from jacobook.publish.pages.generation import prepare  # noqa: PLC0415 - loads SymPy

        # An author waits for what is wrong with a page, and not until the whole reference is proved.
        require_answered_blocks(_folder(config), _by_hand(config))
        _log.info("Bringing the pages of the reference up to date")
        try:
            prepare(project)
        except JacobookError as error:
            raise page_error(error, None) from error
    if applicable(config, Path(__file__).name):
        cache = Cache(project.cache)
        published = PublishedPages(cache, project.site, Path(config.site_dir))
        _memory = PageMemory(cache, config, generated, published)
    hold_back()


def on_serve(server: LiveReloadServer, config: MkDocsConfig, **_: object) -> LiveReloadServer:
    """Before `mkdocs serve` waits for changes: pages are made of more than it knows of."""
    if os.environ.get(GENERATED) != "1":
        from jacobook.publish.site.preview import watched  # noqa: PLC0415 - loads SymPy

        for path in watched(find_project(_folder(config))):
            if path.exists():
                server.watch(str(path))
    return server


@event_priority(-100)
def on_nav(nav: Navigation, files: Files, **_: object) -> None:
    """When the plugins have had their say about the files."""
    if _memory is not None:
        _memory.settle(files, nav)


@event_priority(-100)
def on_page_markdown(markdown: str, page: Page, **_: object) -> None:
    """Before a page is converted; `markdown` is what the plugins have made of it."""
    if page.file.src_uri.startswith(_generated):
        mark_as_html(page)
    if _memory is not None:
        _memory.before_conversion(page, markdown)


@event_priority(100)
def on_page_content(html: str, page: Page, **_: object) -> str:
    """After a page was converted, before any plugin touches it."""
    return html if _memory is None else _memory.after_conversion(page, html)


def on_env(env: Environment, config: MkDocsConfig, **_: object) -> None:
    """When every page is converted."""
    index_titles_as_text(config, _generated)
    if _memory is not None:
        _memory.settle_navigation()
        _memory.remember_templates(env)
        _memory.remember_search()


@event_priority(-100)
def on_page_context(context: dict[str, Any], page: Page, config: MkDocsConfig, **_: object) -> None:
    """After the plugins, search among them, have seen the page."""
    try:
        if _memory is not None:
            if _memory.whole_page(page):
                return
            _memory.bring(page)
        page.content = open_seals(page.content or "", folder=_folder(config))
    except JacobookError as error:
        raise page_error(error, page.file.src_uri) from error


@event_priority(-100)
def on_post_template(output_content: str, config: MkDocsConfig, **_: object) -> str:
    """When a page that is no document is rendered, such as the one for an address that leads nowhere."""
    return with_policy(output_content) if config.extra.get(POLICY) else output_content


def on_post_page(output: str, page: Page, config: MkDocsConfig, **_: object) -> str:
    """When a page is rendered, and about to be written."""
    if config.extra.get(POLICY):
        output = with_policy(output)
    return output if _memory is None else _memory.dismiss(page, output)


def on_post_build(config: MkDocsConfig) -> None:
    """Back to the ordinary way."""
    if _memory is not None:
        _memory.finish()
    _finish()


def on_build_error(error: Exception) -> None:
    """Likewise when the build stops."""
    _finish()


def _by_hand(config: MkDocsConfig) -> list[str]:
    """The pages that MkDocs will make of what people wrote, as paths below the documents."""
    files = get_files(config)
    set_exclusions(files, config)
    return [
        file.src_uri
        for file in files
        if file.is_documentation_page()
        and file.inclusion.is_included()  # type: ignore[no-untyped-call] # MkDocs' types are incomplete
        and not file.src_uri.startswith(_generated)
    ]


def _finish() -> None:
    global _memory  # noqa: PLW0603 - see above
    release()
    if _memory is not None:
        _memory.close()
        _memory = None


def _folder(config: MkDocsConfig) -> Path:
    return Path(config.config_file_path).parent
