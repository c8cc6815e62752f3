"""The checker sees each defect that a builder lets pass, and is content with a page that has none."""

import json
import shutil
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from jacobook.publish.markdown.seals import Notation
from jacobook.publish.site import page_reading
from jacobook.work.cache import Cache
from jacobook.publish.site.page_reading import Readings
from jacobook.publish.site.site_check import _Visitor, check_site

PAGE = """<!doctype html>
<html lang="en"><head>
<title>{title}</title><meta name="description" content="{description}">
<link rel="canonical" href="https://example.org/book/{name}">
<link rel="stylesheet" href="{up}style.css">
<style>.a{{background:url({up}image.svg)}}</style>
</head><body>
<h1 id="top">Title</h1>
<p id="place">Text with <bdi class="math" data-search-exclude=""><span class="katex">$$\\frac</span></bdi>.</p>
{body}
</body></html>
"""


def page(name="", up="", title="A title", description="What is here.", body=""):
    return PAGE.format(name=name, up=up, title=title, description=description, body=body)


@pytest.fixture
def site(tmp_path):
    files = {
        "index.html": page(
            body='<a href="rules/a/#place">A</a> <a href="#top">up</a> <a href="https://example.org">there</a>'
        ),
        "rules/a/index.html": page(
            "rules/a/", "../../", body='<img src="../../image.svg" alt=""> <a href="../../">home</a>'
        ),
        "404.html": page("404.html", "/book/"),
        "style.css": "@font-face{src:url(font.woff2)} .b{background:url('data:image/png;base64,AA')}",
        "image.svg": "<svg/>",
        "font.woff2": "",
    }
    for name, text in files.items():
        path = tmp_path / "site" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return tmp_path / "site"


def problems(site):
    return [finding.problem for finding in check_site(site)]


def test_a_sound_site_has_no_findings(site):
    assert check_site(site) == ()


def test_an_empty_folder_is_a_finding(tmp_path):
    assert problems(tmp_path) == ["there are no pages in this folder"]


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ('<a href="rules/b/">x</a>', "a link leads nowhere: rules/b/"),
        ('<a href="rules/a">x</a>', "a link leads nowhere: rules/a"),
        ('<a href="rules/a/#nowhere">x</a>', "not on its page: rules/a/#nowhere"),
        ('<a href="#nowhere">x</a>', "not on its page: #nowhere"),
        ('<a href="../other/">x</a>', "leads out of the site: ../other/"),
        ('<img src="no.png" alt="">', "a link leads nowhere: no.png"),
        ('<img srcset="image.svg 1x, no.png 2x" alt="">', "a link leads nowhere: no.png"),
        ('<img src="https://cdn.example.org/x.png" alt="">', "another host: https://cdn.example.org/x.png"),
        ('<script src="//cdn.example.org/x.js"></script>', "another host: //cdn.example.org/x.js"),
        ('<style>@import "https://cdn.example.org/x.css";</style>', "another host: https://cdn.example.org/x.css"),
        ('<p style="background:url(no.png)">x</p>', "a link leads nowhere: no.png"),
        ('<p id="place">x</p>', 'the id "place" is used more than once'),
        ("<h1>Again</h1>", "2 main headings"),
        (r"<p>Raw \(x\) here</p>", "LaTeX was left"),
        ("<p>Raw $$ x $$ here</p>", "LaTeX was left"),
        (r"<p>Raw $x^\top$ here</p>", "LaTeX was left"),
        ('<span class="katex-error">x</span>', "failed"),
        ('<span class="math" data-math="00"></span>', "never typeset"),
        ('<span class="math" data-tex="x &lt; y"></span>', "never typeset: x < y"),
        (Notation(r"\mathbf{A}", display=False).seal(), r"never typeset: \mathbf{A}"),
        ('<link rel="stylesheet" href="https://fonts.googleapis.com/css?x">', "css?x; `font: false` below `theme`"),
        ('<script src="https://cdn.example.org/highlight.js/11/a.js"></script>', "a.js; `highlightjs: false`"),
    ],
)
def test_each_defect_is_found(site, body, problem):
    (site / "index.html").write_text(page(body=body), "utf-8")
    found = problems(site)
    assert len(found) == 1
    assert problem in found[0]


@pytest.mark.parametrize(
    "body",
    [
        r"<pre><code>$$ \frac{a}{b} $$</code></pre>",
        "<p>It costs $5 or $6.</p>",
        '<a href="javascript:void(0)">x</a>',
        '<a href="mailto:a@example.org">x</a>',
        '<a href="?layout=both">x</a>',
        "<svg><title>a drawing</title></svg>",
    ],
)
def test_what_is_no_defect_is_not_found(site, body):
    (site / "index.html").write_text(page(body=body), "utf-8")
    assert check_site(site) == ()


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"title": "x" * 61}, "61 characters long"),
        ({"title": ""}, "no title"),
        ({"description": ""}, "no description"),
    ],
)
def test_the_head_of_a_page_is_read(site, changes, problem):
    (site / "index.html").write_text(page(**changes), "utf-8")
    assert [problem in found for found in problems(site)] == [True]


