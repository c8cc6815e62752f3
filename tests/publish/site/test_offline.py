"""The site as an archive: links name files, the same bytes each time, and nothing that only a server can give."""

import io
import zipfile

import pytest

from jacobook.errors import ToolError
from jacobook.publish.site.offline import offline_archive

PAGE = (
    "<html><head><title>x</title></head><body>"
    '<a href="../tables/">T</a><a href="../tables/#row">T</a><a href="../..">up</a><a href="#here">here</a>'
    '<a href="https://example.com/a/">far</a><img src="../../logo.svg"><a href="./?layout=both">self</a></body></html>'
)


@pytest.fixture
def site(tmp_path):
    folder = tmp_path / "site"
    for name in ("index.html", "404.html", "reference/rules/index.html", "reference/tables/index.html"):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(PAGE, "utf-8")
    (folder / "logo.svg").write_text("<svg/>", "utf-8")
    (folder / "search").mkdir()
    (folder / "search" / "search_index.json").write_text("{}", "utf-8")
    return folder


def _unpacked(packed):
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_links_to_folders_name_the_page_in_them(site):
    page = _unpacked(offline_archive(site))["jacobook/reference/rules/index.html"]
    for address in (
        "../tables/index.html",
        "../tables/index.html#row",
        "../../index.html",
        "#here",
        "https://example.com/a/",
        "../../logo.svg",
        "./index.html?layout=both",
    ):
        assert f'"{address}"' in page


def test_what_needs_a_server_is_left_out(site):
    files = _unpacked(offline_archive(site))
    assert sorted(files) == [
        "jacobook/index.html",
        "jacobook/logo.svg",
        "jacobook/reference/rules/index.html",
        "jacobook/reference/tables/index.html",
    ]
    assert ".md-search" in files["jacobook/index.html"]


def test_the_same_site_gives_the_same_bytes(site):
    first = offline_archive(site)
    (site / "logo.svg").touch()
    assert offline_archive(site) == first


def test_without_a_site_it_says_what_to_do(tmp_path):
    with pytest.raises(ToolError, match="there is no site") as caught:
        offline_archive(tmp_path)
    assert "jacobook build" in caught.value.hint
