"""The generated pages: a file for each, links that lead somewhere, nothing left unfilled."""

import re
from collections import Counter
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from pathlib import PurePosixPath

import pytest
import yaml

from jacobook.document.collections.site import home_example, pages
from jacobook.document.collections.table import THEMES


@pytest.fixture(scope="module")
def files(catalogue, rule_pages, templates):
    files = dict(pages(catalogue, rule_pages, "0.1.0", templates))
    assert files
    return files


class Elements(HTMLParser):
    """The tags, ids and links of a page's raw HTML; `open_tags` must be empty at its end."""

    VOID = frozenset({"br", "hr", "img", "input", "link", "meta"})

    def __init__(self, text):
        super().__init__()
        self.ids, self.links, self.open_tags, self.tags = [], [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        self.tags.append((tag, values))
        if tag not in self.VOID:
            self.open_tags.append(tag)
        self.ids += [values["id"]] if "id" in values else []
        self.links += [values["href"]] if "href" in values else []

    def handle_endtag(self, tag):
        assert self.open_tags, f"</{tag}> closes nothing"
        assert self.open_tags.pop() == tag


def without_code(text):
    return re.sub(r"^( *)(`{3,}).*?^\1\2$", "", text, flags=re.DOTALL | re.MULTILINE)


def front_matter(text):
    _, head, body = text.split("---\n", 2)
    return yaml.safe_load(head), body


def test_there_is_a_file_for_everything(files, catalogue):
    assert {"index.md", "all.md", "_includes/home-example.md", "_includes/downloads.md"} <= set(files)
    assert {f"rules/{rule.id}.md" for rule in catalogue} <= set(files)
    assert {f"tables/{theme}.md" for theme in THEMES} <= set(files)
    assert {"tables/scalar-by-vector.md", "tables/vector-by-vector.md", "tables/vector-by-scalar.md"} <= set(files)


def test_every_other_address_of_a_rule_leads_to_it(files, catalogue):
    for rule in catalogue:
        for place in (f"r/{rule.number}", *(f"rules/{alias}" for alias in rule.aliases)):
            text = files[f"{place}/index.html"]
            assert text.count(f'"../../rules/{rule.id}/"') == 2, place
            assert f"url=../../rules/{rule.id}/" in text, place
            assert f"rules/{place.removeprefix('rules/')}.md" not in files


def test_nothing_is_left_unfilled(files):
    traces = re.compile(r"\{\{|\}\}|\{%|%\}|<<|>>|Mathematics\(|Dimension\(|jacobook\.|object at 0x|None|Undefined")
    for path, text in files.items():
        prose = re.sub(r'data-(?:tex|label|text)="[^"]*"', "", without_code(text))
        # None makes an axis in a question, which stands in the front matter and as code; nowhere else may it stand.
        prose = re.sub(
            r'(?m)^question: "[^"]*"$', lambda link: re.sub(r"(%2C\+|%5B)None(?=%2C|%5D)", "", link[0]), prose, count=1
        )
        prose = re.sub(r"<code>[^<]*</code>", lambda code: re.sub(r"(, |\[)None(?=[],])", "", code[0]), prose)
        assert traces.search(prose) is None, (path, traces.search(prose))


def test_html_is_well_formed_and_ids_are_unique(files):
    for path, text in files.items():
        elements = Elements(without_code(text))
        assert elements.open_tags == [], path
        headings = re.findall(r"\{ #([\w-]+)[^}]*\}", text)
        assert [name for name, count in Counter(elements.ids + headings).items() if count > 1] == [], path


def test_links_lead_to_pages_and_places_that_exist(files):
    anchors = {
        path: set(Elements(without_code(text)).ids) | set(re.findall(r"\{ #([\w-]+)[^}]*\}", text))
        for path, text in files.items()
    }
    checked = 0
    for path, text in files.items():
        if path.startswith("_includes/"):
            continue
        for link in Elements(without_code(text)).links:
            if link.startswith("https://"):
                continue
            target, _, fragment = link.partition("#")
            parts = []
            for part in (PurePosixPath(path).parent / target if target else PurePosixPath(path)).parts:
                if part == "..":
                    parts.pop()
                else:
                    parts.append(part)
            # Pages that lead on are no Markdown: they name the folder of the finished page.
            found = "/".join(parts) + (".md" if link.endswith("/") else "")
            assert found in files, (path, link)
            assert not fragment or fragment in anchors[found], (path, link)
            checked += 1
    assert checked > 0


def test_front_matter_is_what_the_site_asks_for(files):
    for path, text in files.items():
        if path.startswith("_includes/") or path.endswith(".html"):
            continue
        head, body = front_matter(text)
        assert len(head["title"]) <= 48, path
        assert 50 <= len(head["description"]) <= 160, (path, head["description"])
        assert "\\" not in head["description"], path
        assert len(re.findall(r"^# ", without_code(body), re.MULTILINE)) == 1, path


def test_every_rule_page_shows_both_layouts_and_all_shapes(files, rule_pages):
    for name, page in rule_pages.items():
        text = files[f"rules/{name}.md"]
        for derivative in page.derivatives:
            assert ("Both layouts" if derivative.same else "Numerator layout") in text
            assert derivative.same or "Denominator layout" in text
            for given in derivative.answers:
                assert given.formula.latex in unescape(text), (name, given.layout)
                assert given.shape.label in re.sub(r"<[^>]*>", "", text), (name, given.layout)
        assert page.title in unescape(text)


def test_mathematics_is_marked_as_the_site_expects(files):
    found = 0
    for path, text in files.items():
        for tag, attributes in Elements(without_code(text)).tags:
            if "math" not in attributes.get("class", "").split():
                continue
            found += 1
            tex = attributes["data-tex"]
            assert tex.strip(), path
            assert tex.count("{") == tex.count("}"), (path, tex)
            assert tag != "div" or attributes["data-label"], (path, tex)
    assert found > 0


def test_every_derivative_is_in_the_tables_once(files, rule_pages):
    count = sum(len(page.derivatives) for page in rule_pages.values())
    kinds = [path for path in files if re.fullmatch(r"tables/(\w+-by-\w+|arrays|second-derivatives)\.md", path)]
    assert sum(files[path].count("<tr id=") for path in kinds) == count
    chapters = [path for path in files if path.startswith("chapters/")]
    assert sum(files[path].count("<tr id=") for path in chapters) == count


def test_every_rule_is_listed_on_the_one_page_with_the_places_of_its_rows_in_the_table_of_its_chapter(files, catalogue):
    page = files["all.md"]
    assert [link for link in Elements(page).links if link.startswith("rules/")] == [
        f"rules/{rule.id}.md" for rule in catalogue
    ]
    lists = dict(zip(re.findall(r'href="chapters/([\w-]+)\.md"', page), page.split('href="chapters/')[1:], strict=True))
    for chapter, listed in lists.items():
        anchors = " ".join(re.findall(r'data-anchors="([^"]*)"', listed)).split()
        assert anchors == re.findall(r'<tr id="([^"]*)"', files[f"chapters/{chapter}.md"])
    assert "<tr" not in page


def test_a_layout_can_be_hidden_as_a_whole_column(files):
    tables = [text for path, text in files.items() if path.startswith("tables/")]
    assert tables
    for text in tables:
        rows = text.count("<tr id=")
        for layout in ("numerator", "denominator"):
            assert (
                len(re.findall(rf'<t[dh][^>]* class="layout-{layout}"|<td class="layout-{layout}"', text)) == rows + 1
            )


def test_hostile_words_in_a_rule_stay_words(catalogue, rule_pages, templates):
    hostile = "<script>alert(1)</script> $x$ {{ page }} {% raw %} \\input{x} `ls` *b* | ---"
    name = catalogue.rules[0].id
    page = replace(
        rule_pages[name],
        title=hostile,
        note=hostile,
        condition=hostile,
        summary=hostile,
        tags=(hostile,),
        section=hostile,
    )
    files = dict(pages(catalogue, {**rule_pages, name: page}, "0.1.0", templates))
    for path, text in files.items():
        prose = re.sub(
            r'data-(?:tex|label|text)="[^"]*"', "", without_code(front_matter(text)[1] if text[0] == "-" else text)
        )
        assert "<script" not in prose, path
        if path.endswith(".html"):
            # Copied as it is: nothing typesets or includes there.
            continue
        assert "$x$" not in prose, path
        assert "{{" not in prose, path
        assert "`ls`" not in prose, path
    assert unescape(front_matter(files[f"rules/{name}.md"])[1]).count("<script>") == 5


def test_a_rule_without_an_answer_is_left_out(catalogue, rule_pages, templates):
    name = catalogue.rules[0].id
    rest = {key: page for key, page in rule_pages.items() if key != name}
    files = dict(pages(catalogue, rest, "0.1.0", templates))
    assert f"rules/{name}.md" not in files
    assert [path for path, text in files.items() if f"/{name}.md" in text or f'"{name}.md' in text] == []


def test_the_same_catalogue_gives_the_same_files(files, catalogue, rule_pages, templates):
    assert dict(pages(catalogue, rule_pages, "0.1.0", templates)) == files


def test_the_home_page_shows_one_rule(rule_pages, templates):
    text = home_example(rule_pages["quadratic-form"], templates)
    assert text.count("<section") == 3
    assert 'href="reference/rules/quadratic-form.md"' in text


@pytest.mark.parametrize(
    "path",
    ["rules/quadratic-form.md", "rules/vector-times-scalar.md", "rules/softmax.md", "tables/vector-by-scalar.md"],
)
def test_pages_look_as_before(files, snapshot, path):
    snapshot(path.replace("/", "-"), files[path])
