// The smallest changes of a text that do one thing to its tree: [{ offset, length, content }].
// Each copies what is around it, and touches nothing else.
import { end, isList, members } from "./read.js";
import { comma, firstSeparator, separator, unitOf, written, writtenMember } from "./style.js";

const insert = (offset, content) => ({ offset, length: 0, content });
const remove = (from, to) => ({ offset: from, length: to - from, content: "" });
export const replace = (node, content) => ({ offset: node.offset, length: node.length, content });

export function apply(text, edits) {
  const pieces = [];
  let at = 0;
  for (const { offset, length, content } of edits.toSorted((one, other) => one.offset - other.offset)) {
    pieces.push(text.slice(at, offset), content);
    at = offset + length;
  }
  return [...pieces, text.slice(at)].join("");
}

// Adds values behind the last of a list. One value alone becomes a list, and only then.
export function addValues(text, node, values) {
  if (!values.length) return [];
  if (isList(node)) return addItems(text, node, values);
  const between = comma(text, node);
  const more = values.map((value) => between + JSON.stringify(value)).join("");
  return [insert(node.offset, "["), insert(end(node), `${more}]`)];
}

function addItems(text, list, values) {
  if (!list.children.length) return [fillList(text, list, values)];
  const between = separator(text, list);
  const more = values.map((value) => between + written(text, list, value)).join("");
  return [insert(end(list.children.at(-1)), more)];
}

// An empty list says nothing of its layout: the line it stands on does.
function fillList(text, list, values) {
  const line = text.slice(text.lastIndexOf("\n", list.offset) + 1, list.offset);
  const isCompound = values.some((value) => value !== null && typeof value === "object");
  if (!text.includes("\n") || (!isCompound && values.length === 1)) {
    const items = values.map((value) => written(text, list, value));
    return replace(list, `[${items.join(comma(text, list))}]`);
  }
  const indent = /^[ \t]*/.exec(line)[0];
  const lines = JSON.stringify(values, null, unitOf(text)).split("\n");
  return replace(list, lines.join((text.includes("\r\n") ? "\r\n" : "\n") + indent));
}

// Takes values out. The last one leaves an empty list, never a missing name.
export function removeValues(node, places) {
  if (!isList(node)) return places.length ? [replace(node, "[]")] : [];
  return removeChildren(node, places) ?? [replace(node, "[]")];
}

// Null where nothing would be left.
function removeChildren({ children }, places) {
  const going = new Set(places);
  const kept = children.findIndex((_, place) => !going.has(place));
  if (kept < 0) return null;
  const ends = [...going].filter((place) => place > kept);
  const edits = ends.map((place) => remove(end(children[place - 1]), end(children[place])));
  return kept ? [remove(children[0].offset, children[kept].offset), ...edits] : edits;
}

// Puts other values in the place of one.
export function replaceValue(text, node, place, values) {
  const put = values.map((value) => JSON.stringify(value));
  if (!isList(node)) {
    return [replace(node, put.length === 1 ? put[0] : `[${put.join(comma(text, node))}]`)];
  }
  return [replace(node.children[place], put.join(separator(text, node)))];
}

export function addMember(text, object, name, value, { isFirst = false } = {}) {
  const pair = writtenMember(text, object, name, value);
  if (!object.children.length) return [replace(object, `{${pair}}`)];
  if (isFirst) {
    const between = firstSeparator(text, object);
    return [insert(object.children[0].offset, pair + between)];
  }
  return [insert(end(object.children.at(-1)), separator(text, object) + pair)];
}

export function removeMember(object, name) {
  const place = members(object).findIndex((one) => one.name === name);
  return removeChildren(object, [place]) ?? [replace(object, "{}")];
}
