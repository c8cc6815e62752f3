// What a symbol is, where the pointer rests on it, and where else it stands; and a dimension lights up wherever it stands.
// The variables of a rule's statement tell the same to the keyboard.
(() => {
  // Bold and italic letters; KaTeX's own classes where a formula was typeset in the browser.
  const SYMBOL = ".katex-html :is(b, i, .mathbf, .mathnormal)"
  let kinds = new Map()
  let shown = null

  function arrive() {
    hide()
    kinds = new Map()
    for (const variable of document.querySelectorAll(".statement .variable")) {
      const name = variable.querySelector(".katex-html")?.textContent
      const shape = variable.querySelector(".shape-label")?.textContent ?? ""
      const kind = variable.querySelector(".variable-kind")?.textContent ?? ""
      variable.tabIndex = 0
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

  function light(dimensions, symbol) {
    for (const lit of document.querySelectorAll(".dimension.lit")) lit.classList.remove("lit")
    for (const lit of document.querySelectorAll(".symbol-lit")) lit.classList.remove("symbol-lit")
    for (const name of dimensions) {
      for (const same of document.querySelectorAll(`[data-dimension="${CSS.escape(name)}"]`)) same.classList.add("lit")
    }
    if (!kinds.has(symbol)) return
    for (const same of document.querySelectorAll(SYMBOL)) if (same.textContent === symbol) same.classList.add("symbol-lit")
  }

  document.addEventListener("pointerover", ({ target }) => {
    hide()
    const dimension = target.closest?.("[data-dimension]")?.dataset.dimension
    const symbol = target.closest?.(SYMBOL)
    light(dimension ? [dimension] : [], symbol?.textContent)
    if (symbol) tell(symbol)
  })
  document.addEventListener("focusin", ({ target }) => {
    const variable = target.closest?.(".statement .variable")
    hide()
    const symbol = variable?.querySelector(SYMBOL)
    const named = variable?.querySelectorAll("[data-dimension]") ?? []
    light([...named].map((part) => part.dataset.dimension), symbol?.textContent)
    if (symbol) tell(symbol)
  })
  document.addEventListener("scroll", hide, { passive: true, capture: true })
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide() })

  if (window.document$) window.document$.subscribe(arrive)
  else arrive()
})()
