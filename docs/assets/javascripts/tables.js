// Tables of rules are whole and in order as they arrive. With scripts one may narrow them by typing and choose another order.
// The page of all rules arrives as lists of titles: with scripts the table of a chapter is fetched as its reader comes to it,
// and goes again when it is far, since no browser is quick with the formulas of all rules at a time.
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

  // Escape empties a filter that holds something.
  function listen(filter, narrow) {
    filter.addEventListener("input", narrow)
    filter.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || filter.value === "") return
      filter.value = ""
      narrow()
      event.stopPropagation()
    })
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

    listen(filter, narrow)
    order.addEventListener("change", arrange)
    if (filter.value || order.value) arrange()
  }

  // ------------------------------------------------------------------------------------------- all rules on one page
  const FAR = "60% 0%"
  const fetched = new Map()

  // What stands between a chapter's heading and its list.
  function introduction(list) {
    const found = []
    for (let each = list.previousElementSibling; each; each = each.previousElementSibling) {
      found.push(each)
      if (each.localName === "h2") break
    }
    return found
  }

  async function tableOf(list) {
    const address = list.querySelector("p a").href
    if (!fetched.has(address)) fetched.set(address, fetch(address).then((answer) => (answer.ok ? answer.text() : Promise.reject(answer.status))))
    const page = new DOMParser().parseFromString(await fetched.get(address), "text/html")
    const table = document.importNode(page.querySelector("main .table-scroll"), true)
    // Its links are written from the folder of its page.
    for (const link of table.querySelectorAll("a[href]")) link.href = new URL(link.getAttribute("href"), address)
    return table
  }

  function prepareChapters(tools) {
    if (tools.dataset.ready) return
    tools.dataset.ready = "true"
    const [filter, status] = tools.querySelectorAll("input, output")
    const lists = [...document.querySelectorAll(".chapter-rules")]
    const titles = lists.flatMap((list) => [...list.querySelectorAll("li")])
    const near = new Set()
    let query = ""

    function narrowTable(list) {
      for (const body of list.querySelectorAll("tbody")) {
        const rows = [...body.querySelectorAll("tr[data-search]")]
        for (const row of rows) row.hidden = query !== "" && !found(row, query)
        body.hidden = rows.every((row) => row.hidden)
      }
    }

    function narrow() {
      query = plain(filter.value.trim())
      let count = 0
      for (const title of titles) {
        title.hidden = query !== "" && !found(title, query)
        count += title.hidden ? 0 : 1
      }
      for (const list of lists) {
        const empty = [...list.querySelectorAll("li")].every((title) => title.hidden)
        for (const each of [list, ...introduction(list)]) each.hidden = empty
        list.style.minHeight = ""
        narrowTable(list)
      }
      status.value = query === "" ? "" : `${count} of ${titles.length}`
    }

    async function come(list) {
      near.add(list)
      try {
        const table = await tableOf(list)
        if (!near.has(list) || list.querySelector(".table-scroll")) return
        list.append(table)
        list.classList.add("with-table")
        narrowTable(list)
        document.dispatchEvent(new Event("formulas"))
      } catch {
        // Without a server, or without a connection, the list stays, with the link to the table.
      }
    }

    function go(list) {
      near.delete(list)
      const table = list.querySelector(".table-scroll")
      if (!table) return
      // What stands below stays where it is.
      list.style.minHeight = `${list.offsetHeight}px`
      table.remove()
      list.classList.remove("with-table")
    }

    const watch = new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries) if (isIntersecting) come(target)
      else go(target)
    }, { rootMargin: FAR })

    // An address may name a row.
    async function seek() {
      const name = decodeURIComponent(location.hash.slice(1))
      const list = name && titles.find((title) => title.dataset.anchors.split(" ").includes(name))?.closest(".chapter-rules")
      if (!list) return
      list.scrollIntoView()
      await come(list)
      document.getElementById(name)?.scrollIntoView()
    }

    for (const list of lists) watch.observe(list)
    listen(filter, narrow)
    if (filter.value) narrow()
    seek()
  }

  function arrive() {
    for (const tools of document.querySelectorAll(".table-tools")) {
      if (tools.classList.contains("chapter-tools")) prepareChapters(tools)
      else prepare(tools)
    }
  }

  if (window.document$) window.document$.subscribe(arrive)
  else arrive()
})()
