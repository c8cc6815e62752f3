"""Formulas of every kind that KaTeX sets, and the markup that KaTeX itself writes of them."""

import json
import subprocess

from jacobook.publish.typeset.katex import OPTIONS, Formula

# The kinds that pages are made of, each with the bytes that it may take.
COMMON = {
    r"\mathbf{x}": 340,
    r"x_{i}": 560,
    r"\mathbf{x}^{\top}\mathbf{A}\mathbf{x}": 590,
    r"\frac{\partial y}{\partial x_{i}}": 1_020,
    r"\sum_{j=1}^{n} A_{ij}\,x_{j}": 1_380,
    r"\operatorname{tr}(\mathbf{A}\mathbf{X}) = \log\det\mathbf{X}": 790,
    r"\lVert\mathbf{A}\mathbf{x} - \mathbf{b}\rVert^{2}": 780,
    r"\sqrt{\frac{1}{n}\mathbf{x}^{\top}\mathbf{x} + e}": 1_970,
    r"\left(\frac{a}{b}\right) \odot \exp(-\mathbf{y})": 1_110,
    r"\begin{bmatrix} \dfrac{\partial y_{1}}{\partial x_{1}} & \cdots & \dfrac{\partial y_{1}}{\partial x_{n}}"
    r" \\[1em] \vdots & \ddots & \vdots"
    r" \\[1em] \dfrac{\partial y_{m}}{\partial x_{1}} & \cdots & \dfrac{\partial y_{m}}{\partial x_{n}}"
    r" \end{bmatrix}": 6_400,
    r"\begin{cases} x & \text{if } x > 0 \\ 0 & \text{otherwise} \end{cases}": 1_380,
}

RARE = [
    r"{} = u_1^k + (\mathbf{x}^{\top}\mathbf{y} + c)^k",
    r"{} = \sin(u_2) + \arccos(x) - \log\left(1 + \frac{(x - m)^2}{k}\right)",
    r"\overbrace{a+b}^{n}\underbrace{c}_{m}",
    r"\boxed{a+\frac{b}{c}} + \cancel{a}+\bcancel{bc}+\xcancel{d}",
    r"\hat{x}+\widehat{xyz}+\bar{y}+\vec{v}+\dot{x}+\tilde{A}+\widetilde{AB}+\overline{ab}+\underline{cd}",
    r"\overrightarrow{AB} + \xrightarrow[ab]{cde}",
    r"\binom{n}{k}+\genfrac{[}{]}{0pt}{}{a}{b} + \tfrac12 + \cfrac{1}{2}",
    r"\left[\begin{array}{c|c} A & B \\ \hline C & D \end{array}\right]",
    r"\begin{array}{c:c} A & B \\ \hdashline C & D \end{array}",
    r"\begin{aligned} a &= b+c \\ &= d \end{aligned}",
    r"\int_0^1\iint\oint_{C}\oiint f\,dx + \sum\limits_{i}^{n}\prod_{j}\bigoplus_k",
    r"\mathcal{L}\mathfrak{g}\mathscr{F}\mathtt{x}\mathsf{H}\mathit{idx}\boldsymbol{\theta}\mathbb{R}",
    r"\textbf{a}\textit{b}\texttt{d}\text{ for each } i",
    r"\large x \small y \tiny z \Huge w",
    r"\color{red} x + \textcolor{blue}{y} + \colorbox{yellow}{z}",
    r"\sqrt[3]{x}+\sqrt{\frac{\frac{a}{b}}{c}}",
    r"\Bigl( \Biggl\lVert x \Biggr\rVert \Bigr) \big/ y",
    r"\left\lbrace \begin{matrix} a\\b\\c\\d\\e\\f \end{matrix} \right\rbrace",
    r"a\!b\,c\:d\;e\quad f\qquad g\ h~i",
    r"\overset{!}{=}\underset{x}{\arg\min}\operatorname*{argmax}_{x}",
    r"\htmlClass{dimension}{n \times n}\htmlData{dimension=n}{m}",
    r"\phantom{abc}x\hphantom{a}\vphantom{\frac{a}{b}}\smash{\frac{a}{b}}",
    r"\raisebox{1em}{x}\rule{1em}{2pt}\llap{a}\rlap{b}\clap{c}",
    r"x'' + {x'}^2_3 + {}_a^b X \not= y \neq z",
    r"\lim_{x\to 0} \sup_y \det A \pmod n",
    r"\substack{a\\b} + \mathbf{x}^{\mathbf{y}^{\mathbf{z}^w}}",
    r"\begin{vmatrix}a&b\\c&d\end{vmatrix}\begin{smallmatrix}a&b\end{smallmatrix}\begin{pmatrix}1\\2\end{pmatrix}",
    r"\mathop{x}\limits_a\mathrel{R}\mathbin{B}\text{a $x^2$ b}",
]

EVERY_KIND = [Formula(tex, display) for tex in (*COMMON, *RARE) for display in (True, False)]

_KATEX = """
const katex = require("katex");
const { formulas, macros } = JSON.parse(require("fs").readFileSync(0, "utf8"));
const markup = formulas.map(([tex, displayMode]) =>
  katex.renderToString(tex, { displayMode, strict: "ignore", trust: true, macros: { ...macros } }));
console.log(JSON.stringify(markup));
"""


def markup_of_katex(node, root, formulas):
    result = subprocess.run(
        [node, "-e", _KATEX],
        input=json.dumps({"formulas": [[f.tex, f.display] for f in formulas], "macros": OPTIONS["macros"]}),
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    return json.loads(result.stdout)
