"""What MkDocs is told besides mkdocs.yml; Zensical, which knows no hooks, makes the same pages without it.

It puts the site's fonts and style sheets in place, says so when the generated pages are missing, and lets search read
each page before its formulas are typeset, which makes a build three times as fast.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from mkdocs.plugins import event_priority

from jacobook.errors import JacobookError
from jacobook.publish.assets import vendor_assets
from jacobook.publish.mathematics import hold_back, open_seals, page_error, release

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.pages import Page


def on_pre_build(config: MkDocsConfig) -> None:
    """Before the documents are collected; from here on the extension leaves formulas sealed."""
    docs = Path(config.docs_dir)
    if not (docs / "reference" / "index.md").is_file():
        hint = "Run `jacobook build`, which derives them."
        raise page_error(JacobookError("the reference pages are not there yet", hint=hint), None)
    try:
        vendor_assets(docs)
    except JacobookError as error:
        raise page_error(error, None) from error
    hold_back()


@event_priority(-100)
def on_page_context(context: dict[str, Any], page: Page, config: MkDocsConfig, **_: object) -> None:
    """After the plugins, search among them, have seen the page."""
    try:
        page.content = open_seals(page.content or "", folder=Path(config.config_file_path).parent)
    except JacobookError as error:
        raise page_error(error, page.file.src_uri) from error


def on_post_build(config: MkDocsConfig) -> None:
    """Back to the ordinary way."""
    release()


def on_build_error(error: Exception) -> None:
    """Likewise when the build stops."""
    release()
