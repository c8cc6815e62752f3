"""Faults between a proved answer and the reader who sees it: its forms, pages, and text that is no markup."""

from __future__ import annotations

from faults.fault import Fault, Refused, failing

_PACKAGE = "generator/jacobook"
_DOCUMENT = f"{_PACKAGE}/document"
_ESCAPE = failing("document/test_escape.py", only="not latex_shows")

DERIVATION = (
    Fault(
        "denominator-is-numerator",
        "derivation",
        "order",
        f"{_PACKAGE}/derivation/answer.py",
        "return self._in_layout(Layout.DENOMINATOR)",
        "return self._in_layout(Layout.NUMERATOR)",
        failing("proof/test_every_answer.py"),
    ),
    Fault(
        "second-variable-is-the-first",
        "derivation",
        "misread",
        f"{_PACKAGE}/derivation/index_form.py",
        "            result = derivative_by(result, variable)",
        "            result = derivative_by(result, self.question.wrt[0])",
        Refused("a * x @ A @ x", "x,a", "a: scalar", ("--order", "2")),
    ),
    Fault(
        "vec-of-value-stacks-rows",
        "derivation",
        "order",
        f"{_PACKAGE}/derivation/answer.py",
        "where = Orientation(value[::-1], tuple(range(len(value), rank))[::-1])",
        "where = Orientation(value, tuple(range(len(value), rank))[::-1])",
        failing("notation/test_einsum.py"),
    ),
)

DOCUMENT = (
    Fault(
        "chain-rule-of-one-layout-for-both",
        "document",
        "order",
        f"{_DOCUMENT}/pages/conventions.py",
        "rules[answer.layout] = equation(mathematics(whole), mathematics(answer.formula))",
        "rules[answer.layout] = equation(mathematics(whole), mathematics(composed().numerator.formula))",
        failing("document/test_conventions.py"),
    ),
    Fault(
        "quotation-marks-of-attributes-unescaped",
        "document",
        "escaping",
        f"{_DOCUMENT}/setting/escape.py",
        "return html.escape(plain(text), quote=True).translate(_HTML_EXTRA)",
        "return html.escape(plain(text), quote=False).translate(_HTML_EXTRA)",
        _ESCAPE,
    ),
    Fault(
        "quotation-marks-of-sources-unescaped",
        "document",
        "escaping",
        f"{_DOCUMENT}/setting/escape.py",
        "    return html.escape(plain(text), quote=True)\n",
        "    return html.escape(plain(text), quote=False)\n",
        _ESCAPE,
    ),
    Fault(
        "front-matter-is-text",
        "document",
        "escaping",
        f"{_DOCUMENT}/setting/escape.py",
        'return json.dumps(_TAG.sub("&lt;\\N{WORD JOINER}", escape_html(text)), ensure_ascii=False)',
        "return yaml_string(text)",
        failing("publish/site/test_hostile.py::test_what_a_rule_says_is_text_in_html"),
    ),
    Fault(
        "front-matter-after-tags-are-stripped",
        "document",
        "escaping",
        f"{_DOCUMENT}/setting/escape.py",
        '_TAG.sub("&lt;\\N{WORD JOINER}", escape_html(text))',
        "escape_html(text)",
        _ESCAPE,
    ),
    Fault(
        "title-in-front-matter-unescaped",
        "document",
        "escaping",
        "templates/markdown/rule.md.jinja",
        "title: {{ page.title | front_matter }}",
        "title: {{ page.title | yaml }}",
        failing("publish/site/test_hostile.py::test_what_a_rule_says_is_text_in_html"),
    ),
    Fault(
        "summary-unescaped",
        "document",
        "escaping",
        "templates/markdown/rule.md.jinja",
        '<p class="summary">{{ page.summary }}</p>',
        '<p class="summary">{{ page.summary | safe }}</p>',
        failing("publish/site/test_hostile.py::test_what_a_rule_says_is_text_in_html"),
    ),
    Fault(
        "links-of-markdown-unescaped",
        "document",
        "escaping",
        f"{_DOCUMENT}/setting/escape.py",
        'in "\\\\`*_{}[]<>#|$~^&!"})',
        'in "\\\\`*_{}<>#|$~^&!"})',
        _ESCAPE,
    ),
    Fault(
        "code-of-typst-unescaped",
        "document",
        "escaping",
        f"{_DOCUMENT}/setting/escape.py",
        "[\\\\*_`$#@<>",
        "[\\\\*_`$@<>",
        _ESCAPE,
    ),
    Fault(
        "commands-of-latex-unescaped",
        "document",
        "escaping",
        f"{_DOCUMENT}/setting/escape.py",
        '    "\\\\": r"\\textbackslash{}",\n',
        "",
        failing("publish/site/test_hostile.py::test_what_a_rule_says_is_text_in_typst_and_latex"),
    ),
)

