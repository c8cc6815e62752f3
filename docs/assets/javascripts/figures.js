// Living figures: each is whole as the page has it, and this moves it. All numbers were computed when the site was built; here
// they are only chosen. Nothing moves by itself.
(() => {
  const said = (number) => (number === null || number === undefined ? "none" : String(Number(number.toPrecision(4))).replace("-", "−"))
  const at = ([low, high, start, end], number) => start + ((number - low) / (high - low)) * (end - start)
  const back = ([low, high, start, end], place) => low + ((place - start) / (end - start)) * (high - low)
  const nearest = (list, number) => list.reduce((best, one, n) => (Math.abs(one - number) < Math.abs(list[best] - number) ? n : best), 0)

  function make(name, attributes = {}, ...children) {
    const made = document.createElement(name)
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value)
    made.append(...children)
    return made
  }

  function put(element, attributes) {
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value)
  }

  // A slider through places; `moved` draws a place and returns what is to be read there.
  function slider(figure, name, count, start, moved) {
    const input = make("input", { type: "range", min: 0, max: count - 1, step: 1, value: start, "aria-label": name })
    const show = () => input.setAttribute("aria-valuetext", moved(Number(input.value)))
    input.addEventListener("input", show)
    const words = make("span", { "aria-hidden": "true" }, name)
    controls(figure).append(make("label", { class: "living-slider" }, words, input))
    const rename = (other) => {
      words.textContent = other
      input.setAttribute("aria-label", other)
    }
    return { set: (place) => { input.value = place; show() }, get: () => Number(input.value), show, rename }
  }

  function controls(figure) {
    let box = figure.querySelector(".living-controls")
    if (!box) {
      box = make("div", { class: "living-controls" })
      figure.querySelector("figcaption").before(box)
    }
    return box
  }

  function readout(figure) {
    const line = make("p", { class: "living-readout", "aria-hidden": "true" })
    controls(figure).after(line)
    return line
  }

  // A place of the drawing under the finger or the mouse, in its own units, while a button is down.
  function dragged(svg, move) {
    const here = (event) => {
      const box = svg.getBoundingClientRect()
      const { width, height } = svg.viewBox.baseVal
      move(((event.clientX - box.left) / box.width) * width, ((event.clientY - box.top) / box.height) * height)
    }
    svg.addEventListener("pointerdown", (event) => {
      svg.setPointerCapture(event.pointerId)
      here(event)
    })
    svg.addEventListener("pointermove", (event) => { if (svg.hasPointerCapture(event.pointerId)) here(event) })
  }

  function slope(figure, data) {
    const svg = figure.querySelector("svg")
    const [tangent, point] = [".tangent", ".point"].map((one) => svg.querySelector(one))
    const { x: xs, y: ys, slope: slopes, across, up, names: [name, value] } = data
    const line = readout(figure)
    const move = (n) => {
      const [x, y, rate] = [xs[n], ys[n], slopes[n]]
      const inside = y !== null && y >= up[0] && y <= up[1]
      for (const one of [tangent, point]) one.style.visibility = inside ? "" : "hidden"
      if (inside) {
        put(point, { cx: at(across, x), cy: at(up, y) })
        const ends = rate ? [(up[0] - y) / rate + x, (up[1] - y) / rate + x].sort((a, b) => a - b) : [xs[0], xs.at(-1)]
        const cut = [Math.max(xs[0], ends[0]), Math.min(xs.at(-1), ends[1])]
        tangent.setAttribute("points", cut.map((end) => `${at(across, end)},${at(up, y + rate * (end - x))}`).join(" "))
      }
      const words = y === null ? `${name} = ${said(x)}: no value` : `${name} = ${said(x)}: ${value} = ${said(y)}, slope ${said(rate)}`
      line.textContent = words
      return words
    }
    const place = slider(figure, name, xs.length, data.start, move)
    dragged(svg, (x) => place.set(nearest(xs, back(across, x))))
    place.show()
  }

  function surface(figure, data) {
    const svg = figure.querySelector("svg")
    const [point, along, upward] = [".point", ".along", ".upward"].map((one) => svg.querySelector(one))
    const { x: xs, y: ys, z, slopes, across, up, start, names: [first, second, value] } = data
    const line = readout(figure)
    const length = (rate) => (60 * rate) / (1 + Math.abs(rate))
    const places = []
    const move = () => {
      const [i, j] = places.map((one) => one.get())
      const [x, y] = [at(across, xs[i]), at(up, ys[j])]
      const gradient = slopes[j][i]
      put(point, { cx: x, cy: y })
      along.setAttribute("points", `${x},${y} ${x + length(gradient?.[0] ?? 0)},${y}`)
      upward.setAttribute("points", `${x},${y} ${x},${y - length(gradient?.[1] ?? 0)}`)
      const words = `${first} = ${said(xs[i])}, ${second} = ${said(ys[j])}: ${value} = ${said(z[j][i])}, slope along ${first} ${said(gradient?.[0])}, along ${second} ${said(gradient?.[1])}`
      line.textContent = words
      return words
    }
    const both = () => (places.length === 2 ? move() : "")
    places.push(slider(figure, first, xs.length, start[0], both))
    places.push(slider(figure, second, ys.length, start[1], both))
    dragged(svg, (x, y) => {
      places[0].set(nearest(xs, back(across, x)))
      places[1].set(nearest(ys, back(up, y)))
    })
    for (const one of places) one.show()
  }

  function contour(figure, data) {
    const svg = figure.querySelector("svg")
    const point = svg.querySelector(".point")
    const { path, across, up, names: [first, second, value] } = data
    const line = readout(figure)
    slider(figure, "step", path.length, 0, (n) => {
      const [x, y, height] = path[n]
      put(point, { cx: at(across, x), cy: at(up, y) })
      const words = `step ${n}: ${first} = ${said(x)}, ${second} = ${said(y)}, ${value} = ${said(height)}`
      line.textContent = words
      return words
    }).show()
  }

  function flow(figure, { nodes, value }) {
    const svg = figure.querySelector("svg")
    const [forward, backward] = [".forward", ".backward"].map((one) => [...svg.querySelectorAll(one)])
    const boxes = [...svg.querySelectorAll(".box")]
    const line = readout(figure)
    const count = nodes.length
    slider(figure, "step", 2 * count + 1, 2 * count, (step) => {
      const done = (n) => step > 2 * count - 1 - n
      forward.forEach((text, n) => text.classList.toggle("hidden-yet", step <= n))
      backward.forEach((text, n) => text.classList.toggle("hidden-yet", !done(n)))
      const current = step === 0 ? -1 : step <= count ? step - 1 : 2 * count - step
      boxes.forEach((box, n) => box.classList.toggle("chosen", n === current))
      const [name, number, adjoint] = nodes[Math.max(current, 0)]
      const words = step === 0 ? "before the first step" : step <= count ? `forward: ${name} = ${number}` : `back: the derivative of ${value} with respect to ${name} is ${adjoint}`
      line.textContent = words
      return words
    }).show()
  }

  function vec(figure, { from, to, size: [width, height] }) {
    const svg = figure.querySelector("svg")
    const [boxes, names] = ["rect.after", "text.after"].map((one) => [...svg.querySelectorAll(one)])
    const steps = 10
    slider(figure, "fold", from.length * steps + 1, from.length * steps, (place) => {
      from.forEach(([x, y], n) => {
        const t = Math.min(1, Math.max(0, place / steps - n))
        const [left, top] = [x + t * (to[n][0] - x), y + t * (to[n][1] - y)]
        put(boxes[n], { x: left, y: top })
        put(names[n], { x: left + width / 2, y: top + height / 2 })
      })
      return `${Math.floor(place / steps)} of ${from.length} entries folded`
    }).show()
  }

  function grid(figure, data) {
    const cells = [...figure.querySelectorAll("td[data-output]")]
    const tables = [...figure.querySelectorAll("table.living-grid")]
    const [inputs, outputs] = data.names
    const line = make("p", { class: "living-readout" })
    const effect = make("table", { class: "living-effect" })
    const wrapped = make("div", { class: "living-table", role: "group", tabindex: "0", "aria-label": "What the nudge does" }, effect)
    const state = { i: 0, j: 0 }
    const nudged = (n) => {
      const { j } = state
      const nudge = data.nudges[n]
      const after = data.effects[j][n]
      const most = Math.max(...outputs.map((_, i) => Math.max(Math.abs(after ? after[i] - data.outputs[i] : 0), Math.abs(data.slopes[i][j] * nudge))), 1e-12)
      const bar = (number, kind) => {
        const made = make("span", { class: `living-bar ${kind}` })
        made.style.width = `${(Math.abs(number) / most) * 4}rem`
        return made
      }
      effect.replaceChildren(
        make("thead", {}, make("tr", {}, ...["output", "true change", "prediction"].map((head) => make("th", { scope: "col" }, head)))),
        make("tbody", {}, ...outputs.map((name, i) => {
          const change = after ? after[i] - data.outputs[i] : null
          const guess = data.slopes[i][j] * nudge
          return make("tr", i === state.i ? { class: "chosen" } : {}, make("th", { scope: "row" }, name),
            make("td", {}, bar(change ?? 0, "true"), said(change)), make("td", {}, bar(guess, "guess"), said(guess)))
        })))
      const [i] = [state.i]
      return `${inputs[j]} moves by ${said(nudge)}: ${outputs[i]} moves by ${said(after ? after[i] - data.outputs[i] : null)}, predicted ${said(data.slopes[i][j] * nudge)}`
    }
    const place = slider(figure, "nudge", data.nudges.length, data.nudges.length - 6, nudged)
    controls(figure).before(line)
    controls(figure).after(wrapped)
    const choose = (i, j) => {
      Object.assign(state, { i, j })
      for (const cell of cells) {
        const own = Number(cell.dataset.output) === i && Number(cell.dataset.input) === j
        cell.classList.toggle("chosen", own)
        cell.tabIndex = own ? 0 : -1
        if (own) cell.setAttribute("aria-current", "true")
        else cell.removeAttribute("aria-current")
      }
      for (const table of tables) {
        const turned = table.dataset.layout === "denominator"
        const [row, column] = turned ? [j, i] : [i, j]
        table.querySelectorAll("tbody th").forEach((head, n) => head.classList.toggle("chosen", n === row))
        table.querySelectorAll("thead th").forEach((head, n) => head.classList.toggle("chosen", n === column))
      }
      const cell = cells.find((one) => one.classList.contains("chosen"))
      const copy = (source) => [...source.cloneNode(true).childNodes]
      const number = said(data.slopes[i][j])
      line.replaceChildren(...copy(cell.querySelector(".living-symbol")), " = ", ...copy(cell.firstElementChild), cell.querySelector(".living-number") ? ` = ${number}` : "", `: how fast ${outputs[i]} moves with ${inputs[j]}`)
      place.rename(`nudge ${inputs[j]}`)
      place.show()
    }
    for (const cell of cells) {
      const own = [Number(cell.dataset.output), Number(cell.dataset.input)]
      cell.addEventListener("click", () => choose(...own))
      cell.addEventListener("focus", () => choose(...own))
      cell.addEventListener("pointerenter", (event) => { if (event.pointerType === "mouse") choose(...own) })
      cell.addEventListener("keydown", (event) => {
        const step = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0] }[event.key]
        const row = cell.parentElement
        const next = step && (step[0] ? row.parentElement.rows[row.sectionRowIndex + step[0]]?.cells[cell.cellIndex] : row.cells[cell.cellIndex + step[1]])
        if (next?.matches("td")) {
          event.preventDefault()
          next.tabIndex = 0
          next.focus()
        }
      })
    }
    choose(0, 0)
  }

  const KINDS = { slope, surface, contour, flow, vec, grid }

  function arrive() {
    for (const figure of document.querySelectorAll("figure.living[data-figure]:not(.moving)")) {
      figure.classList.add("moving")
      const kind = Object.keys(KINDS).find((one) => figure.classList.contains(`living-${one}`))
      KINDS[kind](figure, JSON.parse(figure.dataset.figure))
    }
  }

  if (window.document$) window.document$.subscribe(arrive)
  else document.addEventListener("DOMContentLoaded", arrive)
})()
