"""The whole catalogue with its answers, as data and as sources for other documents."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from jacobook.answers.lock import FORMAT
from jacobook.answers.records import Record
from jacobook.catalogue.model import Catalogue
from jacobook.document.collections.rule_source import rule_latex, rule_markdown
from jacobook.document.setting.environment import Templates
from jacobook.layout.formulas.layouts import Layout
from jacobook.publish.pages.written_pages import WrittenPage
from jacobook.work.cache import version_of

STYLE = "jacobook.sty"
"""The LaTeX package that exported rules are set with."""
SCHEMA = "rules.schema.json"
"""The JSON Schema of `rules.json`, which lies beside it on the site."""


def rules_schema() -> str:
    """The text of that schema."""
    return Path(__file__).with_name(SCHEMA).read_text("utf-8")


VERDICT_SCHEMA = "verdict.schema.json"
"""The JSON Schema of a verdict on a claim, which lies there too."""


def verdict_schema() -> str:
    """The text of that schema."""
    return Path(__file__).with_name(VERDICT_SCHEMA).read_text("utf-8")


def rules_json(catalogue: Catalogue, answered: Mapping[str, Record], written: Sequence[WrittenPage] = ()) -> bytes:
    """`rules.json`: chapters, every rule with its answers, and what the pages written by hand cover.

    The same bytes for the same catalogue, pages and engine.
    """
    document = {
        "$schema": SCHEMA,
        "format": FORMAT,
        "generator": f"jacobook {version_of('jacobook')}",
        "chapters": [
            {"id": chapter.id, "title": chapter.title, "summary": chapter.summary} for chapter in catalogue.chapters
        ],
        "rules": [],
        "pages": [{"path": page.path, "title": page.title, "sources": list(page.sources)} for page in written],
    }
    text = json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n"
    # Entries are JSON already, and large: a line break in them can only be one between their parts.
    entries = [answered[rule.id].entry.replace(b"\n", b"\n  ") for rule in catalogue]
    if not entries:
        return text
    before, place, after = text.partition(b'\n "rules": [')
    return b"".join([before, place, b"\n  ", b",\n  ".join(entries), b"\n ", after])


def rules_latex(
    catalogue: Catalogue, answered: Mapping[str, Record], templates: Templates, layout: Layout
) -> dict[str, str]:
    r"""One file a rule, for `\input` into a paper, by file name, and the package that sets them."""
    files = {f"{rule.id}.tex": rule_latex(answered[rule.id].page, templates, layout) for rule in catalogue}
    return files | {STYLE: templates.file("latex", STYLE)}


def rules_markdown(catalogue: Catalogue, answered: Mapping[str, Record], templates: Templates) -> dict[str, str]:
    """One file a rule, for readers of Markdown that set $…$ as mathematics, by file name."""
    return {f"{rule.id}.md": rule_markdown(answered[rule.id].page, templates) for rule in catalogue}


def findings_json(catalogue: Catalogue, answered: Mapping[str, Record]) -> bytes:
    """`findings.json`: what search knows of every rule and shows of it, read when a reader turns to search."""
    return b'{"rules":[' + b",\n".join(answered[rule.id].finding for rule in catalogue) + b"]}\n"
