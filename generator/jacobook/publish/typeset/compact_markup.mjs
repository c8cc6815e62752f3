// Writes a formula in few bytes: from the tree that KaTeX makes of it, in place of KaTeX's own markup, and looking the same.
//
// Left out is what no style sheet knows, such as the kinds of atoms, and elements around nothing but a text. Struts are drawn by the
// style sheet, letters are <i> and <b>, and styles that are frequent are classes. The classes are those of compact_markup.css; one
// that has no name here keeps KaTeX's own, and with it KaTeX's style.

import { readFileSync } from "node:fs";
import { heard } from "./heard_markup.mjs";
import { attribute, element, escaped } from "./markup.mjs";

// What an atom is to KaTeX alone.
const UNSTYLED = new Set([
  "", "mord", "mbin", "mrel", "mopen", "mclose", "mpunct", "minner", "mop", "mtight", "mtable", "mathrm", "nobreak", "allowbreak",
]);

// Names for KaTeX's classes, those that style together taken together.
const NAMES = {
  "katex-base": "kb",
  "vlist-t": "kt",
  "vlist-t vlist-t2": "k2",
  msupsub: "kl",
  "col-align-l": "kl",
  mfrac: "kc",
  "col-align-c": "kc",
  "op-limits": "kc",
  "col-align-r": "ke",
  "frac-line": "kf",
  mspace: "ks",
  arraycolsep: "ks",
  nulldelimiter: "kn",
  "vertical-separator": "ku",
  "delimsizing size1": "d1",
  "delimsizing size2": "d2",
  "delimsizing size3": "d3",
  "delimsizing size4": "d4",
  "op-symbol small-op": "o1",
  "op-symbol large-op": "o2",
  "katex-sizing reset-size6 size3": "z3",
  "katex-sizing reset-size6 size1": "z1",
  "katex-sizing reset-size3 size1": "z2",
};

// What is aligned in these is the one table that they hold.
const ALIGNING = new Set(["kl", "kc", "ke"]);
// To the style sheet, what stands in these is the same with and without an element around it.
const TRANSPARENT = new Set(["", "text", "kb", "kl", "kc", "ke", "d1", "d2", "d3", "d4", "o1", "o2", "z1", "z2", "z3"]);
const LETTERS = { mathnormal: "i", mathbf: "b" };

// Styles that have a class, s0, s1, and so on in numbers of base 36.
const styles = JSON.parse(readFileSync(new URL("frequent_styles.json", import.meta.url), "utf8"));
const FREQUENT = new Map(styles.map((style, place) => [style, `s${place.toString(36)}`]));

const hyphenated = (name) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

function length(value) {
  const text = String(value);
  return text === "0em" ? "0" : text.replace(/(?<![\d.])0(?=\.\d)/g, "");
}

// Pairs of a property and its value, without those that say what is so anyway.
function styleOf(node) {
  const pairs = Object.entries(node.style ?? {}).filter(([, value]) => value !== undefined);
  if (node.italic > 0 && !node.children) pairs.unshift(["marginRight", `${+node.italic.toFixed(4)}em`]);
  const short = pairs.map(([name, value]) => [hyphenated(name), length(value)]);
  const unmoved = short.some(([name, value]) => name === "top" && value === "0");
  const idle = (name, value) => (unmoved && (name === "top" || name === "position")) || (name.startsWith("margin-") && value === "0");
  return short.filter(([name, value]) => !idle(name, value));
}

function classesOf(node, style) {
  const styled = node.classes.filter((name) => !UNSTYLED.has(name)).join(" ");
  // A delimiter on the axis already is as any other.
  if (styled === "delimcenter" && style.length === 0) return "";
  return NAMES[styled] ?? styled;
}

function written(tag, classes, style, attributes, content) {
  const text = style.map(([name, value]) => `${name}:${value}`).join(";");
  const named = FREQUENT.get(text);
  const all = [classes, named].filter(Boolean).join(" ");
  return element(tag, { ...(all && { class: all }), ...(text && !named && { style: text }), ...attributes }, content);
}

