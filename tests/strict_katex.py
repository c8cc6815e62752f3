"""KaTeX as the site uses it, strictly: which formulas it refuses, and what it says of each."""

import json
import subprocess

KATEX = """
const katex = require("katex");
const formulas = JSON.parse(require("fs").readFileSync(0, "utf8"));
const refused = formulas.flatMap((tex) => {
  try {
    katex.renderToString(tex, { displayMode: true, throwOnError: true, strict: "error" });
    katex.renderToString(tex, { displayMode: false, throwOnError: true, strict: "error" });
    return [];
  } catch (error) {
    return [[tex, String(error)]];
  }
});
console.log(JSON.stringify(refused));
"""


def refused_by_katex(node, root, formulas):
    assert formulas
    result = subprocess.run(
        [node, "-e", KATEX],
        input=json.dumps(formulas),
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    return json.loads(result.stdout)
