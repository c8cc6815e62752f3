"""Errors written for people: what is wrong, where, and what would be right."""

from __future__ import annotations

from dataclasses import dataclass
from linecache import getline
from traceback import walk_tb
from types import TracebackType

_LONGEST_LINE = 400
_AROUND = 60


@dataclass(frozen=True, slots=True)
class Location:
    """The place in a text that an error points at.

    `column` counts from 0, `length` is the number of characters to underline, `source` is the one line they refer to.
    """

    source: str
    column: int
    length: int = 1

    def render(self) -> str:
        """The line of source with carets under the place; of a line that is too long, what is around it."""
        source, column = self.source, self.column
        if len(source) > _LONGEST_LINE:
            first, last = max(0, column - _AROUND), min(len(source), column + _AROUND)
            before, after = "… " if first > 0 else "", " …" if last < len(source) else ""
            source, column = f"{before}{source[first:last]}{after}", len(before) + column - first
        width = max(1, min(self.length, len(source) - column))
        return f"  {source}\n  {' ' * column}{'^' * width}"


class JacobookError(Exception):
    """Base of every error that a user can cause; its text is complete without a traceback.

    `context` names the file, rule and field of the error; the caller that knows them fills it in (see `within`).
    """

    def __init__(
        self, message: str, *, hint: str = "", location: Location | None = None, context: tuple[str, ...] = ()
    ) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.location = location
        self.context = context

    def within(self, *context: str) -> JacobookError:
        """The same error with outer context (a file, a rule, a field) put before its own."""
        return type(self)(self.message, hint=self.hint, location=self.location, context=(*context, *self.context))

    def __str__(self) -> str:
        lines = [": ".join((*self.context, self.message))]
        if self.location is not None:
            lines.append(self.location.render())
        if self.hint:
            lines.append(f"  {self.hint}")
        return "\n".join(lines)

    def _render_traceback_(self) -> list[str]:
        """What IPython shows instead of a traceback: the message, and the line that caused it."""
        line = _own_line(self.__traceback__)
        return [*([line] if line else []), f"{type(self).__name__}: {self}"]


def _own_line(traceback: TracebackType | None) -> str:
    """The line that called Jacobook, with its number; empty where it is not known, or where IPython itself called."""
    found = ""
    for frame, number in walk_tb(traceback):
        room = str(frame.f_globals.get("__name__", "")).partition(".")[0]
        if room == "jacobook":
            break
        text = getline(frame.f_code.co_filename, number, frame.f_globals).strip()
        # A property that is worked out once is asked for through functools.
        if text and room != "functools":
            found = "" if room == "IPython" else f"line {number}: {text}"
    return found


class LanguageError(JacobookError):
    """An expression or a declaration that cannot be read, or whose shapes clash."""


class Refused(JacobookError):
    """A question that is understood but not answered, with the reason; never raised in place of a wrong answer.

    `components` is the component form as LaTeX where it is known, since that form is always right.
    """

    components: str = ""

    def within(self, *context: str) -> JacobookError:
        outer = super().within(*context)
        if isinstance(outer, Refused):
            outer.components = self.components
        return outer


class CatalogueError(JacobookError):
    """A rule, or a file of rules, that is not well formed."""


class ToolError(JacobookError):
    """An outside program (Node, TeX, a browser) that is missing or has failed."""


__all__ = ["CatalogueError", "JacobookError", "LanguageError", "Location", "Refused", "ToolError"]
