// The engine's own thread: loads Python once, with progress, and answers questions as plain data.
//
//   > { id, read: [expr, where, wrt] },  { id, ask: [expr, wrt, where, order] }
//     or  { id, judge: [expr, wrt, where, order, claim] },  { id, backpropagate: [expr, wrt, where] }
//   < { progress: 0…1 },  { ready: true },  { id, found },  { failed: "…" }

const ROOT = new URL("../assets/engine/", import.meta.url)
const MOST_MEMORY = 1 << 30
const HELD = "jacobook-engine"
const TYPES = { wasm: "application/wasm", zip: "application/zip" }

// Python then has no memory left, says so, and goes on.
const grow = WebAssembly.Memory.prototype.grow
WebAssembly.Memory.prototype.grow = function (pages) {
  if (this.buffer.byteLength + pages * 65536 > MOST_MEMORY) throw new RangeError("memory is bounded")
  return grow.call(this, pages)
}

async function cached() {
  try { return await caches.open(HELD) } catch { return null }
}

async function description() {
  const address = new URL("engine.json", ROOT)
  const store = await cached()
  try {
    const response = await fetch(address, { cache: "no-cache" })
    if (!response.ok) throw new Error(`${response.status}`)
    await store?.put(address, response.clone())
    return await response.json()
  } catch (error) {
    const held = await store?.match(address)
    if (held) return held.json()
    throw error
  }
}

async function download(address, store, advance) {
  const held = await store?.match(address)
  if (held) {
    const content = await held.arrayBuffer()
    advance(content.byteLength)
    return content
  }
  const response = await fetch(address)
  if (!response.ok) throw new Error(`${response.status} for ${address}`)
  const parts = []
  for (const reader = response.body.getReader(); ;) {
    const { done, value } = await reader.read()
    if (done) break
    parts.push(value)
    advance(value.byteLength)
  }
  const type = TYPES[address.pathname.split(".").pop()]
  const content = new Blob(parts, { type })
  try { await store?.put(address, new Response(content, { headers: { "content-type": type } })) } catch { /* no room: it is fetched again next time */ }
  return content.arrayBuffer()
}

async function load() {
  const { edition, platform, files } = await description()
  const folder = new URL(`${edition}/`, ROOT)
  const store = await cached()
  const wanted = ["pyodide.asm.wasm", "standard.zip", "library.zip", "jacobook.zip"]
  const total = wanted.reduce((sum, name) => sum + files[name], 0)
  let done = 0
  const advance = (bytes) => { done += bytes; postMessage({ progress: done / total }) }
  const program = import(new URL("pyodide.mjs", folder))
  import(new URL("pyodide.asm.mjs", folder)).catch(() => {})
  const contents = new Map(await Promise.all(wanted.map(async (name) => {
    const address = new URL(name, folder)
    return [address.href, await download(address, store, advance)]
  })))
  const network = self.fetch
  self.fetch = (input, options) => {
    const address = new URL(input.url ?? input, location.href).href
    const content = contents.get(address)
    if (!content) return network(input, options)
    return Promise.resolve(new Response(content, { headers: { "content-type": TYPES[address.split(".").pop()] } }))
  }
  const { loadPyodide } = await program
  const python = await loadPyodide({
    indexURL: folder.href,
    stdLibURL: new URL("standard.zip", folder).href,
    lockFileContents: { info: { ...platform, version: "" }, packages: {} },
    env: { HOME: "/", PYTHONHASHSEED: "0" },
  })
  for (const name of ["library.zip", "jacobook.zip"]) python.FS.writeFile(`/lib/${name}`, new Uint8Array(contents.get(new URL(name, folder).href)))
  self.fetch = network
  contents.clear()
  python.runPython(`
import json, sys
sys.path[:0] = ["/lib/jacobook.zip", "/lib/library.zip"]
from jacobook.question import ask, backpropagate, judge, read

def reply(question, arguments):
    return json.dumps({"ask": ask, "backpropagate": backpropagate, "judge": judge, "read": read}[question](*json.loads(arguments)))
`)
  for (const old of (await store?.keys()) ?? []) if (!old.url.includes(edition) && !old.url.endsWith("engine.json")) await store.delete(old)
  const kept = ["pyodide.mjs", "pyodide.asm.mjs"].map((name) => new URL(name, folder).href)
  postMessage({ ready: true, kept: [...kept, import.meta.url] })
  return python.globals.get("reply")
}

const engine = load()
engine.catch((error) => postMessage({ failed: String(error?.message ?? error).split("\n").slice(-2).join(" ") }))

self.onmessage = async ({ data }) => {
  const reply = await engine
  const question = ["ask", "backpropagate", "judge", "read"].find((one) => one in data)
  try {
    postMessage({ id: data.id, found: JSON.parse(reply(question, JSON.stringify(data[question]))) })
  } catch (error) {
    const lines = String(error?.message ?? error).trim().split("\n")
    const message = /MemoryError/.test(lines.at(-1)) ? "This question needs more memory than the page allows itself." : `The engine stopped: ${lines.at(-1)}`
    postMessage({ id: data.id, found: { error: { kind: "Failure", message, hint: "", location: null } } })
  }
}
