// HTML as it is written: text, attributes, elements.

const SIGNS = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

export const escaped = (text) => text.replace(/[&<>]/g, (sign) => SIGNS[sign]);

// Most values need no quotation marks.
export function attribute(name, value) {
  if (/[\s"'>/=\x00-\x1f]/.test(name)) throw new Error(`${name} cannot be the name of an attribute`);
  const text = String(value).replace(/[&<>"]/g, (sign) => SIGNS[sign]);
  return /^[^\s"'=<>`]+$/.test(text) ? ` ${name}=${text}` : ` ${name}="${text}"`;
}

export function element(tag, attributes, content) {
  const given = Object.entries(attributes).map(([name, value]) => attribute(name, value)).join("");
  return `<${tag}${given}>${content}</${tag}>`;
}
