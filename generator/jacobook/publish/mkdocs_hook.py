"""Lets MkDocs' search read pages before their formulas are typeset, which makes a build several times faster.

Named under `hooks` in mkdocs.yml. The pages come out the same without it, as they do under Zensical, which knows no
hooks.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from mkdocs.plugins import event_priority

from jacobook.errors import JacobookError
from jacobook.publish.mathematics import hold_back, open_seals, page_error, release

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.pages import Page


def on_pre_build(config: MkDocsConfig) -> None:
    """From here on the extension leaves formulas sealed."""
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
