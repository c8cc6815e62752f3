// Compiles archives of Python sources to byte code, in the very Python that will run them in the reader's browser.
//
//   node engine_compiler.mjs <folder of the npm package pyodide> <sources.zip> <compiled.zip> [<sources.zip> <compiled.zip> …]
//
// The same sources give the same bytes: hashes are not random, entries are sorted and carry no date.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const COMPILE = `
import dis, gc, importlib.util, inspect, itertools, marshal, zipfile

HEADER = importlib.util.MAGIC_NUMBER + (1).to_bytes(4, "little") + bytes(8)   # never compared with a source
LOAD = dis.opmap["LOAD_CONST"]
# Before the text of a class its name and its place are stored, and what it closes over.
BEGINNING = 24

def documentation(code):
    # The number of the constant that documents a function, class or module, where it is that constant's only use.
    if code.co_flags & inspect.CO_HAS_DOCSTRING:
        return 0 if bytes([LOAD, 0]) not in code.co_code else None
    if code.co_flags & inspect.CO_NEWLOCALS or "__doc__" not in code.co_names:
        return None
    for load, store in itertools.pairwise(itertools.islice(dis.get_instructions(code), BEGINNING)):
        if store.opname == "STORE_NAME" and store.argval == "__doc__" and load.opname == "LOAD_CONST" and load.arg < 256:
            return load.arg if code.co_code.count(bytes([LOAD, load.arg])) == 1 else None
    return None

def reduced(code):
    # Without documentation, and without lines and columns for tracebacks, which together are most of what would be
    # sent: one entry says of eight instructions that it knows no place.
    eights, rest = divmod(len(code.co_code) // 2, 8)
    unknown = bytes([0b1_1111_111]) * eights + (bytes([0b1_1111_000 + rest - 1]) if rest else b"")
    constants = [reduced(one) if isinstance(one, type(code)) else one for one in code.co_consts]
    documented = documentation(code)
    if documented is not None and isinstance(constants[documented], str):
        constants[documented] = ""   # still text: some modules add to it
    return code.replace(co_linetable=unknown, co_consts=tuple(constants))

gc.disable()   # what is made here is kept to the end
with zipfile.ZipFile("/sources.zip") as sources, zipfile.ZipFile("/compiled.zip", "w") as compiled:
    for name in sorted(sources.namelist()):
        content = sources.read(name)
        if name.endswith("/"):
            continue
        if name.endswith(".py"):
            code = compile(content, name, "exec", dont_inherit=True)
            name, content = name + "c", HEADER + marshal.dumps(reduced(code))
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
