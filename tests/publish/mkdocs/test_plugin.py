"""The plugin alone is enough: nothing else stands in mkdocs.yml, whatever the theme, and a strict build accepts it."""

import os
import re
import subprocess
import sys
from types import SimpleNamespace

import pytest
from mkdocs.config import load_config

from jacobook.publish.markdown.page_errors import PageError
from jacobook.publish.mkdocs.plugin import JacobookPlugin
from jacobook.publish.pages import generation

pytestmark = [pytest.mark.node, pytest.mark.thorough]

PAGE = """# Notes

Some $x^2$, and

```jacobian
norm(A @ x - b)**2
wrt: x
where: A: m×n, x: n, b: m
show: flow
```

What the page about blocks shows:

"""


def shown(page, kind, sign="```"):
    """The first snippet of a kind in a page, as it stands there."""
    return re.search(rf"^{sign}{kind}\n(.*?)^{sign}$", page.read_text("utf-8"), re.DOTALL | re.MULTILINE)[1]


def labelled(page):
    """Of the snippets of Markdown in a page the one with references."""
    found = re.findall(r"^````markdown\n(.*?)^````$", page.read_text("utf-8"), re.DOTALL | re.MULTILINE)
    (one,) = [snippet for snippet in found if "\\eqref" in snippet]
    return one


RULE = """[chapter]
id = "own"
title = "Own rules"
summary = "One rule."

[[rule]]
id = "half-square"
title = "Half of a square"
summary = "The derivative of half the square of the length."
expr = "(x.T @ x) / 2"
where = { x = "n" }
wrt = ["x"]
"""


@pytest.mark.parametrize("theme", ["mkdocs", "material"])
def test_two_lines_are_enough(theme, root, node, tmp_path):
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text(PAGE + labelled(root / "docs/use/jacobian-blocks.md"), "utf-8")
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "own.toml").write_text(RULE, "utf-8")
    (tmp_path / "jacobook.toml").write_text(shown(root / "docs/use/your-site.md", "toml"), "utf-8")
    (tmp_path / "node_modules").symlink_to(root / "node_modules")
    # The two lines of the page; the theme is what is tried.
    lines = shown(root / "docs/use/your-site.md", "yaml")
    (tmp_path / "mkdocs.yml").write_text(f"{lines}theme: {theme}\nnav: [index.md]\n", "utf-8")
    outcome = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict"],
        cwd=tmp_path,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr
    page = (tmp_path / "site" / "index.html").read_text("utf-8")
    assert 'href="assets/vendor/katex/katex.min.css"' in page
    # The figure has its colors from the text around it.
    assert 'stroke="currentColor"' in page
    assert "Proved for every size" in page
    assert '<a href="#eq:gradient">(2)</a>' in page
    style = (tmp_path / "site" / "assets" / "vendor" / "katex" / "katex.min.css").read_text("utf-8")
    assert "div.math,.table-scroll,.flow-scroll{overflow:auto hidden}" in style
    assert not (tmp_path / "site" / "reference" / "_includes").exists()


def test_what_is_wrong_with_a_page_is_told_before_the_rules_are_proved(tmp_path, monkeypatch):
    monkeypatch.delenv("JACOBOOK_GENERATED", raising=False)
    (tmp_path / "pages" / "notes").mkdir(parents=True)
    (tmp_path / "mkdocs.yml").write_text("site_name: Notes\ndocs_dir: pages\nexclude_docs: draft.md\n", "utf-8")
    wrong = "# Notes\n\n```jacobian\nsun(x)\nwrt: x\n```\n"
    for page, text in {"draft.md": wrong, "index.md": wrong.replace("sun", "sum"), "notes/one.md": wrong}.items():
        (tmp_path / "pages" / page).write_text(text, "utf-8")
    prepared = []
    monkeypatch.setattr(generation, "prepare", prepared.append)
    config = load_config(str(tmp_path / "mkdocs.yml"))
    with pytest.raises(PageError, match=re.escape("notes/one.md:3: jacobian block 'sun(x)': unknown function sun")):
        JacobookPlugin().on_pre_build(config=config)
    assert prepared == []
    (tmp_path / "pages" / "notes" / "one.md").write_text("# Notes\n", "utf-8")
    try:
        JacobookPlugin().on_pre_build(config=config)
    finally:
        JacobookPlugin().on_build_error(error=Exception())
    assert [project.root for project in prepared] == [tmp_path]


def test_what_mkdocs_serves_follows_rules_templates_and_settings(tmp_path, monkeypatch):
    monkeypatch.delenv("JACOBOOK_GENERATED", raising=False)
    (tmp_path / "mkdocs.yml").write_text("site_name: Notes\n", "utf-8")
    (tmp_path / "jacobook.toml").write_text('catalogue = ["rules"]\n', "utf-8")
    (tmp_path / "rules").mkdir()
    followed = []
    server = SimpleNamespace(watch=followed.append)
    config = SimpleNamespace(config_file_path=str(tmp_path / "mkdocs.yml"))
    assert JacobookPlugin().on_serve(server, config=config, builder=None) is server
    assert followed == [str(tmp_path / "jacobook.toml"), str(tmp_path / "rules")]
    # `jacobook serve` follows them itself.
    monkeypatch.setenv("JACOBOOK_GENERATED", "1")
    JacobookPlugin().on_serve(server, config=config, builder=None)
    assert len(followed) == 2
