"""Rules from a stranger, built with four themes and opened in a browser: all they say is shown, nothing runs."""

import json
import re

import pytest
import yaml
from mkdocs.utils.yaml import yaml_load

from jacobook.document.setting.escape import plain
from jacobook.publish.project.project import Project
from jacobook.publish.site.build import build
from serving import FLAGS, served

pytestmark = pytest.mark.node

# Each sets a mark on the page if any of it is ever taken for more than text.
EVIL = (
    "</title><script>window.pwned=1</script>",
    '"><script>window.pwned=1</script>',
    "'\"><img src=x onerror=window.pwned=1>",
    "--></script><script>window.pwned=1</script>",
    "&lt;img src=x onerror=window.pwned=1&gt;",
    "x\" onfocus=window.pwned=1 autofocus tabindex=1 '",
    "<svg/onload=window.pwned=1><iframe src=//a.b>",
    "[x](javascript:window.pwned=1) <http://a.b>",
    "{ onclick=window.pwned=1 } {: .x } {{ page }}",
    '{% raw %} --8<-- "a" :smile: ++k++ `b` $c$ \\(d\\)',
    "a < b & c's *d* _e_ | f # g -- ... \\h ~~i~~",
)
# Long words, long formulas, long programs: what a page is made wider by where nothing holds it.
WIDE = (
    ("trace(A @ X @ B @ X.T @ C @ X @ D)", dict.fromkeys("ABCDX", "n×n"), "X"),
    ("-(y @ log(exp(W @ x + b)/sum(exp(W @ x + b))))", {"W": "m×n", "b": "m", "x": "n", "y": "m"}, "W"),
    ("inv(A + x @ x.T) @ inv(B + x @ x.T)", {"A": "n×n", "B": "n×n", "x": "n×1"}, "A"),
)
LONG_WORD = "antidisestablishmentarianism" * 4
WIDTHS = (390, 1280)
THEMES = {
    "material": {"name": "material", "font": False},
    "mkdocs": {"name": "mkdocs", "highlightjs": False},
    "readthedocs": {"name": "readthedocs", "highlightjs": False},
}


# An element of the page that would run something, or the mark of what has run.
WHAT_RUNS = r"""() => {
  for (const element of document.querySelectorAll("*")) {
    if (element.getAttributeNames().some((name) => name.startsWith("on"))) return element.outerHTML
    const address = element.getAttribute("href") ?? ""
    if (/^\s*javascript:/.test(address) && address !== "javascript:void(0)") return element.outerHTML
  }
  return window.pwned ?? null
}"""
WHAT_IS_SHOWN = """() => {
  const text = (selector) => [...document.querySelectorAll(selector)].map((element) => element.textContent)
  return {
    title: document.title,
    heading: document.querySelector("h1").firstChild.textContent,
    summary: text("p.summary")[0],
    note: text("p.note")[0],
    condition: text("p.assumptions")[0],
    links: text("a"),
    metas: [...document.querySelectorAll("meta[content]")].map((meta) => meta.content),
    data: text("script[type='application/ld+json']"),
  }
}"""


def rules():
    for number, text in enumerate(EVIL, 1):
        yield {
            "id": f"evil-{number}",
            "number": number,
            "title": text,
            "expr": "x @ A @ x",
            "where": {"A": "n×n", "x": "n"},
            "wrt": ["x"],
            **{name: f"{name} {text}" for name in ("summary", "note", "condition", "section")},
            "aliases": [f"old-{number}"],
            "related": [f"evil-{number % len(EVIL) + 1}"],
        }
    for number, (expression, where, variable) in enumerate(WIDE, len(EVIL) + 1):
        yield {
            "id": f"wide-{number}",
            "number": number,
            "title": f"{LONG_WORD[:28]} {number}",
            "expr": expression,
            "where": where,
            "wrt": [variable],
            **{name: f"{name} {LONG_WORD}" for name in ("summary", "note", "condition")},
            "section": "Wide",
        }


def write(folder, root, theme):
    chapter = {"id": "evil", "title": EVIL[0], "summary": EVIL[1]}
    (folder / "rules").mkdir()
    lines = ["[chapter]", *(f"{key} = {json.dumps(value)}" for key, value in chapter.items())]
    for rule in rules():
        where = ", ".join(f"{key} = {json.dumps(value)}" for key, value in rule.pop("where").items())
        lines += [
            "[[rule]]",
            f"where = {{ {where} }}",
            *(f"{key} = {json.dumps(value)}" for key, value in rule.items()),
        ]
    (folder / "rules" / "evil.toml").write_text("\n".join(lines), "utf-8")
    (folder / "jacobook.toml").write_text('catalogue = ["rules"]\n', "utf-8")
    (folder / "docs").mkdir()
    (folder / "docs" / "index.md").write_text("---\ndescription: Rules of a stranger.\n---\n\n# Home\n", "utf-8")
    (folder / "node_modules").symlink_to(root / "node_modules")
    settings = {
        "site_name": "Test",
        "site_url": "http://127.0.0.1/",
        "site_description": "A site for the tests.",
        "plugins": ["search", "jacobook"],
        "exclude_docs": "/reference/_includes/\n",
        # In the menu, so that titles are in it, and before and after each other.
        "nav": ["index.md", {"Rules": [f"reference/rules/evil-{n + 1}.md" for n in range(len(EVIL))]}],
        "not_in_nav": "/reference/\n",
        "theme": theme,
    }
    (folder / "mkdocs.yml").write_text(yaml.safe_dump(settings), "utf-8")
    return Project(folder)


def own_theme(root):
    with (root / "mkdocs.yml").open(encoding="utf-8") as file:
        theme = yaml_load(file)["theme"]
    # The map of the site, which instant navigation reads, knows no port.
    features = [feature for feature in theme["features"] if "instant" not in feature]
    return theme | {"custom_dir": str(root / "theme"), "features": features}


