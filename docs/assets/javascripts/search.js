// What the theme's search lacks. Loaded before the theme's own script.
//
// Search knows words; a formula such as x^T A x is none, and ^ is an operator to it. Each formula is in the index a second time as
// one word of its letters and digits (jacobook.publish.mathematics), and here what looks like a formula in a query becomes one.
// Rules that fit what was typed, in any notation and with its misspellings (finder.js), stand first with their answers. And the
// index, which is heavier than all else of a page, is fetched when a reader turns to search.
(() => {
  const HERE = document.currentScript.src
  const QUERY = 2
  const RESULT = 3
  const OPERATOR = /[\^@*⊙⊗⊘·'ᵀ⊤]/
  const PART = /^[^\p{L}]*\p{L}?[^\p{L}]*$/u
  // Ax, AXB: perhaps a word, perhaps a product.
  const PRODUCT = /^\p{Lu}{1,3}\p{Ll}?$/u
  const AROUND = /\b(the|of|gradient|derivative|jacobian|function)\b|\bd\/d\w\b/g
  const FAR = 1000
  const LETTER = /(?<!\p{L})\p{L}(?!\p{L})/gu
  let asked = { name: "", formula: "", found: [] }

  const lettersOf = (text) => text.replace(/['ᵀ⊤]/g, "T").replace(/[^\p{L}\p{N}]+/gu, "")

  function oneWord(run) {
    const letters = lettersOf(run.join(""))
    asked.formula = letters
    if (letters === "") return []
    // At the end of a side of a formula; and before all others as the whole of one.
    return [`*${letters}`, `${letters}^100`]
  }

  function rewritten(query) {
    const words = []
    const formulas = []
    let run = []
    const end = () => {
      if (run.length > 1 || run.some((word) => OPERATOR.test(word))) formulas.push(...oneWord(run))
      else words.push(...run)
      run = []
    }
    for (const word of query.replace(/\bd\/d\w\b/g, " ").split(/[\s=]+/).filter(Boolean)) {
      if (PART.test(word) || OPERATOR.test(word)) {
        run.push(word)
      } else {
        end()
        words.push(word)
        if (PRODUCT.test(word)) {
          words.push(`${word}^100`)
          asked.formula = word
        }
      }
    }
    end()
    // Beside a formula, "the gradient of" says nothing more.
    const telling = formulas.length ? words.filter((word) => word.replace(AROUND, "") !== "") : words
    return [...telling, ...formulas].join(" ")
  }

  function slug(text) {
    return text.toLowerCase().replace(AROUND, " ").replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "")
  }

  const sorted = (name) => name.split("-").sort().join("-")

  // What a page differentiates is its first formula, which some pages give a second time as one word.
  function isFormulaOf(page) {
    if (asked.formula === "") return false
    const first = lettersOf(/= ([^<]*)/.exec(page.text?.replace(/<\/?mark[^>]*>/g, "") ?? "")?.[1] ?? "")
    return first === asked.formula || first === asked.formula.repeat(2)
  }

  // 0 where a rule is called so, in whatever order, or differentiates just that; where its name only begins so, more than that
  // the longer it goes on, and more again where it goes on within a word; else the most.
  function distance([page]) {
    const { name } = asked
    const id = /reference\/rules\/([^/]+)\/(#|$)/.exec(page.location)?.[1]
    if (id === undefined) return FAR
    if (isFormulaOf(page)) return 0
    if (name === "") return FAR
    const begins = name.length < 4 ? `${name}-` : name
    const distances = [id, slug(page.title.replace(/<[^>]*>/g, ""))].map((one) => {
      if (sorted(one) === sorted(name) || one.replaceAll("-", "") === name.replaceAll("-", "")) return 0
      if (one.startsWith(`${name}-`)) return one.length - name.length
      return one.startsWith(begins) ? FAR / 2 + one.length - name.length : FAR
    })
    return Math.min(...distances)
  }

  // What is known of the rules, fetched when a reader turns to search; a page that cannot fetch, as from a disk, does without.
  let rules
  async function findings() {
    const answer = fetch(new URL("../../reference/findings.json", HERE))
    await import(new URL("finder.js", HERE))
    return window.finder((await (await answer).json()).rules, TITLES)
  }
  const TITLES = ["Jacobian", "Jacobians", "layouts", "numerator", "denominator", "gradient", "derivative", "differential", "exercises", "notation", "calculator", "cheat sheets"]

  const escaped = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;")
  const typeset = (formula) => `<math>${formula}</math>`

  // A rule as a result: what it differentiates, and its answers in the reader's layout.
  function result({ rule, fit, isFormula }) {
    const lines = rule.derivatives.filter((one) => one.symbol && (one.numerator || one.denominator)).map((one) => {
      const both = one.numerator === one.denominator
      const forms = [["numerator", one.numerator], ["denominator", one.denominator]]
        .filter(([, form]) => form !== "")
        .map(([layout, form]) => {
          const formula = typeset(`${one.symbol}<mo>=</mo>${form}`)
          return both ? formula : `<span class="layout-${layout}">${formula} <small>${layout} layout</small></span>`
        })
      return `<li>${both ? forms[0] : forms.join(" ")}</li>`
    })
    const text = `${rule.value ? `<p class="found-formula">${isFormula ? "The formula" : "Of"} ${typeset(rule.value)}</p>` : ""}<ul class="found-answers">${lines.join("")}</ul>`
    return [{ location: `reference/rules/${rule.id}/`, title: escaped(rule.title), text, terms: {}, score: 100 + fit }]
  }

  // The rules that were found first, each once, and then what else the index has.
  function merged(items) {
    const found = asked.found.map(result)
    const places = new Set(found.map(([page]) => page.location))
    return [...found, ...items.filter(([page]) => !places.has(page.location.replace(/#.*/, "")))]
  }

  // The worker of search, which is loaded with its first message: that brings the index.
  class Searcher extends EventTarget {
    constructor(...given) {
      super()
      this.given = given
    }

    start() {
      const worker = new Native(...this.given)
      for (const kind of ["message", "messageerror", "error"]) {
        worker.addEventListener(kind, (event) => {
          const { data } = event
          // The first to hear of it: the list is put in order before the theme shows it.
          if (data?.type === RESULT && Array.isArray(data.data?.items)) {
            data.data.items.sort((one, other) => distance(one) - distance(other))
            data.data.items = merged(data.data.items)
          }
          this.dispatchEvent(new event.constructor(kind, event))
        })
      }
      return worker
    }

    postMessage(message, ...rest) {
      this.worker ??= this.start()
      if (message?.type !== QUERY || typeof message.data !== "string") {
        this.worker.postMessage(message, ...rest)
        return
      }
      rules ??= findings().catch(() => null)
      rules.then((finder) => {
        const query = finder?.corrected(message.data) ?? message.data
        asked = { name: slug(query.replace(LETTER, " ")), formula: "", found: finder?.find(message.data) ?? [] }
        this.worker.postMessage({ ...message, data: rewritten(query) }, ...rest)
      })
    }

    terminate() {
      this.worker?.terminate()
    }
  }

  const Native = window.Worker
  window.Worker = function (address, ...rest) {
    return new (/\/search\.[^/]*\.js$/.test(address) ? Searcher : Native)(address, ...rest)
  }

  let wanted = new URLSearchParams(location.search).has("q")
  const waiting = []
  function want() {
    wanted = true
    for (const go of waiting.splice(0)) go()
  }
  window.XMLHttpRequest = class extends XMLHttpRequest {
    open(method, address, ...rest) {
      this.isIndex = /search\/search_index\.json$/.test(address)
      return super.open(method, address, ...rest)
    }

    send(...given) {
      if (this.isIndex && !wanted) waiting.push(() => super.send(...given))
      else super.send(...given)
    }
  }
  for (const kind of ["focusin", "pointerover", "touchstart"]) {
    document.addEventListener(kind, ({ target }) => {
      if (target.closest?.(".md-search, [for=__search], #__search")) want()
    }, { passive: true })
  }
  document.addEventListener("change", ({ target }) => { if (target.id === "__search") want() })
})()
