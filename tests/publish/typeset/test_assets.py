"""What the site takes from npm is copied whole, as one unit of one version, and only when it changed."""

import json
import re
import shutil

import pytest

from jacobook.errors import ToolError
from jacobook.publish.typeset.assets import TYPEFACES, vendor_assets
from jacobook.publish.typeset.katex import Formula, Typesetter, find_package
from jacobook.work.files import OutputError

pytestmark = pytest.mark.node


@pytest.fixture
def vendor(node, tmp_path):
    return vendor_assets(tmp_path / "docs")


def test_the_style_sheet_names_only_fonts_that_are_there(vendor):
    style = (vendor / "katex" / "katex.min.css").read_text("utf-8")
    fonts = re.findall(r"url\(([^)]*)\)", style)
    embedded = [font for font in fonts if font.startswith("data:font/woff2;base64,")]
    assert len(embedded) == 5
    fonts = [font for font in fonts if font not in embedded]
    assert len(fonts) >= 10
    assert [font for font in fonts if not (vendor / "katex" / font).is_file()] == []
    assert all(font.endswith(".woff2") for font in fonts)


def test_the_typefaces_are_there_with_their_licences(vendor):
    names = {path.name for path in (vendor / "fonts").iterdir()}
    assert names == set(TYPEFACES)
    assert {"LICENSE-source-serif.txt", "LICENSE-source-sans.txt"} <= names


def test_so_is_the_theme_and_the_typesetter(vendor):
    assert "Permission is hereby granted" in (vendor / "LICENSE-mkdocs-material.txt").read_text("utf-8")
    assert "MIT License" in (vendor / "katex" / "LICENSE.txt").read_text("utf-8")


def test_our_style_sheets_name_only_files_that_are_there(vendor, root):
    sheets = sorted((root / "docs" / "assets" / "stylesheets").glob("*.css"))
    assert sheets
    addresses = [
        found for sheet in sheets for found in re.findall(r"url\(\.\./vendor/([^)]*)\)", sheet.read_text("utf-8"))
    ]
    assert addresses
    assert [address for address in addresses if not (vendor / address).is_file()] == []


def test_the_classes_that_our_style_sheets_name_are_those_katex_writes(node, root):
    sheets = "".join(path.read_text("utf-8") for path in sorted((root / "docs/assets/stylesheets").glob("*.css")))
    named = set(re.findall(r"\.(katex[a-z-]*)", sheets))
    assert named
    with Typesetter(find_package(root)) as typesetter:
        html = typesetter.render(Formula(r"\frac{a}{b}", display=True))
    assert named <= set(re.findall(r"katex[a-z-]*", html))


def test_a_second_call_touches_nothing(vendor):
    marker = vendor / "katex" / "marker"
    marker.touch()
    vendor_assets(vendor.parent.parent)
    assert marker.exists()


def test_another_version_replaces_the_folder(vendor):
    record = json.loads((vendor / "record.json").read_text("utf-8"))
    record["packages"]["katex"] = "0.0.1"
    (vendor / "record.json").write_text(json.dumps(record), "utf-8")
    (vendor / "stale").touch()
    vendor_assets(vendor.parent.parent)
    assert not (vendor / "stale").exists()
    assert (vendor / "katex" / "katex.min.css").is_file()
    assert sorted(path.name for path in vendor.parent.iterdir()) == ["vendor"]


def test_a_missing_package_is_named(node, root, tmp_path):
    modules = tmp_path / "node_modules"
    shutil.copytree(root / "node_modules" / "katex", modules / "katex", ignore=shutil.ignore_patterns("src", "contrib"))
    (tmp_path / "package.json").write_text('{"dependencies": {"@fontsource/source-serif-4": "5"}}', "utf-8")
    with pytest.raises(ToolError, match="npm ci"):
        vendor_assets(tmp_path / "docs")
    assert not (tmp_path / "docs").exists()


@pytest.mark.parametrize("listed", [None, '{"dependencies": {"katex": "0.19"}}'])
def test_typefaces_that_nobody_asks_for_are_not_missed(node, root, tmp_path, listed):
    """`npm install --no-save katex` leaves no package.json."""
    modules = tmp_path / "node_modules"
    shutil.copytree(root / "node_modules" / "katex", modules / "katex", ignore=shutil.ignore_patterns("src", "contrib"))
    if listed is not None:
        (tmp_path / "package.json").write_text(listed, "utf-8")
    vendor = vendor_assets(tmp_path / "docs")
    assert (vendor / "katex" / "katex.min.css").is_file()
    assert list((vendor / "fonts").iterdir()) == []


def test_a_place_that_cannot_be_written_is_one_clear_message(node, tmp_path):
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "assets").write_text("in the way", "utf-8")
    with pytest.raises(OutputError, match="cannot write"):
        vendor_assets(tmp_path / "docs")
