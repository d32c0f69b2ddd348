// Reads a document into a tree that knows where everything stands. What a form could not show
// without guessing, locks it: text that does not parse, names used twice, a byte order mark.
import { parseTree } from "jsonc-parser";

const STRICT = { disallowComments: true, allowTrailingComma: false };

// Gives { root, problem }: problem is null, or { code, offset, length, name }.
export function read(text) {
  if (text.startsWith("\ufeff")) return locked("BOM", 0, 1);
  const errors = [];
  const root = parseTree(text, errors, STRICT);
  if (errors.length) return locked("JSON_SYNTAX", errors[0].offset, errors[0].length);
  if (root?.type !== "object") return locked("NOT_AN_OBJECT", root?.offset ?? 0, root?.length ?? 0);
  const twice = repeated(root);
  if (twice) return locked("DUPLICATE_KEY", twice.offset, twice.length, twice.value);
  return { root, problem: null };
}

function locked(code, offset, length, name = "") {
  return { root: null, problem: { code, offset, length, name } };
}

function repeated({ type, children }) {
  if (!children) return null;
  const names = type === "object" ? new Set() : null;
  for (const child of children) {
    if (names) {
      const key = child.children[0];
      if (names.has(key.value)) return key;
      names.add(key.value);
    }
    const found = child.children && repeated(child);
    if (found) return found;
  }
  return null;
}

export const end = (node) => node.offset + node.length;
export const isText = (node) => node?.type === "string";
export const isList = (node) => node?.type === "array";
export const isObject = (node) => node?.type === "object";

// The members of an object: [{ name, key, value, node }], each of them nodes of the tree.
export function members(node) {
  if (!isObject(node)) return [];
  return node.children.map((one) => {
    const [key, value] = one.children;
    return { name: key.value, key, value, node: one };
  });
}

export function member(node, name) {
  return members(node).find((one) => one.name === name);
}

// What stands in a list, or the one value that stands in its place.
export function itemsOf(node) {
  return isList(node) ? node.children : [node];
}
