"""What a project chooses, in `jacobook.toml` beside its mkdocs.yml: its rules, its notation, its layout, its limits."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from jacobook.errors import CatalogueError
from jacobook.layout.formulas.layouts import Layout
from jacobook.notation.options import BOOK, Notation
from jacobook.work.reading import NotTomlError, read_file, toml_table

NAME = "jacobook.toml"
LARGEST_FILE = 100_000


@dataclass(frozen=True, slots=True)
class Settings:
    """What is chosen; every part may be left to us.

    `catalogue` names files and folders of rules below the project's folder, in place of the package's own; `layout` is
    the one that a reader sees first; `limit` is in seconds for one rule; `written` is how formulas are written.
    """

    catalogue: tuple[str, ...] = ()
    layout: Layout = Layout.BOTH
    limit: float | None = None
    written: Notation = BOOK


def read_settings(root: Path) -> Settings:
    """The settings of the project in a folder, the ordinary ones where it has no file. Raises `CatalogueError`."""
    path = root / NAME
    if not path.is_file():
        return Settings()
    try:
        table = toml_table(read_file(path, LARGEST_FILE).decode("utf-8"))
    except UnicodeDecodeError as error:
        raise CatalogueError(f"not UTF-8 text (byte {error.start + 1})", context=(NAME,)) from None
    except OSError as error:
        raise CatalogueError(f"cannot be read: {error.strerror or error}", context=(NAME,)) from None
    except NotTomlError as error:
        raise CatalogueError(f"not TOML: {error}", context=(NAME,)) from None
    except ValueError as error:
        raise CatalogueError(str(error), context=(NAME,)) from None
    from jacobook.publish.project.settings_schema import settings_of  # noqa: PLC0415 - most projects have no such file

    return settings_of(table)


def rule_files(root: Path, settings: Settings) -> list[Path] | None:
    """The files and folders of the project's own rules, none where it uses the package's.

    Raises `CatalogueError` for what lies outside of the project's folder.
    """
    if not settings.catalogue:
        return None
    home = root.resolve()
    paths = []
    for name in settings.catalogue:
        if not name.strip() or "\0" in name:
            raise CatalogueError(f"{name!r} names no file or folder", context=(NAME, "catalogue"))
        path = (root / name).resolve()
        if not path.is_relative_to(home):
            raise CatalogueError(f"{name!r} lies outside of the project's folder", context=(NAME, "catalogue"))
        paths.append(path)
    return paths
