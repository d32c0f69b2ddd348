// Builds an ARN from the patterns of the catalogue, or reads one back into its parts.
import { html, nothing } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { filledIn, isArn, recognised, startOf, variablesOf } from "./arns.js";
import { chosenActions, prefixOf } from "./chosen.js";
import { tool } from "./parts.js";
import { put } from "./resources.js";

// The types of the statement's services: those the actions need, those they may take, the rest.
function groupsOf(c, statement) {
  const chosen = chosenActions(c.catalogue, statement);
  const needed = new Set(chosen.flatMap((one) => one.needed));
  const optional = new Set(chosen.flatMap((one) => one.other).filter((one) => !needed.has(one)));
  const prefixes = new Set(statement.actions.items.map((one) => prefixOf(one.value)));
  const all = [...prefixes].flatMap((prefix) => c.catalogue.service(prefix)?.types ?? []);
  const rest = all.filter((one) => !needed.has(one) && !optional.has(one));
  return [["typesNeeded", [...needed]], ["typesOptional", [...optional]], ["typesUnused", rest]];
}

export function arnDialog(c, statement, state) {
  const groups = groupsOf(c, statement);
  const types = groups.flatMap(([, found]) => found);
  const type = types[state.type] ?? types[0];
  const done = type ? filledIn(type.arn, state.values) : state.pasted;
  const close = ({ target }) => target.closest("dialog").close();
  const take = (event) => {
    if (put(c, statement.index, statement.resources.key, [state.isOther ? state.pasted : done]) === true) close(event);
  };
  return html`<dialog class="dialog" aria-labelledby="${c.id}-arn" @close=${() => c.buildArn(null)}
    @keydown=${(event) => event.key === "Enter" && event.target.matches("input") && (event.preventDefault(), take(event))}>
    <div class="dialog-head"><h2 id="${c.id}-arn">${c.say("buildArn")}</h2>${tool(c, c.say("close"), "x", close)}</div>
    <div class="dialog-body">
      <div class="field"><label for="${c.id}-paste">${c.say("pasteArn")}</label>
        <input class="input input-mono" id="${c.id}-paste" autocomplete="off" spellcheck="false" .value=${live(state.pasted)}
          @input=${({ target }) => paste(c, state, types, target.value.trim())}>
        ${state.isOther ? html`<div class="hint">${c.say("otherArn")}</div>` : nothing}</div>
      ${type && !state.isOther ? fields(c, state, groups, types, type) : nothing}
      ${type || state.isOther ? nothing : html`<p class="hint">${c.say("noTypes")}</p>`}
      <p class="arn-preview"><span class="visually-hidden">${c.say("preview")}</span><code>${state.isOther ? state.pasted : done || "*"}</code></p>
      ${c.note ? html`<p class="field-error">${c.note}</p>` : nothing}
    </div>
    <div class="dialog-foot"><button type="button" class="button" @click=${close}>${c.say("cancel")}</button>
      <button type="button" class="button button-primary" @click=${take}>${c.say("addArn")}</button></div>
  </dialog>`;
}

function paste(c, state, types, text) {
  const found = recognised(types, text);
  state.pasted = text;
  state.isOther = Boolean(text) && !found && isArn(text);
  if (found) Object.assign(state, { type: types.indexOf(found.type), values: found.values });
  c.draw();
}

function fields(c, state, groups, types, type) {
  const choose = ({ target }) => {
    Object.assign(state, { type: Number(target.value), values: {}, pasted: "" });
    c.draw();
  };
  return html`<div class="field"><label for="${c.id}-type">${c.say("resourceType")}</label>
      <select class="select" id="${c.id}-type" @change=${choose}>${groups.map(([words, found]) =>
        found.length ? html`<optgroup label=${c.say(words)}>${found.map((one) =>
          html`<option value=${types.indexOf(one)} ?selected=${one === type}>${one.title}</option>`)}</optgroup>` : nothing)}
      </select></div>
    ${variablesOf(type.arn).filter((one) => one !== "Partition").map((name) => variable(c, state, name))}`;
}

function variable(c, state, name) {
  const set = (value) => {
    state.values = { ...state.values, [name]: value };
    state.pasted = "";
    c.draw();
  };
  const id = `${c.id}-arn-${name}`;
  return html`<div class="field"><label for=${id}>${name.replace(/([a-z])([A-Z])/g, "$1 $2")}</label><div class="with-button">
    <input class="input input-mono" id=${id} autocomplete="off" spellcheck="false" placeholder=${startOf(name)}
      .value=${live(state.values[name] ?? "")} @input=${({ target }) => set(target.value.trim())}>
    <button type="button" class="button" @click=${() => set("*")}>${c.say("any")}</button>
    ${name === "Account" ? html`<button type="button" class="button" @click=${() => set(c.account)}>${c.say("thisAccount")}</button>` : nothing}
  </div></div>`;
}
