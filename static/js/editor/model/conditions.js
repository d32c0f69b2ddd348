// Conditions in the form, as edits of the text.
import { itemsOf, member, members } from "./read.js";
import { addMember, addValues, removeMember, removeValues, replace, replaceValue } from "./edits.js";

const FORM = /^(?:(ForAllValues|ForAnyValue):)?(.*?)(IfExists)?$/;

// "ForAnyValue:StringLikeIfExists" in its parts, and put together again.
export function operatorParts(text) {
  const [, qualifier = "", name, ifExists] = FORM.exec(text);
  return { qualifier, name, ifExists: Boolean(ifExists) };
}

export function operatorText({ qualifier, name, ifExists }) {
  return `${qualifier ? `${qualifier}:` : ""}${name}${ifExists && name !== "Null" ? "IfExists" : ""}`;
}

const of = (view, index) => view.statements[index].node;
const block = (view, index) => member(of(view, index), "Condition")?.value;

export function hasCondition(view, index, operator, key) {
  return Boolean(member(member(block(view, index), operator)?.value, key));
}

export function addCondition(view, index, operator, key, value) {
  const all = block(view, index);
  if (!all) return addMember(view.text, of(view, index), "Condition", { [operator]: { [key]: value } });
  const same = member(all, operator)?.value;
  if (!same) return addMember(view.text, all, operator, { [key]: value });
  return member(same, key) ? [] : addMember(view.text, same, key, value);
}

// A row goes with its operator where that has no other key, and that with an empty block.
export function removeCondition(view, index, operator, key) {
  const all = block(view, index);
  const same = member(all, operator).value;
  if (members(same).length > 1) return removeMember(same, key);
  if (members(all).length > 1) return removeMember(all, operator);
  return removeMember(of(view, index), "Condition");
}

export function renameKey(view, index, operator, key, name) {
  if (hasCondition(view, index, operator, name)) return [];
  return [replace(member(member(block(view, index), operator).value, key).key, JSON.stringify(name))];
}

// Another operator: renamed in its place where it has this key alone, else the row moves to it.
export function setOperator(view, index, operator, key, name) {
  const all = block(view, index);
  const from = member(all, operator);
  const to = member(all, name);
  if (name === operator || (to && member(to.value, key))) return [];
  if (!to && members(from.value).length === 1) return [replace(from.key, JSON.stringify(name))];
  const { value } = member(from.value, key);
  const plain = valueOf(value);
  return [
    ...removeRow(all, from, key),
    ...(to ? addMember(view.text, to.value, key, plain) : addMember(view.text, all, name, { [key]: plain })),
  ];
}

function removeRow(all, from, key) {
  return members(from.value).length > 1 ? removeMember(from.value, key) : removeMember(all, from.name);
}

function valueOf(node) {
  return node.children ? itemsOf(node).map((one) => one.value) : node.value;
}

const row = (view, index, operator, key) => member(member(block(view, index), operator).value, key).value;

export function addConditionValue(view, index, operator, key, text) {
  const node = row(view, index, operator, key);
  if (itemsOf(node).some((one) => String(one.value) === text)) return [];
  return addValues(view.text, node, [text]);
}

export function removeConditionValue(view, index, operator, key, place) {
  return removeValues(row(view, index, operator, key), [place]);
}

// A number stays a number, and true stays what it was, as long as the new text is one.
export function setConditionValue(view, index, operator, key, place, text) {
  const node = row(view, index, operator, key);
  return replaceValue(view.text, node, place, [ofSameType(itemsOf(node)[place], text)]);
}

function ofSameType({ type }, text) {
  if (type === "number" && /^-?(0|[1-9][0-9]*)(\.[0-9]+)?$/.test(text)) return Number(text);
  if (type === "boolean" && ["true", "false"].includes(text)) return text === "true";
  return text;
}
