// A block's question can be asked anew on the page that differentiates. Without scripts that page answers nothing, and no
// block leads there.
(() => {
  function arrive() {
    const { base } = JSON.parse(document.getElementById("__config").textContent)
    for (const block of document.querySelectorAll(".jacobian-block[data-question]")) {
      if (block.querySelector(":scope > .try-this")) continue
      const link = document.createElement("a")
      link.href = new URL(`differentiate/${location.protocol === "file:" ? "index.html" : ""}${block.dataset.question}`, new URL(`${base}/`, location.href)).href
      link.textContent = "Try this"
      link.setAttribute("aria-label", "Try this with other shapes or another expression")
      const line = document.createElement("p")
      line.className = "try-this"
      line.append(link)
      block.append(line)
    }
  }

  // A formula of the reader's own goes along with the question of the page.
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form.claim-link")
    if (!form) return
    event.preventDefault()
    const asked = new URLSearchParams(form.dataset.question)
    asked.set("c", form.elements.c.value)
    location.assign(new URL(`${location.protocol === "file:" ? "index.html" : ""}?${asked}`, new URL(form.getAttribute("action"), location.href)))
  })

  if (window.document$) window.document$.subscribe(arrive)
  else document.addEventListener("DOMContentLoaded", arrive)
})()
