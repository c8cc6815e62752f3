"""What a project chooses, in `jacobook.toml` beside its mkdocs.yml: its rules, its notation, its layout, its limits."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictFloat, StrictInt, StrictStr, ValidationError

from jacobook.errors import CatalogueError
from jacobook.notation.options import Notation

NAME = "jacobook.toml"
LARGEST_FILE = 100_000


class NotationEntry(BaseModel):
    """The `[notation]` table: see `jacobook.notation.options.Notation`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    vectors: Literal["bold", "arrow"] = "bold"
    transpose: Literal["⊤", "T", "′"] = "⊤"
    hadamard: Literal["⊙", "∘"] = "⊙"


class Settings(BaseModel):
    """The whole file; every key may be left out.

    `catalogue` names files and folders of rules below the project's folder, in place of the package's own; `layout` is
    the one that a reader sees first; `limit` is in seconds for one rule.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    catalogue: tuple[StrictStr, ...] = ()
    layout: Literal["numerator", "denominator", "both"] = "both"
    limit: Annotated[StrictFloat | StrictInt, Field(gt=0, le=86_400)] | None = None
    notation: NotationEntry = NotationEntry()

    @property
    def written(self) -> Notation:
        """The notation as the printers take it."""
        return Notation(**{field.name: getattr(self.notation, field.name) for field in fields(Notation)})


def read_settings(root: Path) -> Settings:
    """The settings of the project in a folder, the ordinary ones where it has no file. Raises `CatalogueError`."""
    path = root / NAME
    if not path.is_file():
        return Settings()
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise CatalogueError(f"larger than {LARGEST_FILE // 1000} kB", context=(NAME,))
        table = tomllib.loads(path.read_bytes().decode("utf-8"))
    except OSError as error:
        raise CatalogueError(f"cannot be read: {error.strerror or error}", context=(NAME,)) from None
    except (ValueError, RecursionError) as error:
        raise CatalogueError(f"not TOML: {error}", context=(NAME,)) from None
    try:
        return Settings.model_validate(table)
    except ValidationError as error:
        raise _told(error) from None


def _told(error: ValidationError) -> CatalogueError:
    """The first thing that is wrong, in plain words."""
    details = error.errors(include_url=False)[0]
    depth = 2 if details["loc"][:1] == ("notation",) else 1
    place = ".".join(map(str, details["loc"][:depth])) or NAME
    context: Mapping[str, Any] = details.get("ctx", {})
    if details["type"] == "extra_forbidden":
        known = ", ".join([*Settings.model_fields, *(f"notation.{name}" for name in NotationEntry.model_fields)])
        return CatalogueError(f"unknown key {place}", hint=f"the keys are {known}", context=(NAME,))
    if details["type"] == "literal_error":
        return CatalogueError(f"should be {context['expected']}", context=(NAME, place))
    return CatalogueError(details["msg"][:1].lower() + details["msg"][1:], context=(NAME, place))


def rule_files(root: Path, settings: Settings) -> list[Path] | None:
    """The files and folders of the project's own rules, none where it uses the package's.

    Raises `CatalogueError` for what lies outside of the project's folder.
    """
    if not settings.catalogue:
        return None
    home = root.resolve()
    paths = []
    for name in settings.catalogue:
        path = (root / name).resolve()
        if not path.is_relative_to(home):
            raise CatalogueError(f"{name!r} lies outside of the project's folder", context=(NAME, "catalogue"))
        paths.append(path)
    return paths
