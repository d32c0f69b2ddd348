// Whole statements in the form, as edits of the text.
import { end, isList, member } from "./read.js";
import { addMember, addValues, removeValues, replace } from "./edits.js";
import { pretty } from "./style.js";

const textOf = ({ text }, node) => text.slice(node.offset, end(node));

export function addStatements(view, values) {
  const { text, root, list } = view;
  if (!values.length) return [];
  if (!list) return addMember(text, root, "Statement", values);
  if (isList(list)) return addValues(text, list, values);
  return listed(view, values.map((value) => laidOut(view, value)));
}

// The one statement that stands without a list, and others behind it.
function listed({ list }, others) {
  return [
    { offset: list.offset, length: 0, content: "[" },
    { offset: end(list), length: 0, content: `${others.map((one) => `, ${one}`).join("")}]` },
  ];
}

function laidOut({ text, list }, value) {
  if (!text.slice(list.offset, end(list)).includes("\n")) return JSON.stringify(value);
  const line = text.slice(text.lastIndexOf("\n", list.offset) + 1, list.offset);
  return pretty(value, /^[ \t]*/.exec(line)[0], text);
}

export function removeStatement(view, index) {
  return removeValues(view.list, [index]);
}

// To another place, by so many; those between close up. What stands between them stays where it is.
export function moveStatement(view, index, by) {
  const { statements } = view;
  if (!by || !statements[index + by]) return [];
  const order = movedBy(statements, index, by);
  return statements.flatMap((one, place) =>
    one === order[place] ? [] : [replace(one.node, textOf(view, order[place].node))],
  );
}

export function movedBy(list, index, by) {
  const others = list.toSpliced(index, 1);
  return others.toSpliced(index + by, 0, list[index]);
}

// The copy stands behind its original, to the letter but for a Sid of its own.
export function duplicateStatement(view, index) {
  const { node, sid } = view.statements[index];
  const copy = sid ? renamed(view, node, freeSid(view, sid)) : textOf(view, node);
  if (!isList(view.list)) return listed(view, [copy]);
  return [{ offset: end(node), length: 0, content: joint(view, index) + copy }];
}

function renamed(view, node, sid) {
  const found = member(node, "Sid").value;
  const original = textOf(view, node);
  const at = found.offset - node.offset;
  return original.slice(0, at) + JSON.stringify(sid) + original.slice(at + found.length);
}

// What stands between two statements, near this one.
function joint({ text, list, statements }, index) {
  const [before, { node }, after] = [statements[index - 1], statements[index], statements[index + 1]];
  if (before) return text.slice(before.end, node.offset);
  if (after) return text.slice(end(node), after.offset);
  const lead = text.slice(list.offset + 1, node.offset);
  return lead.includes("\n") ? `,${lead}` : ", ";
}

export function freeSid({ statements }, sid) {
  const taken = new Set(statements.map((one) => one.sid));
  const stem = sid.replace(/[0-9]+$/, "");
  let number = 2;
  while (taken.has(`${stem}${number}`)) number += 1;
  return `${stem}${number}`;
}
