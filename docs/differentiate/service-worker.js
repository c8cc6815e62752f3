// Keeps what the page for differentiating needs, so that it works again without a server. Its scope is this folder alone.
const KEPT = "jacobook-differentiate"

self.addEventListener("install", () => self.skipWaiting())
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()))

self.addEventListener("message", (event) => {
  event.waitUntil((async () => {
    const store = await caches.open(KEPT)
    await Promise.allSettled(event.data.keep.map((address) => store.add(address)))
    event.ports[0]?.postMessage("kept")
  })())
})

async function answer(request) {
  const store = await caches.open(KEPT)
  // A folder of the engine is named after its content.
  if (/\/assets\/engine\/[0-9a-f]{16}\//.test(request.url)) return (await caches.match(request)) ?? fetch(request)
  try {
    const response = await fetch(request)
    if (response.ok && (await store.match(request, { ignoreSearch: true }))) await store.put(request.url.split("?")[0], response.clone())
    return response
  } catch (error) {
    const held = await caches.match(request, { ignoreSearch: true })
    if (held) return held
    throw error
  }
}

self.addEventListener("fetch", (event) => {
  const { method, url } = event.request
  if (method === "GET" && new URL(url).origin === self.location.origin) event.respondWith(answer(event.request))
})
