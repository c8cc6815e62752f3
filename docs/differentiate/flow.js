// The data-flow graph, as on the pages of rules: boxes in layers, arrows to what is computed from them, text that is text.

const CHARACTER = 9, PADDING = 12, HEIGHT = 34, BETWEEN_LAYERS = 44, BETWEEN_ROWS = 18, MARGIN = 4
const NAMESPACE = "http://www.w3.org/2000/svg"

function element(name, attributes, text = "") {
  const made = document.createElementNS(NAMESPACE, name)
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value)
  made.textContent = text
  return made
}

export function flowFigure({ nodes, edges, sentence }) {
  const layer = new Map(nodes.map(({ name }) => [name, 0]))
  for (const { name } of nodes)   // each comes after those that it is made of
    for (const [from, to] of edges) if (to === name) layer.set(name, Math.max(layer.get(name), layer.get(from) + 1))
  const layers = []
  for (const node of nodes) (layers[layer.get(node.name)] ??= []).push(node)
  const height = 2 * MARGIN + Math.max(...layers.map((row) => row.length * (HEIGHT + BETWEEN_ROWS) - BETWEEN_ROWS))
  const boxes = new Map()
  let left = MARGIN
  for (const row of layers) {
    const widest = Math.max(...row.map(({ label }) => [...label].length * CHARACTER + 2 * PADDING))
    let top = (height - row.length * (HEIGHT + BETWEEN_ROWS) + BETWEEN_ROWS) / 2
    for (const { name, label } of row) {
      const width = [...label].length * CHARACTER + 2 * PADDING
      boxes.set(name, { x: left + (widest - width) / 2, y: top, width })
      top += HEIGHT + BETWEEN_ROWS
    }
    left += widest + BETWEEN_LAYERS
  }
  const width = left - BETWEEN_LAYERS + MARGIN
  const drawing = element("svg", { viewBox: `0 0 ${width} ${height}`, width, height, style: `--width:${width}px`, "aria-hidden": "true" })
  for (const [from, to] of edges) {
    const start = boxes.get(from), end = boxes.get(to)
    const x = start.x + start.width, y = start.y + HEIGHT / 2, toX = end.x, toY = end.y + HEIGHT / 2
    const far = layer.get(to) - layer.get(from) > 1
    const bow = far ? (y <= height / 2 ? height - MARGIN : MARGIN) : null
    const middle = (x + toX) / 2
    const path = far ? `M${x} ${y}C${x + 40} ${bow} ${toX - 40} ${bow} ${toX} ${toY}` : `M${x} ${y}C${middle} ${y} ${middle} ${toY} ${toX} ${toY}`
    drawing.append(element("path", { class: "flow-edge", d: path }), element("path", { class: "flow-head", d: `M${toX} ${toY}l-8 -4v8z` }))
  }
  for (const { name, label, role } of nodes) {
    const { x, y, width: wide } = boxes.get(name)
    drawing.append(element("rect", { class: `flow-${role}`, x, y, width: wide, height: HEIGHT, rx: 6 }), element("text", { x: x + wide / 2, y: y + HEIGHT / 2 }, label))
  }
  const figure = document.createElement("figure")
  figure.className = "flow"
  const box = document.createElement("div")
  box.className = "flow-scroll"
  for (const [name, value] of [["role", "group"], ["tabindex", "0"], ["aria-label", "Data-flow graph"]]) box.setAttribute(name, value)
  box.append(drawing)
  const caption = document.createElement("figcaption")
  caption.textContent = sentence
  figure.append(box, caption)
  return figure
}