// `kept` says that the style sheet knows the place: an element there is none too many.
function seen(node, kept = false) {
  if (node.children && !node.attributes) return all(node.children, kept);
  if (!node.classes) return node.toMarkup();
  const style = styleOf(node);
  const classes = classesOf(node, style);
  if (!node.children) return symbol(node.text, classes, style, kept);
  const [first] = node.children;
  if (classes === "kb" && hasClass(first, "katex-strut")) return base(node, style);
  if (classes === "kt" || classes === "k2") return table(node, classes, style);
  if (ALIGNING.has(classes) && !kept && style.length === 0 && node.children.length === 1 && hasClass(first, "vlist-t")) {
    const inner = styleOf(first);
    return table(first, `${classesOf(first, inner)} ${classes}`, inner);
  }
  if (first?.attributes?.viewBox) return written("span", classes, style, node.attributes, drawing(first, style));
  // Browsers round the height at which a text stands by the element that it stands in: beside a script, or with others in an element,
  // it would else be a pixel higher or lower now and then.
  const content = all(node.children, !TRANSPARENT.has(classes) || node.children.some((child) => hasClass(child, "msupsub")));
  const bare = !kept && !classes && style.length === 0 && Object.keys(node.attributes).length === 0;
  return bare && !content.includes("<") ? content : written("span", classes, style, node.attributes, content);
}

// Where KaTeX has an element that is none too few: a browser would otherwise set the texts beside each other as one, a hair closer.
function all(nodes, kept = false) {
  let markup = "";
  let bare = true;
  for (const node of nodes) {
    const next = seen(node, kept);
    const apart = markup !== "" && !markup.endsWith(">") && !(bare && isBare(node));
    markup += apart ? next.replace(/^[^<]+/, "<span>$&</span>") : next;
    bare = isBare(node);
  }
  return markup;
}

// Whether KaTeX writes nothing but the text.
const isBare = (node) => node.text !== undefined && node.classes.length === 0 && node.italic === 0 && Object.keys(node.style).length === 0;
const hasClass = (node, name) => node?.classes?.includes(name) ?? false;

function symbol(text, classes, style, kept) {
  const tag = LETTERS[classes];
  if (tag) return written(tag, "", style, {}, escaped(text));
  return !kept && !classes && style.length === 0 ? escaped(text) : written("span", classes, style, {}, escaped(text));
}

// A piece of a line, as high as its strut says.
function base(node, style) {
  const [strut, ...others] = node.children;
  const named = styleOf(strut).map(([name, value]) => [name === "height" ? "--kh" : name === "vertical-align" ? "--kd" : name, value]);
  return written("span", "kb", [...style, ...named], node.attributes, all(others));
}

// Pieces one above the other: a row for their height and one for their depth, if any, each of one cell. A second cell of KaTeX's,
// which is to hold a line, is the style sheet's.
function table(node, classes, style) {
  const rows = node.children.map((row) => {
    const cells = row.children.filter((cell) => !hasClass(cell, "vlist-s")).map(pieces);
    return written("span", "", styleOf(row), row.attributes, cells.join(""));
  });
  return written("span", classes, style, node.attributes, rows.join(""));
}

function pieces(cell) {
  const entries = cell.children.filter((entry) => entry.children.length > 0).map((entry) => {
    const [first, ...others] = entry.children;
    const style = styleOf(entry);
    const classes = classesOf(entry, style);
    if (!hasClass(first, "pstrut")) return written("span", `kx ${classes}`.trim(), style, entry.attributes, all(entry.children, true));
    return written("span", classes, [...style, ["--kp", length(first.style.height)]], entry.attributes, all(others, true));
  });
  return written("span", "", styleOf(cell), cell.attributes, entries.join(""));
}

// What is stretched is as wide and as high as the element that it fills.
function drawing(node, style) {
  const filling = style.some(([name]) => name === "height");
  const attributes = Object.entries(node.attributes).filter(([name]) => !(filling && (name === "width" || name === "height")));
  const content = node.children.map((child) => child.toMarkup().replaceAll("\n", " ")).join("");
  return `<svg${attributes.map(([name, value]) => attribute(name, value)).join("")}>${content}</svg>`;
}

// A formula's tree as HTML: MathML for those who listen, then what is seen.
export function compactMarkup(node) {
  if (hasClass(node, "katex-mathml")) return `<span class="katex-mathml">${heard(node.children[0])}</span>`;
  if (hasClass(node, "katex-html")) return `<span class="katex-html" aria-hidden="true">${all(node.children, true)}</span>`;
  return `<span class="${node.classes.join(" ")}">${node.children.map(compactMarkup).join("")}</span>`;
}