def test_a_page_that_the_theme_makes_needs_no_description(site):
    (site / "404.html").write_text(page("404.html", "/book/", description=""), "utf-8")
    assert problems(site) == []


def test_the_language_is_required(site):
    (site / "index.html").write_text(page().replace(' lang="en"', ""), "utf-8")
    assert problems(site) == ["the language of the page is not given"]


ACTIVE = [
    ("<script>alert(1)</script>", "a script is not the theme's: alert(1)"),
    ("<ScRiPt type=module>\nalert(1)</SCRIPT >", "a script is not the theme's: alert(1)"),
    ("<script>alert(1)", "a script is not the theme's: alert(1)"),
    ("<!--><script>alert(1)</script>-->", "a script is not the theme's: alert(1)"),
    ('<script type="application/json">{"base": 1}</script>', "a script is not the theme's"),
    ('<script src="data:text/javascript,alert(1)"></script>', "runs or embeds something"),
    ('<p onclick="alert(1)">x</p>', "an event attribute is not the theme's: onclick=alert(1)"),
    ("<p/onClick=alert(1)>x</p>", "an event attribute is not the theme's: onclick=alert(1)"),
    ('<img src="image.svg" alt=""ONERROR=alert(1)>', "an event attribute is not the theme's: onerror=alert(1)"),
    ("<!--><p onclick=alert(1)>-->", "an event attribute is not the theme's"),
    ('<a href="javascript:alert(1)">x</a>', "runs or embeds something is not the theme's: javascript:alert(1)"),
    ('<a href=" java&#10;script:alert(1)">x</a>', "runs or embeds something"),
    ('<a href="JavaScript&colon;alert(1)">x</a>', "runs or embeds something"),
    ('<a href="data:text/html,x">x</a>', "runs or embeds something"),
    ('<button formaction="javascript:alert(1)">x</button>', "runs or embeds something"),
    ('<iframe src="rules/a/"></iframe>', "an embedded page is not the theme's"),
    ('<object data="image.svg"></object>', "an embedded object is not the theme's"),
    ('<embed src="image.svg">', "an embedded object is not the theme's"),
    ('<base target="x">', "a base is not the theme's"),
    ('<meta http-equiv="refresh" content="0; url=//example.org">', "a page that leads out of the site"),
    ('<bdi class="math"><script>alert(1)</script></bdi>', "a script is not the theme's: alert(1)"),
    ('<bdi class="math"><i onclick="alert(1)">x</i></bdi>', "an event attribute is not the theme's"),
    ("<pre><span></span><code><p onclick=alert(1)>x</p></code></pre>", "an event attribute is not the theme's"),
]


@pytest.mark.parametrize(("body", "problem"), ACTIVE)
def test_what_runs_and_is_not_the_themes_is_found(site, body, problem):
    (site / "index.html").write_text(page(body=body), "utf-8")
    found = problems(site)
    assert len(found) == 1
    assert problem in found[0]


@pytest.mark.parametrize(("body", "problem"), ACTIVE)
def test_an_author_may_write_what_a_rule_may_not(site, body, problem):
    (site / "index.html").write_text(page(body=body), "utf-8")
    assert check_site(site, generated="rules/") == ()
    assert [problem in finding.problem for finding in check_site(site, generated="")] == [True]


@pytest.mark.parametrize(
    "body",
    [
        '<script src="style.css"></script>',
        '<script type="application/ld+json">{"name": "x"}</script>',
        "<script>  </script>",
        '<meta http-equiv="refresh" content="0; url=../../rules/a/">',
        "<p>It was on = here, once='more', &lt;script&gt;alert(1)&lt;/script&gt; javascript:alert(1)</p>",
        '<p title="a onclick=alert(1) b">x</p>',
        '<a href="javascript:void(0)">x</a>',
        '<img src="data:image/png;base64,AA" alt="">',
    ],
)
def test_what_runs_nothing_is_no_finding(site, body):
    (site / "index.html").write_text(page(body=body), "utf-8")
    assert check_site(site) == ()


def test_what_the_theme_writes_is_known_by_the_page_that_no_rule_is_on(site):
    script = "<script>var base = {base}; start()</script>"
    (site / "404.html").write_text(page("404.html", "/book/", body=script.format(base='"/book/"')), "utf-8")
    (site / "index.html").write_text(page(body=script.format(base='"."')), "utf-8")
    assert check_site(site) == ()
    (site / "index.html").write_text(page(body=script.format(base="alert(1)")), "utf-8")
    assert len(problems(site)) == 1


