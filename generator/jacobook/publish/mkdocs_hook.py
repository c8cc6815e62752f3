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

from jacobook.errors import JacobookError
from jacobook.publish.build import prepare
from jacobook.publish.mathematics import hold_back, open_seals, page_error, release
from jacobook.publish.project import find_project

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.pages import Page

# Set by whoever has brought the pages up to date already.
GENERATED = "JACOBOOK_GENERATED"

_log = logging.getLogger("mkdocs.hooks.jacobook")


def on_pre_build(config: MkDocsConfig) -> None:
    """Before the documents are collected; from here on the extension leaves formulas sealed."""
    if os.environ.get(GENERATED) != "1":
        _log.info("Bringing the pages of the reference up to date")
        try:
            prepare(find_project(_folder(config)))
        except JacobookError as error:
            raise page_error(error, None) from error
    hold_back()


@event_priority(-100)
def on_page_context(context: dict[str, Any], page: Page, config: MkDocsConfig, **_: object) -> None:
    """After the plugins, search among them, have seen the page."""
    try:
        page.content = open_seals(page.content or "", folder=_folder(config))
    except JacobookError as error:
        raise page_error(error, page.file.src_uri) from error


def on_post_build(config: MkDocsConfig) -> None:
    """Back to the ordinary way."""
    release()


def on_build_error(error: Exception) -> None:
    """Likewise when the build stops."""
    release()


def _folder(config: MkDocsConfig) -> Path:
    return Path(config.config_file_path).parent
