"""An error in a page, in the form in which it stops a build of MkDocs with its text alone."""

from __future__ import annotations

from mkdocs.exceptions import BuildError

from jacobook.errors import JacobookError


class PageError(JacobookError, BuildError):  # type: ignore[misc]  # both keep their text in `message`
    """An error in a page, in the form that makes MkDocs stop with its text and without a traceback."""


def page_error(error: JacobookError, page: str | None) -> PageError:
    """An error with the page it belongs to, fit to stop MkDocs."""
    context = (page, *error.context) if page else error.context
    return PageError(error.message, hint=error.hint, location=error.location, context=context)
