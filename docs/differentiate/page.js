// The page: an expression is read as it is typed, its variables may be edited, and the question is kept in the address.
import { Engine } from "./engine.js"
import { answer, formula, make, mistake, shape, spoken } from "./answer.js"
import { gradients, spokenGradients } from "./backward.js"
import { claimField } from "./claim.js"
import { withTypesetter } from "./typesetter.js"

const EXAMPLES = ["x @ A @ x", "norm(A @ x - b)**2", "logdet(X)", "tanh(W @ x + b)", "exp(x)/sum(exp(x))", "trace(A @ X @ B)", "xᵀAx"]
const PROPERTIES = ["", "symmetric", "skew", "diagonal", "orthogonal", "invertible", "positive definite", "positive"]
const PAUSE = 150

class Question {
  constructor(form) {
    this.form = form
    this.expression = form.elements.expression
    this.order = form.elements.order
    this.backward = form.elements.backward
    this.functions = form.elements.functions
    this.shapes = form.elements.shapes
    this.mistake = form.querySelector(".mistake")
    this.reading = form.querySelector(".reading")
    this.box = form.querySelector(".variables-box")
    this.rows = form.querySelector("tbody")
    this.loading = form.querySelector(".loading")
    this.result = document.getElementById("differentiate-answer")
    this.status = document.getElementById("differentiate-status")
    this.declared = new Map()
    this.claim = ""
    this.wrt = ""
    this.turn = 0
    engine.report = (news) => this.report(news)
    this.listen()
    this.fromAddress()
  }

  listen() {
    const examples = this.form.querySelector(".examples")
    for (const text of EXAMPLES) {
      const button = make("button", { type: "button", class: "example-choice" }, text)
      button.addEventListener("click", () => this.pose({ expression: text }))
      examples.append(button)
    }
    this.form.addEventListener("focusin", () => this.start())
    this.expression.addEventListener("input", () => {
      this.posedBy = this.claim = ""
      this.later()
    })
    this.functions.addEventListener("input", () => this.later())
    this.shapes.addEventListener("input", () => this.later())
    this.order.addEventListener("change", () => this.solve())
    this.backward.addEventListener("change", () => {
      this.passing()
      this.solve()
    })
    this.rows.addEventListener("change", ({ target }) => this.edited(target))
    this.form.addEventListener("submit", (event) => {
      event.preventDefault()
      this.solve()
    })
  }

  start() {
    if (location.protocol === "file:") return this.tell({ message: "Browsers allow this page to compute only when a server delivers it, not from a file.", hint: "Use jacobook derive --interactive on the command line instead." })
    if (engine.started) return
    this.loading.hidden = false
    engine.start()
    withTypesetter().catch((error) => this.report({ failed: error.message }))
  }

  // A backward pass is that of a first derivative; without it there is one variable.
  passing() {
    const on = this.backward.checked
    if (on) this.order.value = "1"
    else if (this.order.disabled) this.wrt = this.wrt.split(",")[0]
    this.order.disabled = on
    document.getElementById("question-backward-help").hidden = !on
  }

  report({ progress, ready, failed }) {
    const [bar, words] = this.loading.children
    this.loading.hidden = Boolean(ready)
    if (progress !== undefined) {
      bar.value = progress
      words.textContent = progress < 1 ? "Loading the engine (first use only) …" : "Starting the engine …"
    }
    if (failed) {
      this.loading.hidden = true
      this.tell({ message: `The engine could not be loaded: ${failed}`, hint: "Reload the page to try again." })
    }
  }

