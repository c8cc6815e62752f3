// What sets formulas in the browser: loaded once, when the first is to be set.
import { make } from "./answer.js"

const ENGINE = new URL("../assets/engine/", import.meta.url)

let typesetter = null

export function withTypesetter() {
  typesetter ??= fetch(new URL("engine.json", ENGINE)).then((response) => response.json()).then(({ edition }) => new Promise((resolve, reject) => {
    const script = make("script", { src: new URL(`${edition}/katex.min.js`, ENGINE).href })
    script.onload = resolve
    script.onerror = () => reject(new Error("the typesetter could not be loaded"))
    document.head.append(script)
  }))
  return typesetter
}
