// Does things to every document it is given and takes them back: { texts, statements, lists,
// scalars, kept, wrong } on standard output. Documents come as a JSON list of texts.
import { readFileSync } from "node:fs";
import { add, remove, setEffect, setSid } from "../../../static/js/editor/model/acts.js";
import { apply } from "../../../static/js/editor/model/edits.js";
import { isList } from "../../../static/js/editor/model/read.js";
import { addStatements, duplicateStatement, moveStatement, removeStatement } from "../../../static/js/editor/model/statements.js";
import { project } from "../../../static/js/editor/model/view.js";

const LAYOUTS = [
  (text) => JSON.stringify(JSON.parse(text)),
  (text) => JSON.stringify(JSON.parse(text), null, 2),
  (text) => JSON.stringify(JSON.parse(text), null, "\t").replaceAll("\n", "\r\n"),
];
const MARK = "iam:NobodyHasThis";
const counts = { texts: 0, statements: 0, lists: 0, scalars: 0, kept: 0, wrong: [] };
const same = (one, other) => JSON.stringify(JSON.parse(one)) === JSON.stringify(JSON.parse(other));

// One act on every statement at once, since each touches only its own; then the act that takes it back.
function thereAndBack(what, view, there, back) {
  const { text } = view;
  const moved = apply(text, view.statements.flatMap((_, index) => there(view, index)));
  const between = project(moved);
  if (!between.isOk || moved === text) return note(what, text);
  const again = apply(moved, between.statements.flatMap((_, index) => back(between, index, view)));
  return again;
}

function note(what, text) {
  counts.wrong.push(`${what}: ${text.slice(0, 200)}`);
  return text;
}

function check(what, text, again, isSame = again === text) {
  if (!isSame) note(what, text);
}

// Effect, name, an action and a resource of every statement, all at once.
function parts(view) {
  const { text, statements } = view;
  const nodes = statements.flatMap(({ actions, resources }) => [actions.node, resources.node]).filter(Boolean);
  const scalars = nodes.filter((node) => !isList(node));
  counts.lists += nodes.length - scalars.length;
  counts.scalars += scalars.length;
  // One value alone becomes a list of one, and nothing else changes.
  const expected = scalars.flatMap(({ offset, length }) => [
    { offset, length: 0, content: "[" },
    { offset: offset + length, length: 0, content: "]" },
  ]);
  const again = thereAndBack("parts", view, change, restore);
  check("parts", text, again, again === apply(text, expected));
}

const OTHER = { Allow: "Deny", Deny: "Allow" };
const has = ({ actions, resources }, part) => (part === "Action" ? actions : resources).node;

function change(view, index) {
  const one = view.statements[index];
  const more = (part) => (has(one, part) ? add(view, index, part, [MARK]) : []);
  const renamed = setSid(view, index, `Renamed${index}`);
  return [...renamed, ...setEffect(view, index, OTHER[one.effect]), ...more("Action"), ...more("Resource")];
}

function restore(view, index, before) {
  const one = view.statements[index];
  const less = (part) => (has(one, part) ? remove(view, index, part, [MARK]) : []);
  const renamed = setSid(view, index, before.statements[index].sid);
  return [...renamed, ...setEffect(view, index, OTHER[one.effect]), ...less("Action"), ...less("Resource")];
}

function statements(view) {
  const { text } = view;
  const count = view.statements.length;
  const more = apply(text, addStatements(view, [{ Effect: "Allow", Action: [], Resource: [] }]));
  const between = project(more);
  const again = apply(more, removeStatement(between, count));
  check("statement", text, again, view.isSingle ? same(again, bare(text)) : again === text);
  const twin = apply(text, duplicateStatement(view, 0));
  const single = apply(twin, removeStatement(project(twin), 1));
  check("copy", text, single, view.isSingle ? same(single, bare(text)) : single === text);
  if (count < 2) return;
  const moved = apply(text, moveStatement(view, 0, 1));
  check("move", text, moved, moved !== text || repeats(view));
  check("move back", text, apply(moved, moveStatement(project(moved), 1, -1)));
  const last = apply(text, moveStatement(view, 0, count - 1));
  check("move from the end", text, apply(last, moveStatement(project(last), count - 1, 1 - count)));
}

const repeats = ({ text, statements: [one, other] }) =>
  text.slice(one.offset, one.end) === text.slice(other.offset, other.end);

function bare(text) {
  const document = JSON.parse(text);
  return JSON.stringify({ ...document, Statement: [document.Statement].flat() });
}

for (const original of JSON.parse(readFileSync(0, "utf8"))) {
  for (const layout of LAYOUTS) {
    const text = layout(original);
    const view = project(text);
    counts.texts += 1;
    counts.statements += view.statements.length;
    counts.kept += view.statements.reduce((sum, one) => sum + one.kept.length, view.kept.length);
    if (!view.isOk) note("locked", text);
    else {
      parts(view);
      statements(view);
    }
  }
}
counts.wrong = counts.wrong.slice(0, 20);
process.stdout.write(JSON.stringify(counts));
