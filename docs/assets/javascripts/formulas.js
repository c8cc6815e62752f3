// Formulas are finished when the page arrives. This makes two things about them more comfortable:
// a formula that fits is no stop on the way through the page with the Tab key, and copying one gives its LaTeX.
(() => {
  const BOXES = "div.math[role=group], .table-scroll, .md-typeset__scrollwrap, .example-inputs, table.rules td > bdi.math, .rule-list bdi.math"

  const watch = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      const wide = target.scrollWidth > target.clientWidth + 1 && getComputedStyle(target).overflowX === "auto"
      // A formula of a table or a list is no stop and has no name of its own unless it scrolls.
      if (target.localName !== "bdi") target.tabIndex = wide ? 0 : -1
      else if (wide) {
        target.tabIndex = 0
        target.setAttribute("role", "group")
        target.setAttribute("aria-label", target.closest("td")?.dataset.heading ?? target.closest("li").querySelector("a").textContent)
      } else if (target.tabIndex === 0) {
        for (const name of ["tabindex", "role", "aria-label"]) target.removeAttribute(name)
      }
    }
  })

  // Tables that come later say so.
  document.addEventListener("formulas", arrive)

  function arrive() {
    watch.disconnect()
    for (const box of document.querySelectorAll(BOXES)) watch.observe(box)
  }

  function formulaOf(node) {
    return (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement)?.closest(".katex")
  }

  document.addEventListener("copy", (event) => {
    const selection = getSelection()
    if (selection.isCollapsed || !event.clipboardData) return
    const range = selection.getRangeAt(0)
    // A formula is copied whole.
    const first = formulaOf(range.startContainer)
    const last = formulaOf(range.endContainer)
    if (first) range.setStartBefore(first)
    if (last) range.setEndAfter(last)
    const copied = range.cloneContents()
    const formulas = copied.querySelectorAll(".katex")
    if (formulas.length === 0) return
    for (const formula of formulas) {
      const tex = formula.querySelector("annotation")?.textContent ?? ""
      const displayed = formula.querySelector("math")?.getAttribute("display") === "block"
      formula.replaceWith(displayed ? `\n$$${tex}$$\n` : `$${tex}$`)
    }
    for (const unseen of copied.querySelectorAll("[hidden]")) unseen.remove()
    event.clipboardData.setData("text/plain", copied.textContent.trim())
    event.preventDefault()
  })

  if (window.document$) window.document$.subscribe(arrive)
  else arrive()
})()
