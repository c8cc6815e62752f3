"""What MkDocs made of a generated page before, so that a build after a small change converts and renders little.

What is kept, each by the hash of all it depends on: the outline of a page, the HTML that its Markdown becomes, what
search finds in that, and the whole page that the theme makes of it. HTML is taken out of memory as soon as it is kept,
and brought back only for a page that has to be rendered: a site of thousands of pages is not held at a time. Pages
written by hand are kept only where every Markdown extension is one that reads nothing but the page, the files that it
includes, and the project's templates and choices. A page about which MkDocs had something to say is never kept, so that
it says so each time.
"""

from __future__ import annotations

import hashlib
import json
import logging
import re
from collections.abc import Callable, Mapping
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2
from mkdocs.structure.nav import Section
from mkdocs.structure.pages import Page

from jacobook.errors import JacobookError
from jacobook.publish.markdown.labels import concerns_labels, labels_in
from jacobook.publish.mkdocs.compiled_templates import COMPILED, remember_used_templates
from jacobook.publish.mkdocs.page_outline import Restored, outline
from jacobook.publish.mkdocs.page_setting import setting_key
from jacobook.publish.mkdocs.searchable import searchable
from jacobook.publish.site.published_pages import PublishedPages
from jacobook.work.cache import Cache, key_of

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import File, Files
    from mkdocs.structure.nav import Navigation

OUTLINED, CONVERTED, SEARCHED, RENDERED = "outlined", "converted", "searched", "rendered"
# What MkDocs' own search plugin and Material's call the list of what they found.
_ENTRIES = ("entries", "_entries")
# Plugins whose work on a page depends on that page alone.
KNOWN_PLUGINS = frozenset({"search", "material/search", "jacobook"})
# Extensions whose work on a page depends on that page alone, or on what is part of its key.
KNOWN_EXTENSIONS = frozenset(
    {
        *(
            "abbr",
            "admonition",
            "attr_list",
            "def_list",
            "fenced_code",
            "footnotes",
            "md_in_html",
            "meta",
            "tables",
            "toc",
        ),
        *("pymdownx.details", "pymdownx.highlight", "pymdownx.snippets", "pymdownx.superfences", "pymdownx.tabbed"),
        *("jacobook.publish.links", "jacobook.publish.raw_html", "jacobook.publish.code_spans"),
        *("jacobook.publish.mathematics", "jacobook.publish.jacobian_blocks"),
    }
)
_SNIPPET = re.compile(r"^[ \t]*-+8<-+[ \t]+([\"'])(?P<name>[^\"'\n:]+)\1[ \t]*$", re.MULTILINE)
_SNIPPETS = "8<-"
# Stands for a page whose file is in its place.
_IN_PLACE = "\N{SYMBOL FOR NULL}"
# Copied as they are; their names change with their contents, and no page names them.
_LIKE_NO_OTHER = "assets/engine/"


def applicable(config: MkDocsConfig, hook: str) -> bool:
    """Whether all that makes a page is known: no plugin and no hook but `hook`, and no configuration elsewhere."""
    text = Path(config.config_file_path).read_text("utf-8")
    hooks = {Path(name).name for name in config.hooks}
    plugins = {name for name in config.plugins if name not in config.hooks}
    return plugins <= KNOWN_PLUGINS and hooks <= {hook} and "INHERIT" not in text


