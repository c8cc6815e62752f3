// Typesets formulas for one build: reads a JSON line of formulas, answers with a JSON line of results, until its input ends.
//
//   node katex_server.mjs <folder of the npm package katex>
//   > {"formulas": [{"tex": "x^2", "display": false}], "options": {"macros": {}, "allowed": []}}
//   < {"results": [{"html": "<span class=\"katex\">…"}]}        or {"message": "…", "position": 3} in place of html
//
// The options travel with each request, so that the Python side, which names its cache after them, is the one place that holds them.

import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { join } from "node:path";

const require = createRequire(join(process.argv[2], "package.json"));
const katex = require(process.argv[2]);

// Browsers and screen readers ignore mathvariant on <mi>, so that a vector would be read like a scalar; the letters of
// Unicode that are bold or double-struck by themselves are read as such.
const ALPHABETS = {
  bold: { A: 0x1d400, a: 0x1d41a, 0: 0x1d7ce },
  "bold-italic": { A: 0x1d468, a: 0x1d482 },
  "double-struck": { A: 0x1d538, a: 0x1d552, 0: 0x1d7d8 },
};
const DOUBLE_STRUCK_OF_OLD = { C: "ℂ", H: "ℍ", N: "ℕ", P: "ℙ", Q: "ℚ", R: "ℝ", Z: "ℤ" };

function styledCharacter(variant, character) {
  if (variant === "double-struck" && DOUBLE_STRUCK_OF_OLD[character]) return DOUBLE_STRUCK_OF_OLD[character];
  for (const [first, code] of Object.entries(ALPHABETS[variant])) {
    const offset = character.charCodeAt(0) - first.charCodeAt(0);
    if (offset >= 0 && offset < (first === "0" ? 10 : 26)) return String.fromCodePoint(code + offset);
  }
  return null;
}

function readableMathml(html) {
  return html.replace(
    /<(mi|mn) mathvariant="(bold|bold-italic|double-struck)">([A-Za-z0-9])<\/\1>/g,
    (element, tag, variant, character) => {
      const styled = styledCharacter(variant, character);
      return styled === null ? element : `<${tag}>${styled}</${tag}>`;
    },
  );
}

function typeset({ tex, display }, { macros, allowed }) {
  try {
    const html = katex.renderToString(tex, {
      displayMode: display,
      output: "htmlAndMathml",
      throwOnError: true,
      strict: (code) => (code === "htmlExtension" ? "ignore" : "error"),
      trust: (context) => {
        if (allowed.includes(context.command)) return true;
        throw new Error(`${context.command} is not allowed in a formula`);
      },
      // A copy: \gdef in one formula must not be seen by the next.
      macros: { ...macros },
      maxExpand: 10000,
    });
    return { html: readableMathml(html) };
  } catch (error) {
    return { message: error.rawMessage ?? String(error.message ?? error), position: error.position ?? null };
  }
}

for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  if (line.trim() === "") continue;
  const { formulas, options } = JSON.parse(line);
  process.stdout.write(JSON.stringify({ results: formulas.map((formula) => typeset(formula, options)) }) + "\n");
}
