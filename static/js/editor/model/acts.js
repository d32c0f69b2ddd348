// What somebody does in the form within a statement, as edits of the text.
import { member } from "./read.js";
import { addMember, addValues, removeMember, removeValues, replace, replaceValue } from "./edits.js";

const of = (view, index) => view.statements[index].node;
// Of Action or Resource: the part of a statement that the name or its negation gives.
const partOf = (view, index, name) => view.statements[index][name === "Action" ? "actions" : "resources"];

export function add(view, index, name, values) {
  const { node, items } = partOf(view, index, name);
  if (!node) return addMember(view.text, of(view, index), name, values.length > 1 ? values : values[0]);
  const there = new Set(items.map((one) => one.value));
  return addValues(view.text, node, [...new Set(values)].filter((value) => !there.has(value)));
}

export function remove(view, index, name, values) {
  const { node, items } = partOf(view, index, name);
  const places = items.flatMap((one, place) => (values.includes(one.value) ? [place] : []));
  return removeValues(node, places);
}

export function exchangeValue(view, index, name, value, others) {
  const { node, items } = partOf(view, index, name);
  const there = new Set(items.map((one) => one.value));
  const put = others.filter((one) => !there.has(one));
  const place = items.findIndex((one) => one.value === value);
  return put.length ? replaceValue(view.text, node, place, put) : removeValues(node, [place]);
}

// Action becomes NotAction, or back; only the name changes.
export function negate(view, index, name, isNot) {
  const from = isNot ? name : `Not${name}`;
  const found = member(of(view, index), from);
  return found ? [replace(found.key, JSON.stringify(isNot ? `Not${name}` : name))] : [];
}

export function setEffect(view, index, effect) {
  const found = member(of(view, index), "Effect");
  if (found) return [replace(found.value, JSON.stringify(effect))];
  return addMember(view.text, of(view, index), "Effect", effect, { isFirst: true });
}

export function setSid(view, index, sid) {
  const found = member(of(view, index), "Sid");
  if (!found) return sid ? addMember(view.text, of(view, index), "Sid", sid, { isFirst: true }) : [];
  if (!sid) return removeMember(of(view, index), "Sid");
  return [replace(found.value, JSON.stringify(sid))];
}
