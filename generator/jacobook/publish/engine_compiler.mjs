// Compiles archives of Python sources to byte code, in the very Python that will run them in the reader's browser.
//
//   node engine_compiler.mjs <folder of the npm package pyodide> <sources.zip> <compiled.zip> [<sources.zip> <compiled.zip> …]
//
// The same sources give the same bytes: hashes are not random, entries are sorted and carry no date.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const COMPILE = `
import ast, importlib.util, marshal, zipfile

HEADER = importlib.util.MAGIC_NUMBER + (1).to_bytes(4, "little") + bytes(8)   # never compared with a source
DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)

def without_documentation(tree):
    for node in ast.walk(tree):
        if isinstance(node, DOCUMENTED) and ast.get_docstring(node, clean=False) is not None:
            node.body[0].value.value = ""   # still text: some modules add to it
    return tree

def without_places(code):
    # Lines and columns for tracebacks are half of what is sent: one entry says of eight instructions that it knows none.
    eights, rest = divmod(len(code.co_code) // 2, 8)
    unknown = bytes([0b1_1111_111]) * eights + (bytes([0b1_1111_000 + rest - 1]) if rest else b"")
    constants = tuple(without_places(one) if isinstance(one, type(code)) else one for one in code.co_consts)
    return code.replace(co_linetable=unknown, co_consts=constants)

with zipfile.ZipFile("/sources.zip") as sources, zipfile.ZipFile("/compiled.zip", "w") as compiled:
    for name in sorted(sources.namelist()):
        content = sources.read(name)
        if name.endswith("/"):
            continue
        if name.endswith(".py"):
            code = compile(without_documentation(ast.parse(content)), name, "exec", dont_inherit=True)
            name, content = name + "c", HEADER + marshal.dumps(without_places(code))
        compiled.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED, 9)
`;

const [, , folder, ...pairs] = process.argv;
const { loadPyodide } = await import(pathToFileURL(join(folder, "pyodide.mjs")).href);
const pyodide = await loadPyodide({ env: { HOME: "/", PYTHONHASHSEED: "0" } });
while (pairs.length > 0) {
  const [sources, compiled] = pairs.splice(0, 2);
  pyodide.FS.writeFile("/sources.zip", readFileSync(sources));
  pyodide.runPython(COMPILE, { globals: pyodide.toPy({}) });
  writeFileSync(compiled, pyodide.FS.readFile("/compiled.zip"));
}
