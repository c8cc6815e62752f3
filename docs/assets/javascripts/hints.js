// What a symbol is, where the pointer rests on it; and a dimension lights up wherever it stands.
(() => {
  const SYMBOL = ".katex-html .mord.mathbf, .katex-html .mord.mathnormal"
  let kinds = new Map()
  let shown = null

  function arrive() {
    hide()
    kinds = new Map()
    for (const variable of document.querySelectorAll(".statement .variable")) {
      const name = variable.querySelector(".katex-html")?.textContent
      const shape = variable.querySelector(".shape-label")?.textContent ?? ""
      const kind = variable.querySelector(".variable-kind")?.textContent ?? ""
      if (name) kinds.set(name.trim(), kind === "scalar" ? kind : `${shape} ${kind}`)
    }
  }

  function hide() {
    shown?.remove()
    shown = null
  }

  function tell(symbol) {
    const kind = kinds.get(symbol.textContent)
    if (!kind) return
    shown = document.createElement("div")
    shown.className = "symbol-hint"
    shown.setAttribute("role", "tooltip")
    shown.textContent = `${symbol.textContent}: ${kind}`
    document.body.append(shown)
    const place = symbol.getBoundingClientRect()
    const left = Math.min(Math.max(4, place.left + place.width / 2 - shown.offsetWidth / 2), innerWidth - shown.offsetWidth - 4)
    shown.style.left = `${left}px`
    shown.style.top = `${Math.max(4, place.top - shown.offsetHeight - 6)}px`
  }

  function light(name) {
    for (const lit of document.querySelectorAll(".dimension.lit")) lit.classList.remove("lit")
    if (name) for (const same of document.querySelectorAll(`[data-dimension="${CSS.escape(name)}"]`)) same.classList.add("lit")
  }

  document.addEventListener("pointerover", (event) => {
    hide()
    light(event.target.closest?.("[data-dimension]")?.dataset.dimension)
    const symbol = event.target.closest?.(SYMBOL)
    if (symbol) tell(symbol)
  })
  document.addEventListener("scroll", hide, { passive: true, capture: true })
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide() })

  if (window.document$) window.document$.subscribe(arrive)
  else arrive()
})()
