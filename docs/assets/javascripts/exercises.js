// A field under each exercise: what is typed there is judged by the engine, which comes when a field is first used. What was
// tried is kept on this machine. Without scripts there is no field, and the answer unfolds.
(() => {
  const KEY = "jacobook.exercises"
  let number = 0
  let tools = null
  let engine = null
  let current = null

  function make(name, attributes = {}, ...children) {
    const made = document.createElement(name)
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value)
    made.append(...children)
    return made
  }

  function recall() {
    try { return JSON.parse(localStorage.getItem(KEY)) ?? {} } catch { return {} }
  }

  function remember(question, typed, right) {
    const known = recall()
    if (typed) known[question] = { typed, right }
    else delete known[question]
    try { localStorage.setItem(KEY, JSON.stringify(known)) } catch { /* private windows may refuse; it then lasts as long as the page */ }
  }

  function base() {
    return new URL(`${JSON.parse(document.getElementById("__config").textContent).base}/`, location.href)
  }

  // The engine, its typesetter and the way a verdict is shown are those of the page that differentiates.
  function load() {
    tools ??= Promise.all(["engine", "claim", "typesetter"].map((name) => import(new URL(`differentiate/${name}.js`, base())))).then(
      async ([{ Engine }, { verdict }, { withTypesetter }]) => {
        engine = new Engine((news) => report(news), { keep: false })
        engine.start()
        await withTypesetter()
        return { verdict }
      })
    tools.catch(() => { tools = null })
    return tools
  }

  function report({ progress, ready, failed }) {
    if (!current) return
    const [bar, words] = current.children
    current.hidden = Boolean(ready || failed)
    if (progress === undefined) return
    bar.value = progress
    words.textContent = progress < 1 ? "Loading the engine (first use only) …" : "Starting the engine …"
  }

  function field(place) {
    const question = place.dataset.question
    const { e: expression, wrt, w: where = "", o: order, b: backward = false } = JSON.parse(question)
    const id = `exercise-field-${++number}`
    const input = make("input", { id, type: "text", spellcheck: "false", autocapitalize: "off", autocorrect: "off", autocomplete: "off", "aria-describedby": `${id}-help` })
    const said = make("div", { class: "verdict", role: "status" })
    const loading = make("div", { class: "loading", hidden: "" }, make("progress", { max: "1", value: "0", "aria-label": "Loading the engine" }), make("span"))
    const form = make("form", { class: "claim-form", autocomplete: "off" }, make("label", { for: id }, "Your answer"), input, make("button", { type: "submit", class: "md-button" }, "Check"))
    const help = make("p", { id: `${id}-help`, class: "note" }, "As in NumPy, in LaTeX, or as by hand: ", make("code", {}, "2*A.T @ x"), ", ", make("code", {}, "2\\mathbf{A}^\\top\\mathbf{x}"), ", ", make("code", {}, "2Aᵀx"), ".")
    let turn = 0

    const start = () => {
      if (location.protocol === "file:" || engine?.started) return
      if (current) current.hidden = true
      current = loading
      loading.hidden = false
      load().catch(() => { loading.hidden = true })
    }
    const check = async () => {
      const mine = ++turn
      const typed = input.value.trim()
      if (!typed) {
        remember(question, "", false)
        said.replaceChildren()
        return solved(place, false)
      }
      if (location.protocol === "file:") return said.replaceChildren(make("p", {}, "Browsers allow a page to compute only when a server delivers it, not from a file."))
      said.setAttribute("aria-busy", "true")
      start()
      try {
        const { verdict } = await load()
        const judged = await engine.judge(expression, wrt, where, order, typed)
        if (mine !== turn) return
        const found = asAsked(judged, backward)
        said.replaceChildren(...verdict(found))
        remember(question, typed, Boolean(found.right))
        solved(place, found.right)
      } catch (error) {
        if (mine === turn) said.replaceChildren(make("p", {}, `The engine could not be loaded: ${error.message}`))
      } finally {
        if (mine === turn) said.removeAttribute("aria-busy")
      }
    }
    form.addEventListener("focusin", start)
    form.addEventListener("submit", (event) => {
      event.preventDefault()
      check()
    })
    const known = recall()[question]
    if (known) {
      input.value = known.typed
      solved(place, known.right)
    }
    place.replaceChildren(form, help, loading, said)
  }

  // A derivative that is right is not the gradient that was asked for.
  function asAsked(found, backward) {
    if (!backward || !found.right || [found.form, ...found.also].includes("backward")) return found
    return { ...found, right: false, kind: "right, but another form was asked for", sentences: [...found.sentences, "The exercise asks for the gradient in the shape of the variable, given the upstream gradient."] }
  }

  function solved(place, right) {
    const line = place.closest(".exercise").querySelector(".exercise-number")
    // That of an exercise is that of its first question; others like it are told by their verdicts alone.
    if (place !== place.closest(".exercise").querySelector(".exercise-field")) return
    line.querySelector(".exercise-solved")?.remove()
    if (right) line.append(make("span", { class: "exercise-solved" }, "✓ solved"))
  }

  function arrive() {
    for (const place of document.querySelectorAll(".exercise-field[data-question]:empty")) field(place)
  }

  if (window.document$) window.document$.subscribe(arrive)
  else document.addEventListener("DOMContentLoaded", arrive)
})()
