"""A page lets a browser run the site's scripts, those that are in it as they are, and nothing else."""

import base64
import hashlib
import re

import pytest

from jacobook.publish.mkdocs.content_policy import with_policy

SCOPE = '__md_scope=new URL("{}",location),__md_get=1'
PAGE = (
    '<!doctype html><html><head><meta charset="utf-8"><title>A</title><script>early()</script>'
    '<script type="application/ld+json">{{"a": 1}}</script><script src="a.js"></script></head>'
    '<body><script>{}</script><script id="__config" type="application/json">{{"base": "{}"}}</script></body></html>'
)


def page(top):
    return PAGE.format(SCOPE.format(top), top)


def policy(html):
    (found,) = re.findall(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">', html)
    return dict(rule.split(" ", 1) for rule in found.split("; "))


def hash_of(script):
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


def test_what_is_in_the_page_may_run_and_what_is_added_may_not():
    rules = policy(with_policy(page("..")))
    allowed = rules["script-src"].split()
    assert {"'self'", "'wasm-unsafe-eval'", hash_of("early()"), hash_of(SCOPE.format(".."))} <= set(allowed)
    assert hash_of("early() ") not in allowed
    assert not {"'unsafe-inline'", "'unsafe-eval'", "*", "data:", "blob:"} & set(allowed)
    assert hash_of('{"a": 1}') not in allowed
    assert (rules["default-src"], rules["object-src"], rules["base-uri"]) == ("'self'", "'none'", "'self'")


def test_it_stands_before_everything_that_could_run():
    html = with_policy(page("."))
    assert html.index("Content-Security-Policy") < html.index("<script")
    assert html.index("<meta charset") < html.index("Content-Security-Policy")


@pytest.mark.parametrize("top", ["..", "../..", "../../..", "../../../.."])
def test_it_is_the_same_on_pages_of_every_depth(top):
    assert policy(with_policy(page(top))) == policy(with_policy(page(".")))


def test_a_page_has_one_policy_and_what_is_no_page_has_none():
    html = with_policy(page("."))
    assert with_policy(html) == html
    assert with_policy("<urlset></urlset>") == "<urlset></urlset>"
