"""What `jacobook.toml` may hold, and plain words for what is wrong with one that differs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictFloat, StrictInt, StrictStr, ValidationError

from jacobook.errors import CatalogueError
from jacobook.layout.formulas.layouts import Layout
from jacobook.notation.options import Notation
from jacobook.publish.project.settings import NAME, Settings
from jacobook.work.patience import LEAST_SECONDS, MOST_SECONDS


class NotationEntry(BaseModel):
    """The `[notation]` table: see `jacobook.notation.options.Notation`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    vectors: Literal["bold", "arrow"] = "bold"
    transpose: Literal["⊤", "T", "′"] = "⊤"
    hadamard: Literal["⊙", "∘"] = "⊙"


class SettingsEntry(BaseModel):
    """The whole file; every key may be left out.

    `catalogue` names files and folders of rules below the project's folder, in place of the package's own; `layout` is
    the one that a reader sees first; `limit` is in seconds for one rule.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    catalogue: tuple[StrictStr, ...] = ()
    layout: Layout = Layout.BOTH
    limit: Annotated[StrictFloat | StrictInt, Field(ge=LEAST_SECONDS, le=MOST_SECONDS)] | None = None
    notation: NotationEntry = NotationEntry()


def settings_of(table: Mapping[str, Any]) -> Settings:
    """The settings that the file's table makes. Raises `CatalogueError`."""
    try:
        entry = SettingsEntry.model_validate(table)
    except ValidationError as error:
        raise _told(error) from None
    written = Notation(**entry.notation.model_dump())
    return Settings(entry.catalogue, entry.layout, entry.limit, written)


def _told(error: ValidationError) -> CatalogueError:
    """The first thing that is wrong, in plain words."""
    details = error.errors(include_url=False)[0]
    depth = 2 if details["loc"][:1] == ("notation",) else 1
    place = ".".join(map(str, details["loc"][:depth])) or NAME
    context: Mapping[str, Any] = details.get("ctx", {})
    if details["type"] == "extra_forbidden":
        known = ", ".join([*SettingsEntry.model_fields, *(f"notation.{name}" for name in NotationEntry.model_fields)])
        return CatalogueError(f"unknown key {place}", hint=f"known keys: {known}", context=(NAME,))
    if details["type"] in ("literal_error", "enum"):
        return CatalogueError(f"should be {context['expected']}", context=(NAME, place))
    return CatalogueError(details["msg"][:1].lower() + details["msg"][1:], context=(NAME, place))
