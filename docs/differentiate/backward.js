// A backward pass as elements of the page: the gradients given the upstream gradient, what is saved, and programs.
import { answers, check, copyable, formula, make, part, shape, words } from "./answer.js"

const LIBRARIES = { numpy: "NumPy", torch: "PyTorch", jax: "JAX" }

export function gradients(found) {
  const given = `\\frac{\\partial L}{\\partial ${found.value.symbol}}`
  const saved = found.saved ? [make("p", { class: "note" }, `Saved from the forward pass: ${found.saved.join(", ") || "nothing"}.`)] : []
  return [
    make("section", { class: "statement", "aria-label": "Statement" }, formula(`${found.value.symbol} = ${found.value.latex}`, found.value.text),
      make("p", { class: "answer-shape" }, shape(found.value.shape, "value: "))),
    make("p", { class: "backward-given" }, "Given the upstream gradient ", formula(`${found.given.latex} = ${given}`, "", false), ", which has the shape of the value (in numerator layout, of its transpose):"),
    ...Object.values(found.gradients).map(answers),
    ...(found.legend ? [make("p", { class: "note" }, found.legend)] : []),
    ...(found.holds.latex ? [make("p", { class: "assumptions" }, ...words(found.holds.latex))] : []),
    ...found.notes.map((note) => make("p", { class: "note" }, note)),
    ...found.checked.map((sentence) => check({ sentence })),
    ...saved,
    part("Programs", ...programs(found)),
    part("To copy", codes(found)),
  ]
}

// Only the programs that the engine wrote: where it has none, the formulas can be copied.
function programs(found) {
  const written = Object.entries(LIBRARIES).filter(([library]) => found.programs[library])
  if (!written.length) return [make("p", { class: "note" }, "There is no program of this backward pass.")]
  return written.map(([library, title], number) => {
    const text = found.programs[library]
    const copy = make("button", { type: "button", class: "copy", "aria-label": `Copy the program for ${title}` }, "Copy")
    copy.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(text)
        copy.textContent = "Copied"
      } catch {
        getSelection().selectAllChildren(code)
        copy.textContent = "Selected"
      }
      setTimeout(() => { copy.textContent = "Copy" }, 1500)
    })
    const address = URL.createObjectURL(new Blob([text], { type: "text/x-python" }))
    const save = make("a", { href: address, download: `backward_${library}.py`, class: "download" }, "Download")
    const code = make("pre", { class: "program", tabindex: "0" }, text)
    const folded = make("details", { class: "derivation" }, make("summary", {}, title), code, make("div", { class: "program-row" }, copy, save))
    folded.open = number === 0
    return folded
  })
}

function codes(found) {
  const box = make("div", { class: "codes" })
  for (const [name, { denominator }] of Object.entries(found.gradients)) {
    for (const [notation, title] of Object.entries({ latex: "LaTeX", ...LIBRARIES })) {
      if (denominator[notation] != null) box.append(copyable(`${title}, by ${name}`, denominator[notation]))
    }
  }
  return box
}

export function spokenGradients(found) {
  const each = Object.entries(found.gradients).map(([name, { denominator }]) => `gradient by ${name}: ${denominator.spoken}`)
  return [`Given the upstream gradient ${found.given.spoken}`, ...each, found.holds.spoken].filter(Boolean).join(". ")
}
