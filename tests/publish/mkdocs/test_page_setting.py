"""A page that was rendered before is one to be rendered again when anything that shaped it is another."""

from pathlib import Path

import pytest
from mkdocs.config import load_config

import jacobook
from jacobook.publish.mkdocs.page_setting import setting_key

PACKAGE = Path(jacobook.__file__).parent


@pytest.fixture
def config(tmp_path):
    (tmp_path / "docs").mkdir()
    (tmp_path / "theme").mkdir()
    (tmp_path / "theme" / "main.html").write_text("one", "utf-8")
    (tmp_path / "jacobook.toml").write_text('layout = "both"\n', "utf-8")
    (tmp_path / "mkdocs.yml").write_text("site_name: Rules\ntheme:\n  name: material\n  custom_dir: theme\n", "utf-8")
    return load_config(str(tmp_path / "mkdocs.yml"))


def test_nothing_changed_is_the_same_setting(config):
    assert setting_key(config) == setting_key(config)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("theme/main.html", "two"),
        ("theme/partials/footer.html", "new"),
        ("jacobook.toml", 'layout = "numerator"\n'),
        ("templates/markdown/rule.md.jinja", "own"),
        ("mkdocs.yml", "site_name: Rules of mine\ntheme:\n  name: material\n  custom_dir: theme\n"),
    ],
)
def test_what_a_project_changes_is_another_setting(config, tmp_path, name, text):
    before = setting_key(config)
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).write_text(text, "utf-8")
    assert setting_key(config) != before


@pytest.mark.parametrize(
    "place",
    [
        "publish/markdown/mathematics.py",
        "publish/mkdocs/hook.py",
        "publish/typeset/katex.py",
        "publish/typeset/katex_server.mjs",
        "publish/typeset/compact_markup.mjs",
        "publish/typeset/frequent_styles.json",
        "publish/links.py",
        "answers/difference.py",
        "work/files.py",
    ],
)
def test_another_program_is_another_setting(config, monkeypatch, place):
    before = setting_key(config)
    read, changed = Path.read_bytes, PACKAGE / place
    assert changed.is_file()
    monkeypatch.setattr(Path, "read_bytes", lambda path: read(path) + (b" " if path == changed else b""))
    assert setting_key(config) != before
