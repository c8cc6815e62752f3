"""What a page lets a browser do, said by the page itself: scripts of the site alone, and those in it by their hashes.

A host of static pages sends no headers of ours, so that the policy is a `meta` element. It is the same on every page
of a site: navigation that changes pages without loading them keeps the policy of the first.
"""

from __future__ import annotations

import base64
import hashlib
import re

_INLINE = re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*\btype=\"?application/)[^>]*>(.*?)</script>", re.DOTALL)
# The theme says in a script where the page lies below the top of the site.
_SCOPE = re.compile(r'(__md_scope=new URL\(")[^"]*(")')
_DEEPEST = 6
_CHARSET = re.compile(r"<meta charset=[^>]*>", re.IGNORECASE)
_NAME = '<meta http-equiv="Content-Security-Policy"'

# Formulas are placed by styles of their own; faces and small pictures are part of style sheets; Python for browsers is
# WebAssembly.
_RULES = (
    "default-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self' data:",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
)


def with_policy(html: str) -> str:
    """The page with its policy before anything that could run; as it is where it has one, or is no page."""
    if _NAME in html:
        return html
    scripts = " ".join(("'self'", "'wasm-unsafe-eval'", *sorted(_hashes(html))))
    element = f'{_NAME} content="{"; ".join((*_RULES, f"script-src {scripts}"))}">'
    return _CHARSET.sub(lambda found: found[0] + element, html, count=1)


def _hashes(html: str) -> set[str]:
    """The scripts in a page, and what those that name its depth are on pages of other depths."""
    scripts = set(_INLINE.findall(html))
    tops = [".", *("/".join([".."] * depth) for depth in range(1, _DEEPEST + 1))]
    others = {_SCOPE.sub(rf"\g<1>{top}\g<2>", script) for script in scripts if _SCOPE.search(script) for top in tops}
    return {_hash(script) for script in scripts | others}


def _hash(script: str) -> str:
    digest = hashlib.sha256(script.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"
