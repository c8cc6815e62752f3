"""All that decides what becomes of a page beside the page: configuration, theme, choices, programs."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

import jacobook
from jacobook.answers.engine_key import engine_key
from jacobook.document.setting.environment import Templates
from jacobook.publish.project.project import environment_of
from jacobook.publish.project.settings import NAME as SETTINGS
from jacobook.publish.typeset.katex import installed_version
from jacobook.work.cache import folder_key, key_of, version_of

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

ROOMS = ("publish", "answers", "work")
"""What makes pages out of answers; what makes answers is in the key of the engine."""
PACKAGES = ("mkdocs", "mkdocs-material", "markdown", "pymdown-extensions", "pygments", "jinja2")
PACKAGE = Path(jacobook.__file__).parent


def setting_key(config: MkDocsConfig) -> str:
    """The hash of all that."""
    configuration = Path(config.config_file_path).absolute()
    root = configuration.parent
    theme = [Path(folder).absolute() for folder in config.theme.dirs if not _is_installed(Path(folder))]
    # What `jacobian` blocks are rendered with.
    choices = [path for path in (*Templates(root).folders, root / SETTINGS) if path.exists()]
    programs = [PACKAGE / room for room in ROOMS]
    return key_of(
        configuration.read_text("utf-8"),
        str(config.site_url),
        environment_of(configuration),
        folder_key(root, [*theme, *choices]),
        folder_key(PACKAGE, programs, "*.py"),
        folder_key(PACKAGE, programs, "*.mjs"),
        folder_key(PACKAGE, programs, "*.json"),
        engine_key(),
        list(_versions()),
        installed_version(root),
    )


def _is_installed(folder: Path) -> bool:
    return "site-packages" in folder.parts or "dist-packages" in folder.parts


def _versions() -> Iterator[tuple[str, str]]:
    for package in PACKAGES:
        try:
            yield package, version_of(package)
        except metadata.PackageNotFoundError:
            continue
