// The box of the first page: an expression, a formula with a claim, or words. Rules that are known are answered from
// reference/findings.json at once; whatever else is typed is handed to the page that differentiates, and so is each claim.
const HERE = import.meta.url
const MOST = 3
const PAUSE = 120
const ASKS = /^\s*(?:[d∂]\s*[²2]?\s*\/|\\frac|\\nabla|∇|\\partial|(?:the\s+)?(?:gradient|derivative|jacobian|hessian)\b)/iu
const NAME = /^\s*(?:\\?\p{L}+|(?:\p{L}|\\math\w+\s*\{?\s*\p{L}\s*\}?)\s*\([\p{L}\s,]*\))\s*$/u

let finding
function findings() {
  finding ??= Promise.all([fetch(new URL("../../reference/findings.json", HERE)).then((response) => response.json()), import(new URL("finder.js", HERE))])
    .then(([{ rules, titles }]) => window.finder(rules, titles))
    .catch(() => null)
  return finding
}

// What is differentiated, and what is claimed: the sides of the last sign of equality outside of brackets. Where a name stands
// left of it, as in f(x) = xᵀAx, it only says how the function is called.
export function parted(text) {
  let depth = 0
  let place = -1
  for (let at = 0; at < text.length; at++) {
    depth += { "(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1 }[text[at]] ?? 0
    const alone = text[at] === "=" && !/[=<>!:]/.test(text[at - 1] ?? "") && text[at + 1] !== "="
    if (alone && depth === 0) place = at
  }
  if (place < 0) return { asked: text.trim(), claim: "" }
  const [left, right] = [text.slice(0, place).replace(/&\s*$/, "").trim(), text.slice(place + 1).trim()]
  if (!right || !left) return { asked: left || right, claim: "" }
  return NAME.test(left) && !ASKS.test(left) ? { asked: right, claim: "" } : { asked: left, claim: right }
}

function make(name, attributes = {}, ...children) {
  const made = document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value)
  made.append(...children)
  return made
}

function typeset(source) {
  const made = document.createElement("span")
  made.innerHTML = `<math>${source}</math>`
  return made
}

// What is said beside a formula, in words that have formulas of their own.
function noted(words) {
  const made = make("small")
  made.innerHTML = words
  return made
}

// What is wider than the box is a stop on the way through the page.
const watch = new ResizeObserver((entries) => {
  for (const { target } of entries) target.tabIndex = target.scrollWidth > target.clientWidth + 1 ? 0 : -1
})

function wide(className, label, ...children) {
  return make("div", { class: className, role: "group", "aria-label": label }, ...children)
}

class Box {
  constructor(form) {
    this.form = form
    this.input = form.elements.e
    this.list = form.querySelector("ul")
    this.status = form.querySelector("[role=status]")
    this.turn = 0
    this.input.addEventListener("focus", findings, { once: true })
    this.input.addEventListener("input", () => {
      clearTimeout(this.timer)
      this.timer = setTimeout(() => this.show(), PAUSE)
    })
    form.addEventListener("submit", (event) => {
      event.preventDefault()
      this.go()
    })
    form.addEventListener("keydown", (event) => this.keyed(event))
    if (this.input.value) this.show()
  }

  // The address of the page that differentiates, with the question and what is claimed of it.
  question({ asked, claim }) {
    const address = new URL(this.form.getAttribute("action"), location.href)
    if (location.protocol === "file:") address.pathname = address.pathname.replace(/\/?$/, "/index.html")
    address.searchParams.set("e", asked)
    if (claim) address.searchParams.set("c", claim)
    return address.href
  }

  // Where Enter leads: to the engine with a formula, to the first rule that words have found.
  async go() {
    clearTimeout(this.timer)
    await this.show()
    this.list.querySelector("a.ask-first")?.click()
  }

  async show() {
    const turn = ++this.turn
    const text = this.input.value.trim()
    if (!text) return this.put([], "")
    const finder = await findings()
    if (turn !== this.turn) return null
    const said = parted(text)
    const found = finder?.find(said.asked).slice(0, MOST) ?? []
    const signs = /[^\p{L}\s-]/u.test(said.asked) && (finder?.isFormula(said.asked) ?? true)
    const isFormula = signs || said.claim !== "" || !found.length || found[0].isFormula
    const rules = found.map(({ rule }) => this.rule(rule))
    const words = said.claim ? ["Check ", make("code", {}, said.claim), " for ", make("code", {}, said.asked)] : ["Differentiate ", make("code", {}, said.asked)]
    const engine = make("li", {}, make("a", { href: this.question(said) }, ...words))
    const search = make("li", {}, make("a", { href: `?${new URLSearchParams({ q: text })}` }, "Search all pages for ", make("q", {}, text)))
    const all = isFormula ? [engine, ...rules] : [...rules, search]
    all[0].querySelector("a").classList.add("ask-first")
    const known = found.length === 0 ? "No rule of the reference fits" : `${found.length} ${found.length === 1 ? "rule fits" : "rules fit"}: ${found.map(({ rule }) => rule.title).join(", ")}`
    return this.put(all, `${known}. Press Enter to ${said.claim ? "check the formula" : isFormula ? "differentiate" : "open the first"}.`)
  }

  put(items, said) {
    watch.disconnect()
    this.list.replaceChildren(...items)
    for (const box of this.list.querySelectorAll("[role=group]")) watch.observe(box)
    this.list.hidden = items.length === 0
    this.status.textContent = said
    return null
  }

  // A rule: its title leads to its page; below it what it differentiates, and its answers in the reader's layout.
  rule(rule) {
    const link = make("a", { href: new URL(`../../reference/rules/${rule.id}/${location.protocol === "file:" ? "index.html" : ""}`, HERE).href }, rule.title)
    const lines = rule.derivatives.filter((one) => one.symbol && (one.numerator || one.denominator)).slice(0, MOST).map((one) => {
      const both = one.numerator === one.denominator
      const forms = Object.entries({ numerator: one.numerator, denominator: one.denominator }).filter(([, form]) => form !== "")
      const shown = (both ? forms.slice(0, 1) : forms).map(([layout, form]) => {
        const formula = typeset(`${one.symbol}<mo>=</mo><mrow>${form}</mrow>`)
        if (!both) formula.append(" ", make("small", {}, `${layout} layout`))
        formula.className = both ? "" : `layout-${layout}`
        return formula
      })
      return wide("ask-answer", `Derivative: ${rule.title}`, ...shown, ...(one.conditions ? [noted(one.conditions)] : []))
    })
    const value = rule.value ? [wide("ask-value", `Function: ${rule.title}`, typeset(rule.value))] : []
    const told = [rule.assumed && `with ${rule.assumed}`, rule.condition].filter(Boolean).map(noted)
    return make("li", {}, link, ...value, ...told, ...lines)
  }

  // The arrows go from the box through what was found, and back; Escape empties the list.
  keyed(event) {
    const stops = [this.input, ...this.list.querySelectorAll("a")]
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step && stops.length > 1) {
      const place = stops.indexOf(document.activeElement)
      stops[Math.min(Math.max(place + step, 0), stops.length - 1)].focus()
      event.preventDefault()
    } else if (event.key === "Escape" && !this.list.hidden) {
      this.turn++
      this.put([], "")
      this.input.focus()
      event.preventDefault()
    }
  }
}

function arrive() {
  const form = document.querySelector("form.ask")
  if (form && !form.dataset.ready) {
    form.dataset.ready = "true"
    new Box(form)
  }
}

if (window.document$) window.document$.subscribe(arrive)
else arrive()
