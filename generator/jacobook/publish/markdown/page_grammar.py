"""How the source of a page is read for formulas, labels and blocks: each reader takes of it what it looks for.

What is quoted, in a fence, a code span or a comment, is met by every reader, so that it is left as it is.
"""

from __future__ import annotations

import re

FENCED = re.compile(
    r"^(?P<indent>[ \t]*)(?P<fence>`{3,}|~{3,})(?P<kind>[^\n]*)\n(?P<body>.*?)^(?P=indent)(?P=fence)[ \t]*$",
    re.MULTILINE | re.DOTALL,
)
"""Every fenced block is met, so that one which is only quoted inside a longer fence is left as it is."""

QUOTED = r"""
    (?P<code> (?<!`)(?P<ticks>`+)(?!`) (?:(?!\n[ \t]*\n).)*? (?<!`)(?P=ticks)(?!`) )
  | (?P<comment> <!--.*?--> )
"""
DISPLAYED = r"""
    (?P<display> ^(?P<indent>[ \t]*)\$\$ (?P<displayed>(?:(?!\$\$|\n[ \t]*\n).)+?) \$\$
      [ \t]*(?P<options>\{[^\n{}]*\})?[ \t]*$ )
"""
INLINE = r"""
    (?P<bracketed> (?<!\\)\\\( (?P<enclosed>(?:(?!\\\)|\n[ \t]*\n).)+?) \\\) )
  | (?P<inline> (?<![\\$])\$(?![\s$]) (?P<inlined>(?:\\.|[^\\$`\n]|\n(?![ \t]*\n))+?) (?<!\s)\$(?![\d$]) )
"""


def reader(*parts: str) -> re.Pattern[str]:
    """The expression that meets the first of these parts at each place, in their order."""
    return re.compile("|".join(parts), re.VERBOSE | re.DOTALL | re.MULTILINE)