WORK = (
    Fault(
        "file-put-in-the-place-of-another",
        "work",
        "stale",
        f"{_PACKAGE}/work/files.py",
        "return [status.st_ino, status.st_size, status.st_mtime_ns]",
        "return [status.st_size, status.st_mtime_ns]",
        failing("work/test_files.py::test_a_file_is_told_from_one_that_is_put_in_its_place"),
    ),
)

ANSWERS = (
    Fault(
        "comment-unescaped",
        "answers",
        "escaping",
        f"{_PACKAGE}/answers/difference.py",
        ".translate(_SPELLED)}</code>",
        "}</code>",
        failing("cli/test_lock.py::test_what_a_comment_quotes_is_shown_and_does_nothing"),
    ),
    Fault(
        "bars-of-comment-unescaped",
        "answers",
        "escaping",
        f"{_PACKAGE}/answers/difference.py",
        "\\\\|`*_[]$~@#:",
        "\\\\`*_[]$~@#:",
        failing("cli/test_lock.py::test_what_a_comment_quotes_is_shown_and_does_nothing"),
    ),
    Fault(
        "engine-without-its-proof",
        "answers",
        "stale",
        f"{_PACKAGE}/answers/engine_key.py",
        '            waiting += _imported(path.read_text("utf-8"))',
        '            waiting += [each for each in _imported(path.read_text("utf-8")) if "proof" not in each.parts]',
        failing("answers/test_engine_key.py"),
    ),
)

PUBLISH = (
    Fault(
        "site-check-passes-scripts",
        "publish",
        "escaping",
        f"{_PACKAGE}/publish/site/site_check.py",
        "                *problems_of_acts(page.acts, known_acts),\n",
        "",
        failing("publish/site/test_site_check.py"),
    ),
    Fault(
        "site-check-trusts-what-rules-say",
        "publish",
        "escaping",
        f"{_PACKAGE}/publish/site/active_content.py",
        "return frozenset(key for key in trusted if excerpts[key] not in text)",
        "return frozenset(trusted)",
        failing("publish/site/test_site_check.py"),
    ),
    Fault(
        "theme-is-no-setting",
        "publish",
        "stale",
        f"{_PACKAGE}/publish/mkdocs/page_setting.py",
        "folder_key(root, [*theme, *choices])",
        "folder_key(root, choices)",
        failing("publish/mkdocs/test_page_setting.py"),
    ),
    Fault(
        "pages-of-another-program",
        "publish",
        "stale",
        f"{_PACKAGE}/publish/mkdocs/page_setting.py",
        'folder_key(PACKAGE, programs, "*.py"),',
        'folder_key(PACKAGE, programs[:1], "*.py"),',
        failing("publish/mkdocs/test_page_setting.py"),
    ),
    Fault(
        "text-of-formulas-unescaped",
        "publish",
        "escaping",
        f"{_PACKAGE}/publish/typeset/markup.mjs",
        "text.replace(/[&<>]/g,",
        "text.replace(/[&>]/g,",
        failing("publish/typeset/test_compact_markup.py"),
    ),
    Fault(
        "attributes-of-formulas-unescaped",
        "publish",
        "escaping",
        f"{_PACKAGE}/publish/typeset/markup.mjs",
        """String(value).replace(/[&<>"]/g,""",
        """String(value).replace(/[&<>]/g,""",
        failing("publish/typeset/test_compact_markup.py"),
    ),
)
