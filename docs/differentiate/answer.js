// An answer as elements of the page, with the classes of the pages of rules.
import { flowFigure } from "./flow.js"

const OPTIONS = {
  displayMode: true,
  output: "htmlAndMathml",
  throwOnError: false,
  strict: "ignore",
  macros: { "\\arraystretch": "1.35" },
  trust: ({ command }) => command === "\\htmlClass" || command === "\\htmlData",
}

export function make(name, attributes = {}, ...children) {
  const made = document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value)
  made.append(...children)
  return made
}

export function formula(tex, label = "", display = true) {
  const box = make(display ? "div" : "span", { class: "math" })
  box.innerHTML = window.katex.renderToString(tex, { ...OPTIONS, displayMode: display, macros: { ...OPTIONS.macros } })
  if (display) {
    box.setAttribute("role", "group")
    if (label) box.setAttribute("aria-label", label)
    watch.observe(box)
  }
  return box
}

const watch = new ResizeObserver((entries) => {
  for (const { target } of entries) target.tabIndex = target.scrollWidth > target.clientWidth + 1 ? 0 : -1
})

export function shape(dimensions, of = "") {
  const label = dimensions.length === 0 ? "scalar" : dimensions.length === 1 ? `${dimensions[0]} entries` : dimensions.join("×")
  const units = (dimension) => (dimension === "1" ? 1 : 4)
  const [rows, columns] = [...dimensions, "1", "1"]
  const style = `--rows:${dimensions.length ? units(rows) : 1};--columns:${dimensions.length > 1 ? units(columns) : 1}`
  return make("span", { class: "shape", style }, make("span", { class: "shape-box", "aria-hidden": "true" }), make("span", { class: "shape-label" }, of + label))
}

function panel(found, name, words, className) {
  const { shape: dimensions, latex, spoken } = found[name]
  const partial = found[name].partial ?? found.partial
  const kinds = { row: dimensions[0] === "1" && dimensions[1] !== "1", column: dimensions[1] === "1" && dimensions[0] !== "1" }
  const word = kinds.row ? "row" : kinds.column ? "column" : dimensions.every((d) => d === "1") ? "scalar" : "matrix"
  return make("section", { class: `answer ${className}`, "aria-label": words },
    make("p", { class: "answer-layout" }, words),
    formula(`${partial} = ${latex}`, `${words}: ${spoken}`),
    make("p", { class: "answer-shape" }, shape(dimensions), make("span", { class: "answer-form" }, word)))
}

// The reason as a sentence; most say themselves that there is no matrix form.
function withoutMatrix(reason) {
  const said = /^no matrix form/i.test(reason) ? reason : `no matrix form: ${reason}`
  return `${said[0].toUpperCase()}${said.slice(1).replace(/\.$/, "")}.`
}

export function answers(found) {
  if (!found.numerator && found.denominator) return make("div", { class: "answers" }, panel(found, "denominator", "Denominator layout", "answer-only"))
  if (!found.numerator) return make("p", { class: "note" }, withoutMatrix(found.reason))
  const same = found.numerator.latex === found.denominator.latex
  const panels = same
    ? [panel(found, "numerator", "Both layouts", "answer-same")]
    : [panel(found, "numerator", "Numerator layout", "layout-numerator"), panel(found, "denominator", "Denominator layout", "layout-denominator")]
  return make("div", { class: "answers" }, ...panels)
}

function steps(routes) {
  return routes.map((route, number) => {
    const items = route.steps.map((step, place) => {
      const left = step.left ? formula(step.left.latex, `Step ${place + 1}, left side: ${step.left.text}`) : make("div")
      left.classList.add("step-left")
      const right = formula(`${step.left || place > 0 ? "= " : ""}${step.right.latex}`, `Step ${place + 1}: ${step.right.text}`)
      right.classList.add("step-right")
      return make("li", { class: "step" }, left, right, make("p", { class: "reason" }, step.reason))
    })
    const folded = make("details", { class: `derivation${route.layout ? ` layout-${route.layout}` : ""}` },
      make("summary", {}, route.title + (route.layout ? `, ${route.layout} layout` : "")), make("ol", { class: "steps" }, ...items))
    folded.open = number === 0
    return folded
  })
}