class PageMemory:
    """The memory of one build.

    `generated` is the folder of generated pages, as a path below the documents' folder, `published` the pages that
    stand already.
    """

    def __init__(self, cache: Cache, config: MkDocsConfig, generated: str, published: PublishedPages) -> None:
        self._cache = cache
        self._published = published
        self._config = config
        self._generated = f"{generated}/"
        self._files: Files | None = None
        self._menu: Navigation | None = None
        self._settled = ""
        self._navigation = ""
        self._keys: dict[str, str] = {}
        self._whole: dict[str, str] = {}
        self._complaints = _Complaints()
        self._asked: dict[str, int] = {}
        self._environment: jinja2.Environment | None = None

    def settle(self, files: Files, navigation: Navigation) -> None:
        """Called once all pages are known: the addresses of all files decide how links are written."""
        self._files, self._menu = files, navigation
        named = (file for file in files if not file.src_uri.startswith(_LIKE_NO_OTHER))
        addresses = sorted((file.src_uri, file.url, str(file.inclusion)) for file in named)
        self._settled = key_of(self._setting, addresses)
        logging.getLogger("mkdocs").addHandler(self._complaints)
        for file in files:
            included = file.inclusion.is_included()  # type: ignore[no-untyped-call] # MkDocs' types are incomplete
            if included and not file.is_documentation_page():
                self._take_over_copy(file)

    def _take_over_copy(self, file: File) -> None:
        """Spare MkDocs the copying of a file that is published."""
        theme = self._config.theme
        # Templates are filled into files of their names as they are, which would be the published ones.
        if file.abs_src_path is None or file.dest_uri in {*theme.static_templates, *self._config.extra_templates}:
            return
        if self._published.take_over_copy(file.dest_uri, file.abs_src_path):
            file.copy_file = _leave  # type: ignore[method-assign]

    def settle_navigation(self) -> None:
        """Called once every page has its title: the menu is part of each page."""
        assert self._menu is not None
        self._navigation = key_of(self._settled, [_menu(item) for item in self._menu.items])

    def finish(self) -> None:
        """Called when the site is complete."""
        self._published.remember()
        if self._environment is not None:
            remember_used_templates(self._cache, self._environment)

    def close(self) -> None:
        """Forget what no page asked for."""
        logging.getLogger("mkdocs").removeHandler(self._complaints)
        for kind in (OUTLINED, CONVERTED, SEARCHED, RENDERED):
            self._cache.forget_unused(kind)

    @cached_property
    def _setting(self) -> str:
        return setting_key(self._config)

    @cached_property
    def _by_hand(self) -> bool:
        """Whether pages written by hand depend on nothing that is not known."""
        snippets = self._config.mdx_configs.get("pymdownx.snippets", {})
        return set(self._config.markdown_extensions) <= KNOWN_EXTENSIONS and not snippets.get("auto_append")

    def _labels(self, *texts: str) -> str:
        """What a page with these texts has or may refer to, by label."""
        if not any(map(concerns_labels, texts)):
            return ""
        try:
            return labels_in(Path(self._config.config_file_path).absolute().parent).key
        except JacobookError as error:
            # Reported when the page is converted, as long as it is so.
            return str(error)

    def _included(self, markdown: str) -> list[str] | None:
        """The texts of the files that a page includes; None where they are not all found among the documents."""
        if _SNIPPETS not in markdown:
            return []
        names = [match["name"] for match in _SNIPPET.finditer(markdown)]
        if len(names) != markdown.count(_SNIPPETS):
            return None
        found: list[str] = []
        for name in names:
            path = Path(self._config.docs_dir, name)
            text = path.read_text("utf-8") if path.is_file() else None
            if text is None or _SNIPPETS in text:
                return None
            found.append(text)
        return found

    # ------------------------------------------------------------------------------------------ Markdown to HTML

    def before_conversion(self, page: Page, markdown: str) -> None:
        """Spare MkDocs the conversion of a page that is known."""
        generated = page.file.src_uri.startswith(self._generated)
        included = self._included(markdown) if generated or self._by_hand else None
        if included is None:
            return
        text = hashlib.sha256(markdown.encode("utf-8", "surrogatepass")).hexdigest()
        labels = self._labels(markdown, *included)
        key = key_of(self._settled, page.file.src_uri, text, included, str(page.meta), labels)
        self._keys[page.file.src_uri] = key
        self._asked[page.file.src_uri] = self._complaints.count
        known = self._cache.get(OUTLINED, key)
        if known is not None and self._files is not None and self._cache.has(CONVERTED, key):
            restored = Restored(page, json.loads(known), self._files)
            page.render = restored.render  # type: ignore[method-assign]

    def after_conversion(self, page: Page, html: str) -> str:
        """Remember a page that MkDocs has converted without complaint; what MkDocs is to hold instead of its HTML."""
        key = self._keys.get(page.file.src_uri)
        if key is None:
            return html
        if "render" not in vars(page):
            if self._complaints.count > self._asked[page.file.src_uri]:
                del self._keys[page.file.src_uri]
                return html
            if not self._cache.put(CONVERTED, key, html.encode()):
                return html
            self._cache.put(OUTLINED, key, json.dumps(outline(page)).encode())
        page.markdown = ""
        return ""

    def bring(self, page: Page) -> None:
        """See that MkDocs holds the HTML of a page that is to be searched or rendered."""
        key = self._keys.get(page.file.src_uri)
        if key is None or page.content:
            return
        known = self._cache.get(CONVERTED, key)
        if known is not None:
            page.content = known.decode()
        elif self._files is not None:
            # Damaged, or deleted by somebody. None of the plugins that this memory puts up with changes Markdown.
            page.read_source(self._config)
            type(page).render(page, self._config, self._files)

    def dismiss(self, page: Page, output: str) -> str:
        """Called when a page is rendered and its HTML is no longer needed; returns what MkDocs should write.

        A page that is there already needs no writing: MkDocs skips one that is empty.
        """
        if page.file.src_uri in self._keys:
            page.content = ""
        return "" if output == _IN_PLACE else output

    # ---------------------------------------------------------------------------------------------- HTML to page

    def whole_page(self, page: Page) -> bool:
        """Whether the page is known as a whole, so that nothing of it need be typeset or rendered."""
        key, name = self._rendered_key(page), page.file.dest_uri
        if key is None:
            return False
        self._published.expect(name, key)
        if self._cache.has(RENDERED, key) and self._published.take_over(name):
            self._whole[page.file.src_uri] = _IN_PLACE
            return True
        known = self._cache.get(RENDERED, key)
        if known is None:
            return False
        self._whole[page.file.src_uri] = known.decode()
        return True

    def remember_templates(self, env: jinja2.Environment) -> None:
        """Let the environment make templates that take known pages from memory."""
        memory = self

        class Template(env.template_class):  # type: ignore[name-defined,misc] # whatever class it had
            """A template that asks the memory first."""

            def render(self, context: Mapping[str, Any]) -> str:
                return memory.render(super().render, context)

        env.template_class = Template
        env.bytecode_cache = COMPILED
        self._environment = env

    def remember_search(self) -> None:
        """Let the search plugin take what it finds in a known page from memory: it reads HTML slowly."""
        for plugin in self._config.plugins.values():
            index = getattr(plugin, "search_index", None)
            entries = next((found for name in _ENTRIES if (found := getattr(index, name, None)) is not None), None)
            if index is not None and isinstance(entries, list):
                index.add_entry_from_context = partial(self._add_entries, index.add_entry_from_context, entries)

    def _add_entries(self, read: Callable[[Page], None], entries: list[Any], page: Page) -> None:
        rendered = self._rendered_key(page)
        key = rendered or ""
        known = self._cache.get(SEARCHED, key) if rendered else None
        if known is not None:
            entries += json.loads(known)
            return
        self.bring(page)
        before, content = len(entries), page.content
        if rendered and page.file.src_uri.startswith(self._generated):
            page.content = searchable(content or "")
        read(page)
        page.content = content
        if rendered:
            self._cache.put(SEARCHED, key, json.dumps(entries[before:]).encode())

    def render(self, make: Callable[[Mapping[str, Any]], str], context: Mapping[str, Any]) -> str:
        """What a template makes of a context, or made of it before."""
        page = context.get("page")
        known = self._whole.pop(page.file.src_uri, None) if isinstance(page, Page) else None
        if known is not None:
            return known
        output = make(context)
        key = self._rendered_key(page) if isinstance(page, Page) else None
        if key:
            self._cache.put(RENDERED, key, output.encode("utf-8", "xmlcharrefreplace"))
        return output

    def _rendered_key(self, page: Page) -> str | None:
        converted = self._keys.get(page.file.src_uri)
        if converted is None:
            return None
        neighbours = [neighbour and _menu(neighbour) for neighbour in (page.previous_page, page.next_page)]
        above = [_menu(section, deep=False) for section in page.ancestors]
        return key_of(self._navigation, converted, page.title, page.canonical_url, page.edit_url, neighbours, above)


def _leave(dirty: bool = False) -> None:  # noqa: FBT001, FBT002 - the signature is MkDocs'
    """In place of copying a file that is there already."""


class _Complaints(logging.Handler):
    """Counts what MkDocs says at the level of a warning."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.count = 0

    def emit(self, record: logging.LogRecord) -> None:  # noqa: ARG002 - it is enough that there is one
        self.count += 1


def _menu(item: Any, *, deep: bool = True) -> list[Any]:  # noqa: ANN401 - page, section or link
    inside = [_menu(child) for child in item.children] if deep and isinstance(item, Section) else []
    icon = str(item.meta) if isinstance(item, Page) else None
    return [item.title, getattr(item, "url", None), icon, inside]
