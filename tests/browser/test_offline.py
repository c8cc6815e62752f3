"""The archive of the site, unpacked and opened from the file system."""

import zipfile

import pytest

from jacobook.publish.site.offline import offline_archive

pytestmark = [pytest.mark.browser, pytest.mark.node]


def test_the_unpacked_site_works_without_a_server(browser, site, tmp_path):
    packed = tmp_path / "site.zip"
    packed.write_bytes(offline_archive(site))
    with zipfile.ZipFile(packed) as archive:
        archive.extractall(tmp_path)
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    failed, requested = [], []
    page.on("pageerror", lambda error: failed.append(str(error)))
    page.on("console", lambda message: failed.append(message.text) if message.type == "error" else None)
    page.on("request", lambda request: requested.append(request.url))
    page.goto((tmp_path / "jacobook" / "reference" / "tables" / "scalar-by-vector" / "index.html").as_uri())
    page.get_by_role("link", name="Quadratic form", exact=True).first.click()
    page.wait_for_url("**/rules/quadratic-form/index.html*")
    assert page.locator(".answer .katex-html").count() >= 2
    page.locator(".layout-switch__input[value=numerator]").check(force=True)
    assert page.evaluate("document.documentElement.dataset.layout") == "numerator"
    assert not page.get_by_role("textbox", name="Search").is_visible()
    context.close()
    assert failed == []
    assert [url for url in requested if not url.startswith("file:")] == []
