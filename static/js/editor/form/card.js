// One statement as a card: what it says in a line, and all its parts once it is open.
import { html, nothing } from "lit-html";
import * as acts from "../model/acts.js";
import { actionsPart } from "./actions.js";
import { byService } from "./chosen.js";
import { conditionsPart } from "./conditions.js";
import { icon, onEnter, segments, tool } from "./parts.js";
import { principalsPart } from "./principals.js";
import { handleOf } from "./reorder.js";
import { resourcesPart } from "./resources.js";

export function newCard(isOpen = false) {
  return { isOpen, added: [], level: new Map(), search: new Map() };
}

export const titleOf = (c, { sid, index }) => sid || c.say("statement", { number: index + 1 });

export function cardOf(c, statement, card) {
  const { index, effect } = statement;
  const isDeny = effect === "Deny";
  const body = `${c.id}-statement-${index}`;
  const open = () => {
    card.isOpen = !card.isOpen;
    c.draw();
  };
  const found = c.findings.filter(({ from, level }) => level !== "suggestion" && from >= statement.offset && from < statement.end);
  return html`<section class="statement ${isDeny ? "is-deny" : "is-allow"} ${c.current === index ? "is-current" : ""}"
    aria-label=${titleOf(c, statement)} data-statement=${index}
    @focusin=${() => c.highlight(statement)} @pointerenter=${() => c.highlight(statement)} @pointerleave=${() => c.highlight(null)}>
    <div class="statement-head">
      ${handleOf(c, statement, titleOf(c, statement))}
      <h2><button type="button" class="statement-open" aria-expanded=${card.isOpen} aria-controls=${body} @click=${open}
        >${icon(c, card.isOpen ? "chevron-down" : "chevron-right")}<span>${titleOf(c, statement)}</span></button></h2>
      <span class="badge ${isDeny ? "badge-danger" : "badge-ok"}">${icon(c, isDeny ? "shield-alert" : "circle-check")} ${c.say(effect || "noEffect")}</span>
      ${found.length ? html`<span class="badge badge-warn">${c.say("problems", { count: found.length })}</span>` : nothing}
      <span class="statement-sum">${sum(c, statement)}</span>
    </div>
    <div id=${body} class="statement-body" ?hidden=${!card.isOpen}>${card.isOpen ? parts(c, statement, card) : nothing}</div>
  </section>`;
}

function sum(c, statement) {
  const { actions, resources, conditions, principals } = statement;
  const services = [...byService(statement).keys()].map((one) => (one === "*" ? c.say("everyService") : (c.catalogue.nameOf(one) ?? one)));
  const named = services.length > 2 ? c.say("services", { count: services.length }) : services.join(", ");
  return [
    principals.length && c.say("principalCount", { count: principals.length }),
    named,
    c.say(actions.isNot ? "allButActions" : "actionCount", { count: actions.items.length }),
    (resources.node || c.kind !== "trust") && c.say(resources.isNot ? "allButResources" : "resourceCount", { count: resources.items.length }),
    conditions.length && c.say("conditionCount", { count: conditions.length }),
  ].filter(Boolean).join(" · ");
}

function parts(c, statement, card) {
  const { index, effect, kept } = statement;
  const isAbout = c.kind === "trust" || c.kind === "resource" || statement.principal.node;
  return html`<div class="statement-name">
      ${segments(c.say("effect"), [["Allow", c.say("Allow")], ["Deny", c.say("Deny")]], effect, (to) => c.act((view) => acts.setEffect(view, index, to), "changed", { name: c.say(to) }))}
      ${sidField(c, statement)}
      ${tools(c, statement)}
    </div>
    ${isAbout ? principalsPart(c, statement, card) : nothing}
    ${actionsPart(c, statement, card)}
    ${c.kind === "trust" && !statement.resources.node ? nothing : resourcesPart(c, statement)}
    ${conditionsPart(c, statement)}
    ${keptChips(c, kept)}`;
}

export function keptChips(c, kept) {
  if (!kept.length) return nothing;
  return html`<p class="kept">${c.say("kept")} ${kept.map((one) => html`<button type="button" class="badge" @click=${() => c.showText(one)}>${one.name}</button> `)}</p>`;
}

function sidField(c, { index, sid }) {
  const id = `${c.id}-sid-${index}`;
  const set = (field) => {
    const text = field.value.trim();
    if (!/^[A-Za-z0-9]*$/.test(text)) return c.tell("noSid", { name: text });
    return text === sid ? true : c.act((view) => acts.setSid(view, index, text), "changed", { name: text });
  };
  return html`<div class="sid"><label for=${id}>${c.say("sid")}</label><input class="input input-mono" id=${id} autocomplete="off"
    spellcheck="false" .value=${sid} @change=${({ target }) => set(target)} @keydown=${onEnter(set)}></div>`;
}

function tools(c, statement) {
  const { index } = statement;
  const name = titleOf(c, statement);
  return html`<div class="statement-tools">
    ${tool(c, c.say("moveUp", { name }), "arrow-up", () => c.move(index, -1), { isOff: index === 0 })}
    ${tool(c, c.say("moveDown", { name }), "arrow-down", () => c.move(index, 1), { isOff: index === c.view.statements.length - 1 })}
    ${tool(c, c.say("duplicate", { name }), "copy", () => c.duplicate(index))}
    ${tool(c, c.say("removeOf", { name }), "trash-2", () => c.remove(index), { tone: "danger" })}
  </div>`;
}