def test_what_nearly_every_page_has_is_the_themes(site):
    body = '<script>var title = "{}"</script>'
    for name in "bcd":
        (site / "rules" / name).mkdir()
        text = page(f"rules/{name}/", "../../", title=name, body=body.format(name))
        (site / "rules" / name / "index.html").write_text(text, "utf-8")
    assert problems(site) == [f'a script is not the theme\'s: var title = "{name}"' for name in "bcd"]
    for name in ("index.html", "rules/a/index.html"):
        up = "../" * name.count("/")
        (site / name).write_text(page(name.removesuffix("index.html"), up, body=body.format(name)), "utf-8")
    assert check_site(site) == ()


def test_what_a_rule_says_is_nobodys_even_where_it_is_on_every_page(site):
    body = "<script>window.pwned=1</script>"
    for name in ("index.html", "rules/a/index.html"):
        (site / name).write_text(page(name.removesuffix("index.html"), "../" * name.count("/"), body=body), "utf-8")
    (site / "404.html").write_text(page("404.html", "/book/", body=body), "utf-8")
    assert check_site(site, generated="rules/") == ()
    rules = {"chapters": [], "rules": [{"title": "</title><script>window.pwned=1</script>"}]}
    (site / "rules" / "rules.json").write_text(json.dumps(rules), "utf-8")
    assert [finding.file for finding in check_site(site, generated="rules/")] == [
        "404.html",
        "index.html",
        "rules/a/index.html",
    ]


def test_style_sheets_are_read_too(site):
    (site / "style.css").write_text(
        "/* url(old.png) */ @import 'https://example.org/x.css'; .a{src:url(no.woff2)}", "utf-8"
    )
    assert [str(finding) for finding in check_site(site)] == [
        "style.css: a link leads nowhere: no.woff2",
        "style.css: something is fetched from another host: https://example.org/x.css",
    ]


STEPS = st.sampled_from(["..", ".", "a", "b c", "index.html", "a%20b", ""])


@given(
    place=st.lists(st.sampled_from(["a", "b", "c"]), max_size=3),
    steps=st.lists(STEPS, min_size=1, max_size=6),
    base=st.sampled_from(["/", "/book/"]),
)
def test_paths_lead_where_a_browser_goes(place, steps, base):
    name = "/".join([*place, "index.html"])
    target = "/".join(steps)
    assume(not target.startswith("//") and "///" not in target and "//" not in target)
    found = _Visitor([], base, {})._path(name, target)
    there = unquote(urlsplit(urljoin(f"https://example.org{base}{name}", target)).path)
    assert found == (there[len(base) :] if there.startswith(base) else None)


@pytest.fixture
def read(monkeypatch):
    """The pages that were read, by what stands in their titles."""
    read = []
    original = page_reading._read

    def _read(html):
        found = original(html)
        read.append(found.title)
        return found

    monkeypatch.setattr(page_reading, "_read", _read)
    return read


def test_a_page_is_read_once_whether_it_is_the_same_file_or_another_with_the_same_in_it(site, tmp_path, read):
    cache = tmp_path / "cache"
    check_site(site, readings=Readings(Cache(cache)))
    assert len(read) == 3
    check_site(site, readings=Readings(Cache(cache)))
    copy = tmp_path / "copy"
    shutil.copytree(site, copy)
    check_site(copy, readings=Readings(Cache(cache)))
    assert len(read) == 3
    (copy / "404.html").write_text(page("404.html", "/book/", title="Another"), "utf-8")
    check_site(copy, readings=Readings(Cache(cache)))
    assert read[3:] == ["Another"]


@pytest.mark.parametrize("gone", ["font.woff2", "image.svg", "rules/a/index.html"])
def test_pages_that_did_not_change_are_checked_against_what_did(site, tmp_path, gone):
    cache = tmp_path / "cache"
    assert check_site(site, readings=Readings(Cache(cache))) == ()
    (site / gone).unlink()
    found = check_site(site, readings=Readings(Cache(cache)))
    assert found == check_site(site)
    assert found


def test_what_is_wrong_is_said_again_of_a_page_that_is_not_read_again(site, tmp_path, read):
    (site / "404.html").write_text(page("404.html", "/book/", body='<a href="/book/nowhere/">x</a>'), "utf-8")
    cache = tmp_path / "cache"
    first = check_site(site, readings=Readings(Cache(cache)))
    assert len(first) == 1
    assert check_site(site, readings=Readings(Cache(cache))) == first
    assert len(read) == 3


@pytest.mark.parametrize(
    "body",
    [
        "<div>" * 100_000,
        '<bdi class="math">' * 100_000,
        '<div class="math' * 100_000,
        "<pre><span></span><code>" * 100_000,
        "<" * 500_000,
        "<p " + "a " * 500_000 + ">",
    ],
)
def test_a_page_that_is_odd_is_read_to_its_end(site, body):
    (site / "404.html").write_text(page("404.html", "/book/", body=body), "utf-8")
    assert all(finding.file != "index.html" for finding in check_site(site))


@pytest.mark.parametrize("text", ["", " ", "<!-- nothing -->", "words"])
def test_a_page_that_says_nothing_is_a_finding_and_no_crash(site, text):
    (site / "404.html").write_text(text, "utf-8")
    assert "the page has no title" in problems(site)
