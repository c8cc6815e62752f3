// The page's side of the engine: starts it once, asks one question at a time, and ends it when it takes too long.
// With `keep`, the page that asks works without a server from then on.

const LIMIT = 30_000

export class Engine {
  #worker = null
  #waiting = new Map()
  #number = 0
  #ready = false

  constructor(report, { keep = true } = {}) {
    this.report = report
    this.keep = keep
  }

  get started() { return this.#worker !== null }

  start() {
    if (this.#worker) return
    this.#worker = new Worker(new URL("worker.js", import.meta.url), { type: "module" })
    this.#worker.onmessage = ({ data }) => this.#hear(data)
    this.#worker.onerror = (event) => this.#fail(event.message || "the engine could not be loaded")
    if (this.keep) keepForLater()
  }

  read(...question) { return this.#send({ read: question }) }

  ask(...question) { return this.#send({ ask: question }) }

  backpropagate(...question) { return this.#send({ backpropagate: question }) }

  judge(...question) { return this.#send({ judge: question }) }

  #send(message) {
    this.start()
    return new Promise((resolve) => {
      const id = ++this.#number
      this.#waiting.set(id, { resolve, message: { id, ...message }, timer: null })
      if (this.#ready) this.#hand(id)
    })
  }

  #hand(id) {
    const entry = this.#waiting.get(id)
    entry.timer = setTimeout(() => this.#tooLong(), LIMIT)
    this.#worker.postMessage(entry.message)
  }

  #hear(data) {
    if (data.ready) {
      this.#ready = true
      this.report({ ready: true })
      if (this.keep) keepForLater(data.kept)
      for (const id of this.#waiting.keys()) this.#hand(id)
    } else if (data.failed) this.#fail(data.failed)
    else if (data.id) {
      const entry = this.#waiting.get(data.id)
      clearTimeout(entry?.timer)
      this.#waiting.delete(data.id)
      entry?.resolve(data.found)
    } else this.report(data)
  }

  #end(message) {
    this.#worker?.terminate()
    this.#worker = null
    this.#ready = false
    for (const { resolve, timer } of this.#waiting.values()) {
      clearTimeout(timer)
      resolve({ error: { kind: "Failure", message, hint: "", location: null } })
    }
    this.#waiting.clear()
  }

  #tooLong() {
    this.#end(`No answer after ${LIMIT / 1000} seconds; the calculation was stopped.`)
    this.start()
  }

  #fail(reason) {
    this.#end(`The engine could not be loaded: ${reason}`)
    this.report({ failed: reason })
  }
}

// Once the engine is there, all that the page asked for is kept by the service worker of this folder.
async function keepForLater(also) {
  if (!navigator.serviceWorker) return
  try {
    const registration = await navigator.serviceWorker.register(new URL("service-worker.js", import.meta.url))
    if (!also) return
    const active = registration.active ?? (await navigator.serviceWorker.ready).active
    const asked = performance.getEntriesByType("resource").map((entry) => entry.name)
    const here = asked.filter((address) => new URL(address).origin === location.origin && !/\.(zip|wasm)$|engine\.json$/.test(address))
    const channel = new MessageChannel()
    channel.port1.onmessage = () => { document.documentElement.dataset.engineKept = "true" }
    active.postMessage({ keep: [...new Set([location.href.split(/[?#]/)[0], ...here, ...also])] }, [channel.port2])
  } catch { /* without it the page works as long as there is a server */ }
}
