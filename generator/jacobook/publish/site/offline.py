"""The finished site as an archive to be read from the disk, without a server: links name files, search is left out."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path, PurePosixPath

from jacobook.errors import ToolError

# What only a server can give: the page for wrong addresses, the index of search, the map for machines.
_LEFT_OUT = frozenset({"404.html", "sitemap.xml", "sitemap.xml.gz", "search/search_index.json"})
# Browsers run no threads from the file system; the page that would need them says so.
_ENGINE = "assets/engine/"
_OLDEST = (1980, 1, 1, 0, 0, 0)
_ADDRESS = re.compile(r'(?P<before>(?:href|src)="|content="0; url=)(?P<path>[^"#?:]+)(?P<after>[#?][^"]*)?"')
# Files of a folder are not of one origin: a policy that speaks of the site's own would keep all of them out.
_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')
# A browser refuses to fetch a face ahead from the disk, and has no need to.
_AHEAD = re.compile(r'<link rel="preload"[^>]*>')
_NO_SEARCH = "<style>.md-search, label[for=__search] { display: none !important; }</style>"


def offline_archive(site: Path, name: str = "jacobook") -> bytes:
    """The archive, one folder of that name; the same site gives the same bytes. Raises `ToolError` without a site."""
    if not (site / "index.html").is_file():
        raise ToolError(f"there is no site in {site}", hint="run `jacobook build` first")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for path in sorted(site.rglob("*")):
            place = path.relative_to(site).as_posix()
            if not path.is_file() or place in _LEFT_OUT or place.startswith(_ENGINE):
                continue
            content = path.read_bytes()
            if path.suffix == ".html":
                content = _from_a_folder(content.decode("utf-8"), PurePosixPath(place).parent, site).encode()
            archive.writestr(zipfile.ZipInfo(f"{name}/{place}", _OLDEST), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _from_a_folder(html: str, folder: PurePosixPath, site: Path) -> str:
    """A page whose links to folders name the page in them."""

    def named(match: re.Match[str]) -> str:
        path = match["path"]
        is_folder = not path.startswith("/") and (site / folder / path).is_dir()
        inside = f"{path.rstrip('/')}/index.html" if is_folder else path
        return f'{match["before"]}{inside}{match["after"] or ""}"'

    return _ADDRESS.sub(named, _POLICY.sub("", _AHEAD.sub("", html))).replace("</head>", f"{_NO_SEARCH}</head>", 1)
