// The form over the text: drawn anew from it after every change, and never the other way round.
import { html, nothing, render } from "lit-html";
import { repeat } from "lit-html/directives/repeat.js";
import { redoDepth, undoDepth } from "@codemirror/commands";
import { announce } from "../../live.js";
import { project } from "../model/view.js";
import { arnDialog } from "./arn_dialog.js";
import { cardOf, keptChips, newCard } from "./card.js";
import { openCatalogue } from "./catalogue.js";
import { formKeys } from "./keys.js";
import { icon, tool } from "./parts.js";
import { statementActs } from "./statements.js";
import { wordsOf } from "./words.js";

export function startForm(box, host, editor) {
  const { words, icons, account, kind, catalogue } = box.dataset;
  const say = wordsOf(words);
  const c = { id: host.id, say, icons, account, kind, findings: [], cards: [], arn: null, current: -1 };
  let problem = null;

  // A text the form cannot show leaves it as it was, locked.
  const read = () => {
    const view = project(editor.text());
    problem = view.problem;
    if (!view.isOk && c.view) return;
    c.view = view.isOk ? view : project("{}");
    const { length } = c.view.statements;
    while (c.cards.length < length) c.cards.push(newCard(c.cards.length === 0 && length === 1));
    c.cards.length = length;
  };
  c.draw = () => render(form(c, problem, editor), host);
  c.act = (edit, told, values) => {
    if (problem) return false;
    const edits = edit(c.view);
    if (edits.length) editor.apply(edits);
    announce([say(told, values), !edits.length && say("asBefore")].filter(Boolean).join(" "));
    return true;
  };
  c.tell = (key, values) => {
    c.note = say(key, values);
    announce(c.note);
    c.draw();
    clearTimeout(c.timer);
    c.timer = setTimeout(() => ((c.note = ""), c.draw()), 8000);
    return false;
  };
  c.highlight = (statement) => editor.highlight(problem ? null : statement);
  c.showText = (place) => editor.show(place);
  c.buildArn = (index) => {
    c.arn = index === null ? null : { index, values: {}, pasted: "" };
    c.draw();
    host.querySelector("dialog")?.showModal();
  };
  Object.assign(c, statementActs(c, host));
  formKeys(host, editor);
  c.catalogue = openCatalogue(catalogue, () => c.draw());
  read();
  c.draw();

  return {
    ready: c.catalogue.ready,
    addStatements: (values) => c.append(values),
    changed: () => (read(), c.draw()),
    found: (findings) => ((c.findings = findings), c.draw()),
    at: (offset) => {
      const index = c.view.statements.findIndex((one) => one.offset <= offset && offset < one.end);
      if (index !== c.current && !problem) ((c.current = index), c.draw());
    },
    reveal: (offset) => c.reveal(offset),
  };
}

function form(c, problem, editor) {
  const { statements, kept } = c.view;
  const of = c.arn && statements[c.arn.index];
  return html`${problem ? locked(c, problem, editor) : nothing}
    ${c.note ? html`<p class="banner banner-danger">${c.note}</p>` : nothing}
    <fieldset class="statements" ?disabled=${Boolean(problem)}>
      <legend class="visually-hidden">${c.say("form")}</legend>
      ${keptChips(c, kept)}
      ${repeat(statements, ({ index }) => c.cards[index], (one) => cardOf(c, one, c.cards[one.index]))}
      ${statements.length ? nothing : html`<p class="hint">${c.say("noStatements")}</p>`}
      <div class="statements-foot">
        <button type="button" class="button" data-add-statement @click=${c.add}>${icon(c, "plus")}${c.say("addStatement")}</button>
        ${tool(c, c.say("undo"), "rotate-ccw", editor.undo, { isOff: !undoDepth(editor.state()) })}
        ${tool(c, c.say("redo"), "rotate-cw", editor.redo, { isOff: !redoDepth(editor.state()) })}
      </div>
    </fieldset>
    ${of ? arnDialog(c, of, c.arn) : nothing}`;
}

function locked(c, problem, editor) {
  const words = c.say(`locked${problem.code}`, { name: problem.name });
  return html`<div class="banner banner-danger" data-locked>${icon(c, "lock")}<p>
    <button type="button" class="button-link" @click=${() => editor.show(problem)}>${c.say("line", { line: editor.lineAt(problem.offset) })}</button>
    ${words} ${c.say("lockedHint")}</p></div>`;
}