  later() {
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.read(), PAUSE)
  }

  pose({ expression, wrt = "", where = "", order = "1", claim = "", backward = false }) {
    this.claim = claim
    this.expression.value = expression
    this.declared.clear()
    this.shapes.value = ""
    this.functions.value = this.declare(where).join(", ")
    this.order.value = order
    this.wrt = wrt
    this.backward.checked = backward
    this.passing()
    // A constant does not hold what it is differentiated by: only a question that names it has it.
    this.posedBy = wrt
    return this.solve()
  }

  // What was typed as shapes was read: from now on it is in the table.
  keepShapes() {
    this.shapes.value = this.declare(this.shapes.value).join(", ")
    const label = this.shapes.parentElement
    label.hidden = !this.shapes.value && document.activeElement !== this.shapes
  }

  // The shapes among some declarations are kept; what is left is returned.
  declare(where) {
    const others = []
    for (const part of parts(where)) {
      const found = /^\s*([\p{L}_][\p{L}\p{N}_]*)\s*:\s*(.*?)\s*$/su.exec(part)
      if (found && !/->|→|element-?wise|matrix function/.test(found[2])) this.declared.set(found[1], found[2])
      else if (part.trim()) others.push(part.trim())
    }
    return others
  }

  fromAddress() {
    const asked = new URLSearchParams(location.search)
    if (!asked.has("e")) return
    const question = { expression: asked.get("e"), wrt: asked.get("wrt") ?? "", where: asked.get("w") ?? "", order: asked.get("o") || "1", backward: asked.get("b") === "1" }
    const orders = Array.from(this.order.options, ({ value }) => value)
    if (!orders.includes(question.order)) {
      // Another order in its place would be the answer to another question.
      this.expression.value = question.expression
      this.tell({ message: `The order in the address, “${question.order.slice(0, 20)}”, is not valid.`, hint: `Valid orders: ${orders.join(", ")}.` })
      return
    }
    this.start()
    this.pose({ ...question, claim: asked.get("c") ?? "" })
  }

  get where() {
    const anew = new Set(parts(this.shapes.value).map((part) => part.split(":")[0].trim()))
    const names = [...this.declared].filter(([name]) => !anew.has(name) && (!this.known || Object.hasOwn(this.known, name)))
    const typed = [this.shapes.value, this.functions.value].map((text) => text.trim()).filter(Boolean)
    return [...names.map(([name, text]) => `${name}: ${text}`), ...typed].join(", ")
  }

  async read() {
    const turn = ++this.turn
    this.known = null
    const expression = this.expression.value.trim()
    if (!expression) return this.quiet()
    this.start()
    const asked = await Promise.all([engine.read(expression, this.where, this.posedBy), withTypesetter()]).catch((error) => [{ error: { message: error.message } }])
    let [found] = asked
    if (!found.error) {
      // Dimensions are named as they are met, and the variable is met first: only now is it known.
      this.choose(Object.keys(found.variables), found.wrt)
      found = await engine.read(expression, this.where, this.wrt)
    }
    if (turn !== this.turn) return null
    if (found.error) {
      this.tell(found.error)
      // Where the shapes are what is missing, they are asked for.
      if (found.error.names?.length) this.shapes.parentElement.hidden = false
      return null
    }
    this.known = found.variables
    this.tell(null)
    this.reading.hidden = false
    const translated = found.translated ? [make("p", { class: "translated" }, "read as ", make("code", {}, found.translated))] : []
    const assumed = (found.assumed ?? []).map((sentence) => make("p", { class: "assumed" }, sentence))
    this.reading.replaceChildren(formula(found.value.latex, found.value.spoken), shape(found.shape, "value: "), ...translated, ...assumed)
    this.table(found.variables)
    return found
  }

  choose(names, said = []) {
    // A formula that begins with ∂/∂x asks its own question.
    if (said.length) {
      this.wrt = said.every((name) => name === said[0]) ? said[0] : said.join(",")
      if (this.wrt === said[0]) this.order.value = String(said.length)
      return
    }
    const mixed = this.wrt.split(",").map((name) => name.trim())
    // The derivative with respect to the conjugate of z is asked for as conj(z).
    if (!mixed.every((name) => names.includes(name.replace(/^conj\((.*)\)$/, "$1")))) this.wrt = ["x", "X", "w", "W"].find((name) => names.includes(name)) ?? names[0] ?? ""
  }

  table(variables) {
    const names = Object.keys(variables)
    const state = JSON.stringify([variables, this.wrt, this.backward.checked])
    if (this.shown === state) return
    this.shown = state
    const focused = document.activeElement?.dataset?.key
    this.box.hidden = names.length === 0
    this.rows.replaceChildren(...names.map((name) => this.row(name, variables[name])))
    if (focused) this.rows.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus()
  }

  row(name, { shape: dimensions, properties }) {
    const by = make("input", { type: this.backward.checked ? "checkbox" : "radio", name: "wrt", value: name, "aria-label": `Differentiate with respect to ${name}`, "data-key": `by ${name}` })
    by.checked = this.wrt.split(",").includes(name)
    const text = dimensions.length ? dimensions.join("×") : "scalar"
    const size = make("input", { type: "text", value: text, "aria-label": `Shape of ${name}`, "data-name": name, "data-part": "shape", "data-key": `shape ${name}`, spellcheck: "false", autocapitalize: "off" })
    const property = make("select", { "aria-label": `Property of ${name}`, "data-name": name, "data-part": "property", "data-key": `property ${name}` })
    const given = PROPERTIES.findLast((one) => properties.includes(one)) ?? ""
    const square = dimensions.length === 2 && dimensions[0] === dimensions[1]
    const told = properties.includes("positive definite") ? "positive definite" : properties.includes("diagonal") ? "diagonal" : properties.includes("orthogonal") ? "orthogonal" : given
    for (const one of PROPERTIES) {
      if (one && one !== "positive" && !square && one !== told) continue
      const choice = make("option", { value: one }, one || "none")
      choice.selected = one === told
      property.append(choice)
    }
    return make("tr", {}, make("td", {}, by), make("th", { scope: "row" }, name), make("td", {}, size), make("td", {}, property))
  }

  edited(target) {
    if (target.name === "wrt") {
      const ticked = Array.from(this.rows.querySelectorAll("[name=wrt]:checked"), ({ value }) => value)
      // Without any variable there is no question: the last one stays.
      if (ticked.length === 0) target.checked = true
      this.wrt = ticked.join(",") || target.value
    }
    const { name } = target.dataset
    if (name) {
      const row = target.closest("tr")
      const [size, property] = [row.querySelector("[data-part=shape]").value.trim(), row.querySelector("[data-part=property]").value]
      if (size) this.declared.set(name, `${size}${property ? ` ${property}` : ""}`)
      else this.declared.delete(name)
    }
    this.solve()
  }

  async solve() {
    clearTimeout(this.timer)
    const read = await this.read()
    if (!read) return
    this.keepShapes()
    const turn = this.turn
    const { order } = this
    this.result.setAttribute("aria-busy", "true")
    const passing = this.backward.checked
    const question = [this.expression.value.trim(), this.wrt, this.where]
    const found = await (passing ? engine.backpropagate(...question) : engine.ask(...question, Number(order.value)))
    if (turn !== this.turn) return
    this.result.removeAttribute("aria-busy")
    if (found.error) {
      this.result.replaceChildren()
      this.tell(found.error)
      return
    }
    if (passing) {
      this.result.replaceChildren(...gradients(found), this.link())
      this.status.textContent = spokenGradients(found)
      return
    }
    const asked = [this.expression.value.trim(), this.wrt, this.where, Number(order.value)]
    const field = claimField(this.claim, (typed) => this.judged(asked, typed))
    this.result.replaceChildren(...answer(found), field, this.link())
    this.status.textContent = spoken(found, document.documentElement.dataset.layout ?? "both")
  }

  // The verdict on a formula of the reader's, which then belongs to the question.
  async judged(asked, typed) {
    this.claim = typed
    this.result.querySelector(".question-link")?.replaceWith(this.link())
    return typed ? engine.judge(...asked, typed) : null
  }

  link() {
    const address = new URL(location.href)
    const given = { e: this.expression.value.trim(), wrt: this.wrt, w: this.where, o: this.order.value === "1" ? "" : this.order.value, b: this.backward.checked ? "1" : "", c: this.backward.checked ? "" : this.claim }
    for (const [key, value] of Object.entries(given)) {
      if (value) address.searchParams.set(key, value)
      else address.searchParams.delete(key)
    }
    history.replaceState(history.state, "", address)
    return make("p", { class: "question-link" }, make("a", { href: address.href }, "Link to this question"))
  }

  tell(error) {
    this.mistake.hidden = !error
    this.expression.toggleAttribute("aria-invalid", Boolean(error))
    if (!error) return
    this.reading.hidden = true
    this.mistake.replaceChildren(...mistake(error))
    const readings = (error.readings ?? []).map((reading) => this.offer(reading))
    if (readings.length) this.mistake.append(make("div", { class: "readings", role: "group", "aria-label": "Readings" }, ...readings))
    if (error.location) this.result.replaceChildren()
  }

  // What can be read in more than one way is never guessed: the reader picks.
  offer({ expr, where, wrt, latex, spoken: words, notes }) {
    const choice = make("button", { type: "button", title: notes.join("; ") }, formula(latex, words))
    choice.addEventListener("click", () => this.pose({ expression: expr, where, wrt, order: this.order.value }))
    return choice
  }

  quiet() {
    this.mistake.hidden = this.reading.hidden = this.box.hidden = this.shapes.parentElement.hidden = true
    this.shapes.value = ""
    this.result.replaceChildren()
    return null
  }
}

// A text split at the commas that stand in no brackets, as the language does.
function parts(text) {
  const found = [""]
  let depth = 0
  for (const character of text) {
    depth += { "(": 1, ")": -1 }[character] ?? 0
    if (character === "," && depth <= 0) found.push("")
    else found[found.length - 1] += character
  }
  return found
}

const engine = new Engine(() => {})

function arrive() {
  const form = document.getElementById("question")
  if (form && !form.dataset.ready) {
    form.dataset.ready = "true"
    new Question(form)
  }
}

if (window.document$) window.document$.subscribe(arrive)
else arrive()
