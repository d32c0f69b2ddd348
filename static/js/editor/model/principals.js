// Whom a statement is about, in the form, as edits of the text.
import { isObject, isText, itemsOf, member, members } from "./read.js";
import { addMember, addValues, removeMember, removeValues, replace } from "./edits.js";
import { inline } from "./style.js";

export function addPrincipal(view, index, kind, value) {
  const { key, node } = view.statements[index].principal;
  if (!node) return addMember(view.text, view.statements[index].node, key, { [kind]: value });
  if (isText(node)) {
    const both = { AWS: "*", [kind]: kind === "AWS" ? ["*", value] : value };
    return [replace(node, inline(both, view.text, node))];
  }
  const same = member(node, kind)?.value;
  if (!same) return addMember(view.text, node, kind, value);
  if (itemsOf(same).some((one) => one.value === value)) return [];
  return addValues(view.text, same, [value]);
}

// A kind goes with its last name while others are left; the last of all leaves an empty list.
export function removePrincipal(view, index, kind, place) {
  const { node } = view.statements[index].principal;
  if (!isObject(node)) return [replace(node, inline({ AWS: [] }, view.text, node))];
  const same = member(node, kind).value;
  const isLast = itemsOf(same).length === 1 && members(node).length > 1;
  return isLast ? removeMember(node, kind) : removeValues(same, [place]);
}
