// Writes the MathML of a formula for those who listen to it. Nobody sees it: what would only change its looks is left out, and so
// are rows of one element, and letters are such as are read for what they are.

import { element, escaped } from "./markup.mjs";

// Browsers and screen readers ignore mathvariant on <mi>, so that a vector would be read like a scalar; the letters of
// Unicode that are bold or double-struck by themselves are read as such.
const ALPHABETS = {
  bold: { A: 0x1d400, a: 0x1d41a, 0: 0x1d7ce },
  "bold-italic": { A: 0x1d468, a: 0x1d482 },
  "double-struck": { A: 0x1d538, a: 0x1d552, 0: 0x1d7d8 },
};
const DOUBLE_STRUCK_OF_OLD = { C: "ℂ", H: "ℍ", N: "ℕ", P: "ℙ", Q: "ℚ", R: "ℝ", Z: "ℤ" };

function styledCharacter(variant, character) {
  if (variant === "double-struck" && DOUBLE_STRUCK_OF_OLD[character]) return DOUBLE_STRUCK_OF_OLD[character];
  for (const [first, code] of Object.entries(ALPHABETS[variant])) {
    const offset = character.charCodeAt(0) - first.charCodeAt(0);
    if (offset >= 0 && offset < (first === "0" ? 10 : 26)) return String.fromCodePoint(code + offset);
  }
  return null;
}

// Attributes that are seen and not heard.
const LOOKS = {
  math: ["xmlns"],
  mo: ["stretchy", "lspace", "rspace", "minsize", "maxsize", "symmetric"],
  mtable: ["rowspacing", "columnspacing", "columnalign"],
  mstyle: ["scriptlevel", "displaystyle"],
};
// Elements in which others stand one after the other as in a row.
const ROWS = new Set(["mrow", "mtd", "mstyle", "msqrt"]);
// A narrower space says nothing.
const WIDE = 1;

function attributesOf({ type, attributes, classes }) {
  const found = Object.entries(attributes).filter(([name]) => !LOOKS[type]?.includes(name));
  return classes?.length ? [...found, ["class", classes.filter(Boolean).join(" ")]] : found;
}

function says(node) {
  if (node.type === "mspace") return parseFloat(node.attributes.width) >= WIDE && !node.attributes.mathbackground;
  return node.type !== "mpadded" || node.children.some(says);
}

// What stands in an element, without what says nothing.
function contentOf(node) {
  const children = ROWS.has(node.type) ? node.children.filter((child) => child.type === undefined || says(child)) : node.children;
  return children.map((child) => heard(child, node.type, children.length)).join("");
}

// An element of MathML in another, of so many.
export function heard(node, parent = "", siblings = 1) {
  const { type, children } = node;
  if (type === undefined) return children ? children.map((child) => heard(child, parent, 2)).join("") : node.toMarkup();
  const attributes = attributesOf(node);
  if ((type === "mrow" || type === "mstyle") && attributes.length === 0 && isNeedless(node, parent, siblings)) return contentOf(node);
  if (type === "annotation") return `<annotation encoding="application/x-tex">${escaped(node.toText())}</annotation>`;
  if ((type === "mi" || type === "mn") && children.length === 1 && children[0].text !== undefined) return letter(type, attributes, children[0].text);
  return element(type, Object.fromEntries(attributes), contentOf(node));
}

// A row of one element is that element, and where a row is all there is, none need say so.
function isNeedless(node, parent, siblings) {
  const count = node.children.filter((child) => child.type === undefined || says(child)).length;
  return count === 1 || (siblings === 1 && ROWS.has(parent)) || (node.type === "mstyle" && ROWS.has(parent));
}

function letter(type, attributes, text) {
  const variant = attributes.find(([name]) => name === "mathvariant")?.[1];
  const styled = variant in ALPHABETS && /^[A-Za-z0-9]$/.test(text) ? styledCharacter(variant, text) : null;
  // A word or a sign is upright by itself; a letter that is alone is not.
  const upright = variant === "normal" && !/^\p{L}$/u.test(text);
  const given = styled !== null || upright ? attributes.filter(([name]) => name !== "mathvariant") : attributes;
  return element(type, Object.fromEntries(given), escaped(styled ?? text));
}
