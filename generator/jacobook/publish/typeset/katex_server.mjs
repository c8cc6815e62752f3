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
import { compactMarkup } from "./compact_markup.mjs";

const require = createRequire(join(process.argv[2], "package.json"));
const katex = require(process.argv[2]);

function typeset({ tex, display }, { macros, allowed }) {
  try {
    const tree = katex.__renderToDomTree(tex, {
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
    return { html: compactMarkup(tree) };
  } catch (error) {
    return { message: error.rawMessage ?? String(error.message ?? error), position: error.position ?? null };
  }
}

for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  if (line.trim() === "") continue;
  const { formulas, options } = JSON.parse(line);
  process.stdout.write(JSON.stringify({ results: formulas.map((formula) => typeset(formula, options)) }) + "\n");
}
