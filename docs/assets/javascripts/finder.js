// Finds rules by what people type: words with their misspellings, and formulas in whatever notation.
//
// `finder(rules, titles)` is made of what reference/findings.json has. Its `find(query)` gives the rules that fit, best first, each
// with whether its formula does; `corrected(query)` is the query with misspelled words as they occur in the reference; `isFormula`
// tells a formula from words; `byId` has all rules.
(() => {
  const LATEX = new Map(Object.entries({
    top: "ᵀ", intercal: "ᵀ", transpose: "ᵀ", mathsf: "", lVert: "‖", rVert: "‖", Vert: "‖", "|": "‖", lvert: "|", rvert: "|", vert: "|",
    ln: "log", Tr: "tr", trace: "tr", partial: "∂", nabla: "∇", lambda: "λ", sigma: "σ", mu: "μ", Sigma: "Σ", beta: "β", gamma: "γ",
    alpha: "α", theta: "θ", odot: "*", circ: "*", otimes: "⊗", cdot: "*", times: "*", mid: "|", prime: "ᵀ"
  }))
  const SAME = new Map(Object.entries({ trace: "tr", ln: "log", Tr: "tr", linalg: "", np: "", numpy: "", jnp: "", torch: "", scipy: "", special: "", transpose: "ᵀ", logistic: "sigmoid" }))
  const NAMED = /^(tr|log|det|exp|sum|mean|softmax|logsumexp|sigmoid|relu|tanh|sin|cos|tan|sqrt|abs|diag|vec|kron|outer|norm|inv|dot|max|min|maximum|minimum|logdet|prod|erf|softplus|gelu|sech|cosh|sinh|log_softmax|expm|logm)$/
  const ABOUT = /^(the|a|an|of|with|respect|to|by|wrt|in|for|is|what|how|and|on|derivative|derivatives|gradient|gradients|jacobian|differentiate|matrix|vector|function|rule|formula|backward|backprop|backpropagation|forward|pass)$/
  const POWERS = { "²": 2, "³": 3, "⁴": 4 }

  // What a reader differentiates, and by what, without the signs for it.
  function asked(text) {
    let by = ""
    const took = (_, name) => { by = name; return " " }
    const left = text
      .replace(/\\(?:math|text|operator|bold|b)(?:rm|bf|it|name|symbol|up|m)\*?\s*/g, "")
      .replace(/\\(left|right|big|Big|bigl|bigr|displaystyle|,|;|!|:|quad)(?![a-z])/g, "")
      .replace(/\$/g, "")
      .replace(/\\frac\s*\{\s*(?:\\partial|d|∂)\s*\}\s*\{\s*(?:\\partial|d|∂)\s*\{?(\w)\}?\s*\}/g, took)
      .replace(/[d∂]\s*\/\s*[d∂]\s*(\w)(?![\w(])/g, took)
      .replace(/(?:\\nabla|∇)_?\{?(\p{L})?\}?/gu, took)
      .replace(/\b(?:w\.?r\.?t\.?|with respect to|by)\s+(\p{L})\s*$/iu, took)
      .replace(/^\s*(?:\p{L}|f\(\p{L}\))\s*=(?!=)/u, "")
    return { left, by: by ?? "" }
  }

  // The argument in brackets that begins at a place, and where it ends.
  function bracketed(text, start, open = "(", close = ")") {
    let depth = 0
    for (let place = start; place < text.length; place++) {
      if (text[place] === open) depth++
      else if (text[place] === close && --depth === 0) return [text.slice(start + 1, place), place + 1]
    }
    return [text.slice(start + 1), text.length]
  }

  function replacedCalls(text, name, made) {
    const call = new RegExp(`(?<![\\p{L}_])${name}\\s*\\(`, "u")
    for (let found; (found = call.exec(text)) !== null;) {
      const [inside, end] = bracketed(text, found.index + found[0].length - 1)
      text = text.slice(0, found.index) + made(inside) + text.slice(end)
    }
    return text
  }

  function fractions(text) {
    for (let found; (found = text.indexOf("\\frac")) >= 0;) {
      let rest = text.slice(found + 5).trimStart()
      const part = () => {
        const [inside, end] = rest[0] === "{" ? bracketed(rest, 0, "{", "}") : [rest[0] ?? "", 1]
        rest = rest.slice(end)
        return inside
      }
      const above = part()
      text = `${text.slice(0, found)}(${above})/(${part()})${rest}`
    }
    return text
  }

  // One writing for all notations: signs of products, brackets and spaces gone, transposes and inverses as raised signs.
  function signs(text) {
    text = fractions(text.replace(/\\[td]frac/g, "\\frac").replace(/(\\frac)(\d)(\d)/g, "$1{$2}{$3}"))
    text = text.replace(/\\([a-zA-Z]+|\|)/g, (_, name) => LATEX.get(name) ?? ` ${name} `)
    text = text.replace(/\b(\p{L}+)\b\.?/gu, (all, name) => SAME.get(name) ?? all)
    text = text
      .replace(/[₀-₉]/g, "").replace(/‖_(?:\{?[2F]\}?)/g, "‖").replace(/⊤/g, "ᵀ").replace(/\|\|/g, "‖")
      .replace(/\.T\b|\.mT\b|(?<=[\p{L}\d)\]])'|\^\s*\{?\s*(?:ᵀ|T|tr)\s*\}?(?!\p{L})/gu, "ᵀ")
      .replace(/(?:\*\*|\^)\s*\(?\{?\s*-\s*(?:ᵀ|T)\s*\}?\)?/g, "⁻¹ᵀ").replace(/⁻ᵀ/g, "⁻¹ᵀ")
      .replace(/(?:\*\*|\^)\s*[({]?\s*-\s*1\s*[)}]?/g, "⁻¹")
      .replace(/(?:\*\*|\^)\s*[({]?\s*(\w+)\s*[)}]?/g, "^$1")
      .replace(/[²³⁴]/g, (sign) => `^${POWERS[sign]}`)
      .replace(/[{[]/g, "(").replace(/[}\]]/g, ")")
    text = replacedCalls(text, "inv", (inside) => `(${inside})⁻¹`)
    text = replacedCalls(text, "logdet", (inside) => `log(det(${inside}))`)
    text = replacedCalls(text, "norm", (inside) => `‖${inside}‖`)
    text = replacedCalls(text, "dot", (inside) => (inside.split(",").length === 2 ? inside.replace(",", "*") : inside))
    text = text.replace(/\|([^|]+)\|/g, "det($1)").replace(/−/g, "-")
    // A bracket around one sign says nothing, nor does one after a function.
    return text.replace(/\((\p{L})\)(?=⁻¹|ᵀ|\^)/gu, "$1").replace(/[·⋅∘⊙@*.]/g, "").replace(/[()\s]+/g, " ")
  }

  const WORD = /log_softmax|logsumexp|softmax|softplus|sigmoid|maximum|minimum|outer|relu|gelu|tanh|sinh|cosh|sqrt|prod|mean|diag|kron|expm|logm|sum|det|log|exp|sin|cos|tan|abs|vec|max|min|erf|tr|\p{L}|\d+|\S/giu

  // The keys by which a formula is known: as it is written; with whatever names; and each without transposes, too.
  function keys(text) {
    const parts = signs(text).match(WORD) ?? []
    const names = new Map()
    const strict = []
    const renamed = []
    for (const part of parts) {
      const isName = /^\p{L}$/u.test(part) && part !== "ᵀ"
      if (part === "ᵀ") {
        // Of a vector, a transpose says only how a product is written.
        const before = strict.at(-1) ?? ""
        if (/^\p{Ll}$/u.test(before)) continue
      }
      strict.push(NAMED.test(part.toLowerCase()) ? part.toLowerCase() : part)
      if (isName && !names.has(part)) names.set(part, (/\p{Lu}/u.test(part) ? "M" : "v") + names.size)
      renamed.push(isName ? names.get(part) : strict.at(-1))
    }
    const loose = (list) => list.filter((part) => part !== "ᵀ")
    return {
      size: strict.length, letters: names.size,
      all: [strict.join(" "), renamed.join(" "), loose(strict).join(" "), loose(renamed).join(" ")]
    }
  }
  const FITS = [1, 0.86, 0.78, 0.6]

  // Letters that must be changed, left out, added or swapped to make one word of the other, at most `most`.
  function apart(one, other, most) {
    if (Math.abs(one.length - other.length) > most) return most + 1
    let before = []
    let last = Array.from({ length: other.length + 1 }, (_, place) => place)
    for (let i = 1; i <= one.length; i++) {
      const row = [i]
      for (let j = 1; j <= other.length; j++) {
        row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (one[i - 1] === other[j - 1] ? 0 : 1))
        if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) row[j] = Math.min(row[j], before[j - 2] + 1)
      }
      if (Math.min(...row) > most) return most + 1
      before = last
      last = row
    }
    return last[other.length]
  }

  const wordsOf = (text) => text.toLowerCase().match(/[\p{L}\d]+/gu) ?? []
  const allowed = (word) => (word.length < 4 ? 0 : word.length < 8 ? 1 : 2)

  function alike(asked, word) {
    if (asked === word) return 1
    if (asked.length >= 3 && word.startsWith(asked)) return 0.75 + 0.2 * (asked.length / word.length)
    const most = allowed(asked)
    const distance = most && word.length > 3 ? apart(asked, word, most) : most + 1
    return distance <= most ? 0.85 - 0.1 * distance : 0
  }

  window.finder = (rules, titles = []) => {
    const known = rules.map((rule) => {
      const title = wordsOf(rule.title.replace(/,.*\p{L}*[()ᵀ²‖⁻].*$/u, ""))
      const names = [title, wordsOf(rule.id)]
      // Written as one word by some: crossentropy, logdet.
      const joined = names.flatMap((list) => [list.join(""), ...list.slice(1).map((word, place) => list[place] + word)])
      const more = [...rule.tags, ...rule.aliases].flatMap((word) => [...wordsOf(word), word.replaceAll("-", "")])
      return {
        rule, title, own: new Set([...names.flat(), ...joined]), also: new Set(rule.aliases), more: new Set(more),
        keys: [keys(rule.expr), keys(rule.text)]
      }
    })
    const frequency = new Map()
    for (const { own, more } of known) for (const word of new Set([...own, ...more])) frequency.set(word, (frequency.get(word) ?? 0) + 1)
    const vocabulary = new Set([...frequency.keys(), ...titles.flatMap(wordsOf)])
    const weight = (word) => Math.log((1 + rules.length) / (frequency.get(word) ?? 1))

    function byWords(query) {
      const words = wordsOf(query).filter((word) => !ABOUT.test(word) && word.length > 1)
      if (!words.length) return () => 0
      return ({ title, own, also, more }) => {
        let fit = 0
        let all = 0
        const used = new Set()
        for (const word of words) {
          let best = 0
          let match = word
          for (const [list, worth] of [[own, 1], [also, 0.95], [more, 0.7]]) {
            for (const one of list) {
              const found = worth * alike(word, one)
              if (found > best) [best, match] = [found, one]
            }
          }
          const heavy = best ? Math.max(1, weight(match)) : word.length < 4 ? 1 : 4
          all += heavy
          fit += heavy * best
          // A word that stands for several of the title, as logdeterminant does, is all of these.
          if (best) for (const part of title) if (match === part || (part.length > 2 && match.includes(part))) used.add(part)
        }
        const isAlias = words.some((word) => also.has(word))
        const rest = isAlias ? 0 : title.filter((word) => !used.has(word) && !ABOUT.test(word)).length
        return fit / all - 0.12 * Math.min(3, rest)
      }
    }

    function byFormula(text) {
      const { left, by } = asked(text.replace(/\b(?:the|gradient|derivative|jacobian|hessian|backward|pass|differentiate|of)\b/gi, " "))
      const wanted = keys(left)
      const said = left.trim().split(/\s+/)
      const isSpelled = said.length > 1 && said.every((word) => word.length === 1 || NAMED.test(word.toLowerCase())) && said.some((word) => word.length === 1)
      const looksLikeOne = by !== "" || isSpelled || /[\^'ᵀ⁻²|‖\\@*/(−⊗⊙]/.test(left) || /^\s*\p{Lu}{1,3}\p{Ll}?\s*$/u.test(left) || (wanted.letters > 1 && wanted.size <= 2 * wanted.letters)
      if (!looksLikeOne || !wanted.size) return null
      return ({ rule, keys: two }) => {
        let best = 0
        for (const { all, size } of two) {
          all.forEach((key, place) => {
            if (key === wanted.all[place]) best = Math.max(best, FITS[place])
            else if (wanted.size > 2 && ` ${key} `.includes(` ${wanted.all[place]} `)) best = Math.max(best, FITS[place] * (0.35 + 0.2 * (wanted.size / size)))
          })
        }
        return best && by && rule.derivatives.some((one) => one.by.includes(by)) ? best + 0.05 : best
      }
    }

    const finder = {
      byId: new Map(rules.map((rule) => [rule.id, rule])),

      isFormula: (query) => byFormula(query) !== null,

      find(query) {
        const order = /\bhess/i.test(query) ? 2 : 1
        const formula = byFormula(query)
        const words = byWords(finder.corrected(query))
        return known
          .map((each) => {
            // Where a formula is asked for, the words in it say little.
            const [said, written] = formula ? [0.8 * words(each), formula(each)] : [words(each), 0]
            const turned = each.rule.order === order ? 0 : 0.15
            return { rule: each.rule, fit: Math.max(said, written) - turned, isFormula: written >= said }
          })
          .filter(({ fit }) => fit > 0.5)
          .sort((one, other) => other.fit - one.fit)
          .slice(0, 6)
      },

      corrected(query) {
        return query.replace(/(?<![\p{L}\d\\^_])\p{L}{5,}(?![\p{L}\d(])/gu, (word) => {
          const small = word.toLowerCase()
          if (vocabulary.has(small)) return word
          let [best, nearest] = [3, word]
          for (const one of vocabulary) {
            if (one.startsWith(small)) return word
            const distance = apart(small, one, allowed(small))
            if (distance <= allowed(small) && distance < best) [best, nearest] = [distance, one]
          }
          return nearest
        })
      }
    }
    return finder
  }
})()
