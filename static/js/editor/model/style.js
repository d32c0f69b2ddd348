// How a document is laid out, so that what is added looks like what is there.
import { end, isList, isObject } from "./read.js";

// What stands between two neighbours; for the only child, what would.
export function separator(text, container) {
  const { children } = container;
  if (children.length > 1) return text.slice(end(children.at(-2)), children.at(-1).offset);
  const lead = text.slice(container.offset + 1, children[0].offset);
  return lead.includes("\n") ? `,${lead}` : comma(text, container);
}

// What stands between the first two.
export function firstSeparator(text, container) {
  const { children } = container;
  if (children.length < 2) return separator(text, container);
  return text.slice(end(children[0]), children[1].offset);
}

function rootOf(node) {
  return node.parent ? rootOf(node.parent) : node;
}

// The colon as the document's first member has it, white space included.
function colon(text, node) {
  const first = rootOf(node).children?.[0];
  if (!first) return ": ";
  const [key, value] = first.children;
  return text.slice(end(key), value.offset);
}

export function comma(text, node) {
  return colon(text, node).endsWith(" ") ? ", " : ",";
}

// A value as text, to stand among the children of a container, laid out as they are.
export function written(text, container, value) {
  const spread = indentOf(text, container);
  if (spread === null || !isSpread(text, container)) return inline(value, text, container);
  return pretty(value, spread, text);
}

export function writtenMember(text, container, name, value) {
  const joint = container.children.length
    ? text.slice(end(container.children[0].children[0]), container.children[0].children[1].offset)
    : colon(text, container);
  return JSON.stringify(name) + joint + written(text, container, value);
}

// The indent of a container's children; null where they share a line.
export function indentOf(text, container) {
  const { children } = container;
  const before = children.length
    ? text.slice(children.length > 1 ? end(children.at(-2)) : container.offset, children.at(-1).offset)
    : "";
  if (before.includes("\n")) return before.slice(before.lastIndexOf("\n") + 1);
  return null;
}

// Whether things of this kind take lines of their own here: if the neighbours do, or are simple.
function isSpread(text, container) {
  const inner = container.children.map((one) => (one.type === "property" ? one.children[1] : one));
  const compound = inner.filter((one) => (isObject(one) || isList(one)) && one.children.length);
  return !compound.length || compound.some((one) => text.slice(one.offset, end(one)).includes("\n"));
}

export function pretty(value, indent, text) {
  const break_ = text.includes("\r\n") ? "\r\n" : "\n";
  const lines = JSON.stringify(value, null, unitOf(text)).split("\n");
  return lines.join(break_ + indent);
}

// One step of indentation: that of the first line that has any.
export function unitOf(text) {
  return /\n([ \t]+)\S/.exec(text)?.[1] ?? "  ";
}

export function inline(value, text, node) {
  const [between, joint] = [comma(text, node), colon(text, node)];
  if (Array.isArray(value)) return `[${value.map((one) => inline(one, text, node)).join(between)}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const pairs = Object.entries(value);
  return `{${pairs.map(([k, v]) => JSON.stringify(k) + joint + inline(v, text, node)).join(between)}}`;
}
