"""Highlighted code keeps its text, its keywords and its numbers, and loses spans that have no color of their own."""

import html
import re

from markdown import Markdown

CODE = "import numpy as np\n\ndef f(x):\n    # a comment\n    return np.exp(-x) * 2.5 < 'a'\n"
TEXT = f'```python\n{CODE}```\n\nA <span class="n">span</span> of the author.\n'


def made(*extensions):
    return Markdown(extensions=["pymdownx.highlight", "pymdownx.superfences", *extensions]).convert(TEXT)


def test_the_code_is_the_same_with_fewer_spans():
    usual, light = made(), made("jacobook.publish.code_spans")
    (code,) = re.findall(r"<pre>.*?</pre>", light, flags=re.DOTALL)
    assert html.unescape(re.sub("<[^>]*>", "", code)) == CODE
    assert len(light) < 0.7 * len(usual)
    for kept in ('class="kn"', 'class="mf"', 'class="c1"', 'class="nf"', 'class="s1"'):
        assert kept in light
    assert '<span class="n">span</span> of the author' in light
