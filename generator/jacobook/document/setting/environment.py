"""Where templates are found and how they are filled: one Jinja environment a target, each escaping for its own target.

A value put into a template is plain text and is escaped for the language of the template, unless it is marked as
source with `| safe` (a formula, or text that a filter has already turned into source). The templates for LaTeX and
Typst, where braces are everywhere, write `<< value >>`, `<% statement %>` and `<# comment #>`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, get_args

import jinja2
from markupsafe import Markup

import jacobook
from jacobook.document.setting import escape
from jacobook.errors import JacobookError

Target = Literal["markdown", "latex", "typst"]
TARGETS: tuple[Target, ...] = get_args(Target)

_ESCAPE: dict[Target, Callable[[str], str]] = {
    "markdown": escape.escape_html,
    "latex": escape.escape_latex,
    "typst": escape.escape_typst,
}
# Filters that turn a value into source; what they return is not escaped again.
_FILTERS: dict[str, Callable[..., str]] = {
    "code": escape.markdown_code,
    "attribute": escape.html_attribute,
    "fenced": escape.fenced,
    "front_matter": escape.front_matter,
    "markdown": escape.escape_markdown,
    "quoted": escape.typst_string,
    "typed": escape.typst_code,
    "typed_latex": escape.latex_code,
    "yaml": escape.yaml_string,
}


def _installed_templates() -> Path:
    """The templates beside the code in a wheel, or at the top of a checkout."""
    package = Path(jacobook.__file__).parent
    beside = package / "templates"
    return beside if beside.is_dir() else package.parent.parent / "templates"


def _environment(target: Target, loader: jinja2.BaseLoader) -> jinja2.Environment:
    def finalize(value: object) -> object:
        # Jinja escapes for HTML only; what is marked as source here passes its escaping unchanged.
        if isinstance(value, (Markup, jinja2.Undefined)):
            return value
        return Markup(_ESCAPE[target](str(value)))  # noqa: S704 - this is the escaping

    brackets: dict[str, Any] = {}
    if target != "markdown":
        brackets = {
            "variable_start_string": "<<",
            "variable_end_string": ">>",
            "block_start_string": "<%",
            "block_end_string": "%>",
            "comment_start_string": "<#",
            "comment_end_string": "#>",
        }
    environment = jinja2.Environment(
        loader=loader,
        autoescape=True,
        finalize=finalize,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        **brackets,
    )
    for name, function in _FILTERS.items():
        environment.filters[name] = _marked(function)
    return environment


def _marked(function: Callable[..., str]) -> Callable[..., Markup]:
    def as_source(value: object, *options: object) -> Markup:
        return Markup(function(str(value), *options))  # noqa: S704 - each of these filters escapes

    return as_source


class Templates:
    """The templates of a project: its own `templates/` first, then those that came with the program."""

    def __init__(self, project: Path | None = None) -> None:
        self.folders = ([project / "templates"] if project is not None else []) + [_installed_templates()]

    @cached_property
    def _environments(self) -> dict[Target, jinja2.Environment]:
        folders = [str(folder) for folder in self.folders]
        return {
            target: _environment(target, jinja2.FileSystemLoader([f"{folder}/{target}" for folder in folders]))
            for target in TARGETS
        }

    def file(self, target: Target, name: str) -> str:
        """The text of a file that lies among the templates and is no template. Raises `JacobookError`."""
        places = [folder / target / name for folder in self.folders]
        found = next((place for place in places if place.is_file()), None)
        if found is None:
            looked = ", ".join(str(place.parent) for place in places)
            raise JacobookError(f"the file {name} is missing", hint=f"looked in {looked}")
        return found.read_text("utf-8")

    def render(self, target: Target, template: str, **values: object) -> str:
        """The template filled in; raises `JacobookError` with the place in the template that is wrong."""
        try:
            return self._environments[target].get_template(template).render(**values)
        except jinja2.TemplateNotFound as error:
            places = ", ".join(str(folder / target) for folder in self.folders)
            raise JacobookError(f"the template {error.name} is missing", hint=f"looked in {places}") from None
        except jinja2.TemplateSyntaxError as error:
            raise JacobookError(str(error.message)).within(f"{target}/{error.name}:{error.lineno}") from None
        except jinja2.UndefinedError as error:
            raise JacobookError(f"{error.message}").within(_place(error, target, template)) from None


def _place(error: jinja2.UndefinedError, target: Target, template: str) -> str:
    """The innermost line of a template that the error passed through."""
    place, trace = f"{target}/{template}", error.__traceback__
    while trace is not None:
        file = Path(trace.tb_frame.f_code.co_filename)
        if file.suffix == ".jinja":
            place = f"{target}/{file.name}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place