const LANGUAGES = { latex: "LaTeX", numpy: "NumPy", jax: "JAX", torch: "PyTorch", text: "Text" }

function code(found) {
  if (!found.numerator) return copyable("LaTeX", found.components.latex)
  const box = make("div", { class: "codes" })
  for (const [notation, title] of Object.entries(LANGUAGES)) {
    const written = ["numerator", "denominator"].filter((layout) => found[layout][notation] != null)
    const same = written.length === 2 && found.numerator[notation] === found.denominator[notation]
    for (const layout of same ? ["numerator"] : written) {
      const row = copyable(same || written.length < 2 ? title : `${title}, ${layout}`, found[layout][notation])
      if (!same) row.classList.add(`layout-${layout}`)
      box.append(row)
    }
  }
  if (found.array) box.append(copyable("einsum", found.array))
  return box
}

export function copyable(title, text) {
  const button = make("button", { type: "button", class: "copy", "aria-label": `Copy ${title}` }, "Copy")
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text)
      button.textContent = "Copied"
    } catch {
      getSelection().selectAllChildren(row.querySelector("code"))
      button.textContent = "Selected"
    }
    setTimeout(() => { button.textContent = "Copy" }, 1500)
  })
  const row = make("div", { class: "code-row" }, make("span", { class: "code-title" }, title), make("code", { tabindex: "0" }, text), button)
  return row
}

export function check(certificate) {
  return make("div", { class: "certificate" }, make("span", { class: "certificate-mark", "aria-hidden": "true" }, "✓"),
    make("div", {}, certificate.sentence))
}

export function part(title, ...content) {
  return make("section", { class: "answer-part" }, make("h2", {}, title), ...content)
}

// Words with formulas between dollars.
export function words(text) {
  return text.split("$").map((piece, number) => (number % 2 ? formula(piece, "", false) : piece))
}

export function answer(found) {
  const ranges = found.components.indices.map(({ name, dimension }) => `${name} = 1…${dimension}`).join(", ")
  const whole = [
    make("section", { class: "statement", "aria-label": "Statement" }, formula(`${found.value.symbol} = ${found.value.latex}`, found.value.text),
      make("p", { class: "answer-shape" }, shape(found.value.shape, "value: "))),
    answers(found),
    ...(found.holds.latex ? [make("p", { class: "assumptions" }, ...words(found.holds.latex))] : []),
    ...found.notes.map((note) => make("p", { class: "note" }, note)),
    check(found.certificate),
    part("Component form", formula(found.components.latex, found.components.spoken), ...(ranges ? [make("p", { class: "note" }, ranges)] : [])),
  ]
  if (found.vec && found.vec.latex !== found.numerator?.latex) whole.push(part("vec form", formula(found.vec.latex, found.vec.spoken)))
  if (found.differential) whole.push(part("Differential", formula(found.differential.latex, found.differential.spoken)))
  if (found.flow) whole.push(part("Data flow", flowFigure(found.flow)))
  if (found.steps.length) whole.push(part("Steps", ...steps(found.steps)))
  whole.push(part("To copy", code(found)))
  return whole
}

// What is wrong, where, and what would be right.
export function mistake(error) {
  const place = error.location
  const mark = place ? `${place.source}\n${" ".repeat([...place.source.slice(0, place.column)].length)}${"^".repeat(Math.max(1, Math.min(place.length, place.source.length - place.column)))}` : ""
  return [make("p", {}, error.message), ...(mark ? [make("pre", {}, mark)] : []), ...(error.hint ? [make("p", { class: "hint" }, error.hint)] : [])]
}

export function spoken(found, layout) {
  return [said(found, layout), found.holds.spoken].filter(Boolean).join(". ")
}

function said(found, layout) {
  if (!found.numerator) return `No matrix form. ${found.components.spoken}`
  if (layout !== "both") return `${layout} layout: ${found[layout].spoken}`
  return `Numerator layout: ${found.numerator.spoken}. Denominator layout: ${found.denominator.spoken}`
}
