// A reader's own formula for the derivative, and the verdict on it.
import { formula, make, mistake } from "./answer.js"

let number = 0

// The section with the field; `judge` is asked for the verdict on a text, and told what was typed.
export function claimField(text, judge) {
  const id = `claim-${++number}`
  const input = make("input", { id, type: "text", spellcheck: "false", autocapitalize: "off", autocorrect: "off", placeholder: "2 * A @ x", "aria-describedby": `${id}-help` })
  input.value = text
  const said = make("div", { class: "verdict", role: "status" })
  const form = make("form", { class: "claim-form", autocomplete: "off" },
    make("label", { for: id }, "Your formula"), input, make("button", { type: "submit", class: "md-button" }, "Check"))
  let turn = 0
  const check = async () => {
    const mine = ++turn
    const typed = input.value.trim()
    said.toggleAttribute("aria-busy", Boolean(typed))
    const found = await judge(typed)
    if (mine !== turn) return
    said.removeAttribute("aria-busy")
    said.replaceChildren(...(found ? verdict(found) : []))
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault()
    check()
  })
  if (text) check()
  const help = make("p", { id: `${id}-help`, class: "note" },
    "In either layout, or as the backward pass in ", make("code", {}, "G"), ", the differential in ", make("code", {}, "dx"), ", or one entry such as ", make("code", {}, "2*x[i]"), ".")
  return make("section", { class: "answer-part claim" }, make("h2", {}, "Check yours"), form, help, said)
}

// The verdict as elements: what was read, the kind in a word, and what is to be said.
export function verdict(found) {
  if (found.error) return [make("div", { class: "mistake" }, ...mistake(found.error))]
  const mark = make("span", { class: "verdict-mark", "aria-hidden": "true" }, found.right ? "✓" : "✗")
  const words = found.kind[0].toUpperCase() + found.kind.slice(1)
  return [
    ...(found.latex ? [formula(found.latex, `Yours, as it was read: ${found.text}`)] : []),
    make("p", { class: `verdict-kind verdict-${found.right ? "right" : "wrong"}` }, mark, words),
    ...found.sentences.map((sentence) => make("p", {}, sentence)),
  ]
}
