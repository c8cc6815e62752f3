// Tables of rules are whole and in order as they arrive. With scripts one may narrow them by typing and choose another order.
(() => {
  const SPACES = /[\s*·]+/g
  const FORMULA = /[⊤ᵀ]/g

  function plain(text) {
    return text.toLowerCase().replace(FORMULA, "^t")
  }

  function found(row, query) {
    const text = row.dataset.search
    const dense = text.replace(SPACES, "")
    return query.split(/\s+/).every((word) => text.includes(word)) || dense.includes(query.replace(SPACES, ""))
  }

  function area(row) {
    const shape = row.querySelector("td.layout-numerator .shape")
    const side = (name) => Number(shape?.style.getPropertyValue(name) ?? 1)
    return side("--rows") * side("--columns")
  }

  const title = (row) => row.querySelector("th a")?.textContent ?? ""

  const ORDERS = {
    name: (one, other) => title(one).localeCompare(title(other), "en"),
    shape: (one, other) => area(one) - area(other),
    kind: (one, other) => one.dataset.kind.localeCompare(other.dataset.kind),
  }

  function prepare(tools) {
    const table = tools.nextElementSibling?.querySelector("table.rules")
    const [filter, order, status] = tools.querySelectorAll("input, select, output")
    if (!table || tools.dataset.ready) return
    tools.dataset.ready = "true"
    const groups = [...table.tBodies].map((body) => ({ body, rows: [...body.rows] }))
    const rows = groups.flatMap((group) => group.rows.filter((row) => row.dataset.search))

    function arrange() {
      const compare = ORDERS[order.value]
      table.classList.toggle("ordered", Boolean(compare))
      if (compare) groups[0].body.append(...[...rows].sort(compare))
      else for (const group of groups) group.body.append(...group.rows)
      narrow()
    }

    function narrow() {
      const query = plain(filter.value.trim())
      let count = 0
      for (const row of rows) {
        row.hidden = query !== "" && !found(row, query)
        count += row.hidden ? 0 : 1
      }
      for (const { body, rows: members } of groups) {
        const heading = members.find((row) => row.classList.contains("group"))
        if (heading) heading.hidden = members.every((row) => row === heading || row.hidden)
        body.hidden = order.value === "" && members.every((row) => row.hidden)
      }
      status.value = query === "" ? "" : `${count} of ${rows.length}`
    }

    filter.addEventListener("input", narrow)
    filter.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || filter.value === "") return
      filter.value = ""
      narrow()
      event.stopPropagation()
    })
    order.addEventListener("change", arrange)
    if (filter.value || order.value) arrange()
  }

  function arrive() {
    for (const tools of document.querySelectorAll(".table-tools")) prepare(tools)
  }

  if (window.document$) window.document$.subscribe(arrive)
  else arrive()
})()
