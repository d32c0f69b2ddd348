// All actions of one level of a service, to be ticked.
import { html, nothing } from "lit-html";
import { live } from "lit-html/directives/live.js";
import * as acts from "../model/acts.js";
import { LEVELS } from "./catalogue.js";
import { fitting } from "./chosen.js";

const FEW = 12;

export function levelGrid(c, statement, card, { service, by, level, prefix }) {
  const all = service.actions.filter((one) => one.level === level);
  const sought = card.search.get(prefix) ?? "";
  const shown = all.filter(({ lower, description }) => `${lower} ${description.toLowerCase()}`.includes(sought.toLowerCase()));
  const search = ({ target }) => {
    card.search.set(prefix, target.value);
    c.draw();
  };
  return html`<fieldset class="actions-grid">
    <legend>${c.say(LEVELS[level])}</legend>
    <div class="actions-tools">
      ${all.length > FEW ? html`<input class="input" type="search" aria-label=${c.say("searchActions", { name: service.name })}
        placeholder=${c.say("search")} .value=${live(sought)} @input=${search}>` : nothing}
      ${whole(c, statement, { service, by, all, level })}
    </div>
    ${shown.length ? html`<ul class="choices">${shown.map((one) => row(c, statement, one, by.get(one)))}</ul>`
      : html`<p class="hint">${c.say("noneFound")}</p>`}
  </fieldset>`;
}

// "All of this level" writes every name; the shortest wildcard is offered with what else it fits.
function whole(c, { index, actions }, { service, by, all, level }) {
  const missing = all.filter((one) => !by.has(one)).map((one) => one.full);
  const own = all.map((one) => by.get(one)?.own).filter(Boolean);
  const key = actions.key;
  const words = { level: c.say(LEVELS[level]) };
  const take = () => c.act((view) => acts.add(view, index, key, missing), "addedMany", { count: missing.length });
  const leave = () => c.act((view) => acts.remove(view, index, "Action", own), "removedMany", { count: own.length });
  const wide = missing.length ? wildcardFor(service, all) : null;
  const widen = () => c.act((view) => acts.add(view, index, key, [wide.pattern]), "added", { name: wide.pattern });
  return html`${missing.length
    ? html`<button type="button" class="button button-small" @click=${take}>${c.say("allOf", words)}</button>`
    : nothing}${own.length
    ? html`<button type="button" class="button button-small" @click=${leave}>${c.say("noneOf", words)}</button>`
    : nothing}${wide
    ? html`<button type="button" class="button-link" @click=${widen}>${c.say(wide.others ? "orWildcardMore" : "orWildcard", { name: wide.pattern, count: wide.others })}</button>`
    : nothing}`;
}

// The verb that all share, or everything of the service; not if that is mostly something else.
function wildcardFor(service, all) {
  const verb = /^[A-Z][a-z]+/.exec(all[0].name)?.[0];
  const isShared = verb && all.length > 1 && all.every((one) => one.name.startsWith(verb));
  const pattern = `${service.prefix}:${isShared ? verb : ""}*`;
  const others = fitting(service, pattern).length - all.length;
  return others <= all.length ? { pattern, others } : null;
}

function row(c, { index, actions }, action, chosen) {
  const isBy = Boolean(chosen?.pattern);
  const toggle = ({ target }) =>
    target.checked
      ? c.act((view) => acts.add(view, index, actions.key, [action.full]), "added", { name: action.full })
      : c.act((view) => acts.remove(view, index, "Action", [chosen.own]), "removed", { name: action.full });
  const missing = chosen ? action.depends.filter((one) => !actions.items.some(({ value }) => value === one)) : [];
  return html`<li><label class="check"><input type="checkbox" .checked=${live(Boolean(chosen))} ?disabled=${isBy} @change=${toggle}>
    <span><code>${action.name}</code>${isBy ? html` <span class="badge">${c.say("by", { name: chosen.pattern })}</span>` : nothing}
      <small>${action.description} · ${needs(c, action)}</small></span></label>
    ${missing.map((one) => html`<button type="button" class="button-link also"
      @click=${() => c.act((view) => acts.add(view, index, actions.key, [one]), "added", { name: one })}>${c.say("alsoNeeds", { name: one })}</button>`)}
  </li>`;
}

function needs(c, { needed, other }) {
  const types = (needed.length ? needed : other).map((one) => one.title).join(", ");
  return types ? c.say("onTypes", { types }) : c.say("onEverything");
}
