// Runs Python in the engine as a reader's browser has it, and nothing else within reach.
//
//   node engine_in_node.mjs <folder assets/engine> <program.py> <input>      prints what `main(input)` of the program returns

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [, , root, program, input] = process.argv;
const { edition, platform } = JSON.parse(readFileSync(join(root, "engine.json"), "utf-8"));
const folder = join(root, edition);
const { loadPyodide } = await import(pathToFileURL(join(folder, "pyodide.mjs")).href);
const python = await loadPyodide({
  stdLibURL: join(folder, "standard.zip"),
  lockFileContents: { info: { ...platform, version: "" }, packages: {} },
  env: { HOME: "/", PYTHONHASHSEED: "0" },
});
for (const name of ["library.zip", "jacobook.zip"]) python.FS.writeFile(`/lib/${name}`, readFileSync(join(folder, name)));
python.runPython(`import sys; sys.path[:0] = ["/lib/jacobook.zip", "/lib/library.zip"]`);
python.runPython(readFileSync(program, "utf-8"));
process.stdout.write(python.globals.get("main")(readFileSync(input, "utf-8")));