@pytest.fixture(scope="module", params=["ours", *THEMES])
def site(request, tmp_path_factory, root, node):
    """The name of a theme, and the address of the site that is built with it."""
    folder = tmp_path_factory.mktemp(request.param)
    theme = THEMES.get(request.param) or own_theme(root)
    project = write(folder, root, theme)
    build(project)
    if request.param == "ours":
        # What the pages of our own site bring with them.
        for name in ("javascripts", "stylesheets"):
            (project.site / "assets" / name).mkdir(parents=True, exist_ok=True)
            for file in (root / "docs" / "assets" / name).iterdir():
                (project.site / "assets" / name / file.name).write_bytes(file.read_bytes())
    with served(project.site) as port:
        yield request.param, f"http://127.0.0.1:{port}/", project.site


@pytest.fixture(scope="module")
def opened(playwright, chromium):
    browser = playwright.chromium.launch(executable_path=str(chromium), headless=True, args=FLAGS)
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.set_default_timeout(30_000)
    yield page
    browser.close()


def bare(text):
    """Text as a reader sees it: the joiner that keeps a tag from being one is not seen."""
    return " ".join(text.replace("\N{WORD JOINER}", "").split())


def test_nothing_that_a_rule_says_runs_and_all_of_it_is_shown(site, opened):
    name, address, folder = site
    dialogs = []
    opened.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    pages = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.html"))
    assert sum("reference/rules/evil-" in page for page in pages) == len(EVIL)
    for page in pages:
        source = (folder / page).read_text("utf-8")
        if 'http-equiv="refresh"' in source:
            # It would lead on at once.
            opened.goto("about:blank")
            opened.set_content(re.sub("<meta http-equiv[^>]*>", "", source))
        else:
            opened.goto(address + page)
        ran = opened.evaluate(WHAT_RUNS)
        assert ran is None, (name, page)
    assert dialogs == []
    for number, text in enumerate(EVIL, 1):
        opened.goto(f"{address}reference/rules/evil-{number}/")
        told = opened.evaluate(WHAT_IS_SHOWN)
        shown = " ".join(plain(text).split())
        assert bare(told["title"]).startswith(shown), (name, told["title"])
        assert bare(told["heading"]) == shown
        for field in ("summary", "note", "condition"):
            assert bare(told[field]) == f"{field} {shown}"
        others = {" ".join(plain(EVIL[other]).split()) for other in ((number - 2) % len(EVIL), number % len(EVIL))}
        assert {bare(link) for link in told["links"]} >= {shown, *others}
        if name in ("ours", "material"):
            assert any(bare(content).startswith(f"summary {shown}") for content in told["metas"]), told["metas"]
        if name == "ours":
            (data,) = map(json.loads, told["data"])
            assert bare(data["headline"]) == shown
            assert bare(data["description"]).startswith(f"summary {shown}")
            assert any(bare(content) == shown for content in told["metas"])


def test_no_page_is_wider_than_what_it_is_seen_in(site, opened):
    name, address, folder = site
    pages = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.html"))
    seen = [page for page in pages if 'http-equiv="refresh"' not in (folder / page).read_text("utf-8")]
    assert sum("reference/rules/wide-" in page for page in seen) == len(WIDE)
    wider = []
    for width in WIDTHS:
        opened.set_viewport_size({"width": width, "height": 900})
        for page in seen:
            opened.goto(address + page)
            shown = opened.evaluate("document.documentElement.scrollWidth")
            wider += [(name, page, shown)] if shown > width else []
    assert wider == []


def test_what_a_page_says_of_its_proof_is_shown_by_every_theme(site, opened):
    """Bootstrap, which one of them is made of, sets a `badge` white and in one line."""
    _, address, _ = site
    opened.goto(f"{address}reference/rules/wide-{len(EVIL) + 1}/")
    said = opened.locator(".certificate").first
    assert "Proved" in said.inner_text()
    colors = said.evaluate("element => [getComputedStyle(element).color, getComputedStyle(document.body).color]")
    assert colors[0] == colors[1]


def test_what_search_finds_runs_nothing_and_is_shown(site, opened):
    name, address, folder = site
    index = json.loads((folder / "search" / "search_index.json").read_text("utf-8"))
    titles = {entry["title"] for entry in index["docs"] if re.search(r"rules/evil-\d+/$", entry["location"])}
    opened.goto(address)
    for title in titles:
        # Material's script takes a title for HTML, MkDocs' own for text.
        shown = opened.evaluate(
            "([title, html]) => { const made = document.createElement('div'); document.body.append(made);"
            " if (html) made.innerHTML = title; else made.textContent = title; return made.textContent }",
            [title, name in ("ours", "material")],
        )
        assert bare(shown) in {" ".join(plain(text).split()) for text in EVIL}, (name, title)
    assert len(titles) == len(EVIL)
    if name == "mkdocs":
        opened.click("[data-bs-target='#mkdocs_search_modal']")
        opened.wait_for_selector("#mkdocs_search_modal.show #mkdocs-search-query")
        opened.type("#mkdocs-search-query", "summary")
        # Its script searches at each key, and not when the index has come.
        for _ in range(100):
            opened.press("#mkdocs-search-query", "End")
            opened.wait_for_timeout(200)
            if opened.locator("#mkdocs-search-results article").count():
                break
        assert opened.locator("#mkdocs-search-results article").count()
    elif name in ("ours", "material"):
        opened.click("[data-md-component=search-query]")
        opened.type("[data-md-component=search-query]", "summary")
        opened.wait_for_selector(".md-search-result__item")
    assert opened.evaluate("window.pwned ?? null") is None
