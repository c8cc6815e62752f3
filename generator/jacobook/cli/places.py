"""Files and folders that are named on the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click


class Place(click.Path):
    """The path of a file or a folder, which has a name: nothing in quotation marks would be the working directory."""

    def __init__(self, **options: Any) -> None:
        super().__init__(path_type=Path, **options)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: ANN401 - the signature is click's
        if not str(value).strip():
            self.fail("it is empty; name a file or folder", param, ctx)
        return super().convert(value, param, ctx)
