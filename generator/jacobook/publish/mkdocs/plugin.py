"""Jacobook as a plugin of MkDocs, for sites of other people: `plugins: [search, jacobook]`.

It does what the hook does, and brings the Markdown extensions and the style sheet that generated pages need.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mkdocs.config.base import Config
from mkdocs.plugins import BasePlugin, event_priority
from pathspec.gitignore import GitIgnoreSpec

from jacobook.errors import JacobookError
from jacobook.publish.markdown.page_errors import page_error
from jacobook.publish.mkdocs import hook

if TYPE_CHECKING:
    from jinja2 import Environment
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.livereload import LiveReloadServer
    from mkdocs.structure.files import Files
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page

STYLE = "assets/vendor/katex/katex.min.css"
EXTENSIONS: dict[str, dict[str, Any]] = {
    "attr_list": {},
    "md_in_html": {},
    "tables": {},
    "pymdownx.details": {},
    "pymdownx.superfences": {},
    "pymdownx.tabbed": {"alternate_style": True},
    "jacobook.publish.links": {},
    "jacobook.publish.raw_html": {},
    "jacobook.publish.mathematics": {},
    "jacobook.publish.jacobian_blocks": {},
}


def _with(patterns: GitIgnoreSpec | None, more: str) -> GitIgnoreSpec:
    """Patterns of mkdocs.yml, in the notation of Git, and one more before them, so that they have the last word."""
    found = () if patterns is None else patterns.patterns
    return GitIgnoreSpec([*GitIgnoreSpec.from_lines([more]).patterns, *found])


class NoSettings(Config):  # type: ignore[no-untyped-call] # MkDocs' types are incomplete
    """Nothing is set in mkdocs.yml: a project's choices are in jacobook.toml, which the command line reads too."""


class JacobookPlugin(BasePlugin[NoSettings]):  # type: ignore[no-untyped-call] # likewise
    """What MkDocs calls; each method hands on to the hook."""

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Add what the configuration does not name itself."""
        for extension, settings in EXTENSIONS.items():
            if extension not in config.markdown_extensions:
                config.markdown_extensions.append(extension)
                config.mdx_configs.setdefault(extension, {}).update(settings)
        if STYLE not in config.extra_css:
            config.extra_css.insert(0, STYLE)
        # Parts of pages are no pages, and a site lists those generated pages that it chooses.
        config.exclude_docs = _with(config.exclude_docs, "/reference/_includes/")
        if config.nav is not None:
            config.not_in_nav = _with(config.not_in_nav, "/reference/")
        try:
            return hook.on_config(config)
        except JacobookError as error:
            raise page_error(error, None) from error

    def on_pre_build(self, *, config: MkDocsConfig) -> None:
        hook.on_pre_build(config)

    def on_serve(self, server: LiveReloadServer, *, config: MkDocsConfig, **_: object) -> LiveReloadServer:
        return hook.on_serve(server, config)

    @event_priority(-100)
    def on_nav(self, nav: Navigation, *, files: Files, **_: object) -> None:
        hook.on_nav(nav, files)

    @event_priority(-100)
    def on_page_markdown(self, markdown: str, *, page: Page, **_: object) -> None:
        hook.on_page_markdown(markdown, page)

    @event_priority(100)
    def on_page_content(self, html: str, *, page: Page, **_: object) -> str:
        return hook.on_page_content(html, page)

    def on_env(self, env: Environment, *, config: MkDocsConfig, **_: object) -> None:
        hook.on_env(env, config)

    @event_priority(-100)
    def on_page_context(self, context: Any, *, page: Page, config: MkDocsConfig, **_: object) -> None:  # noqa: ANN401
        hook.on_page_context(context, page, config)

    @event_priority(-100)
    def on_post_page(self, output: str, *, page: Page, config: MkDocsConfig, **_: object) -> str:
        return hook.on_post_page(output, page, config)

    def on_post_template(self, output_content: str, *, config: MkDocsConfig, **_: object) -> str:
        return hook.on_post_template(output_content, config)

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        hook.on_post_build(config)

    def on_build_error(self, *, error: Exception) -> None:
        hook.on_build_error(error)
