// The actions of a statement: a block a service, in it a chip a level, behind that its checkboxes.
import { html, nothing } from "lit-html";
import * as acts from "../model/acts.js";
import { addAction, suggestions } from "./add_action.js";
import { LEVELS, SHOWN } from "./catalogue.js";
import { byService, coverage, fitting } from "./chosen.js";
import { isPattern } from "./glob.js";
import { levelGrid } from "./levels.js";
import { adder, token, tokens, tool } from "./parts.js";

export function actionsPart(c, statement, card) {
  const { key, isNot } = statement.actions;
  const blocks = [...byService(statement, card.added)];
  return html`<section class="part" aria-label=${c.say("actions")}>
    <h3>${isNot ? c.say("notActions") : c.say("actions")}</h3>
    ${isNot ? html`<p class="banner">${c.say("notActionsHint")}</p>` : nothing}
    ${blocks.map(([prefix, patterns]) => block(c, statement, card, prefix, patterns))}
    ${adder(c, {
      id: `${c.id}-action-${statement.index}`,
      label: c.say("addAction"),
      placeholder: c.say("addActionExample"),
      options: (typed) => suggestions(c, typed),
      add: (text) => addAction(c, statement, card, text, key),
    })}
  </section>`;
}

function block(c, statement, card, prefix, patterns) {
  const service = c.catalogue.service(prefix);
  const { by, wild, unknown } = coverage(service, patterns);
  const level = card.level.get(prefix);
  const title = prefix === "*" ? c.say("everyService") : (c.catalogue.nameOf(prefix) ?? prefix);
  const choose = (one) => {
    card.level.set(prefix, level === one ? undefined : one);
    c.draw();
  };
  return html`<div class="service" role="group" aria-label=${title}>
    <div class="service-head">
      <h4>${title}</h4><code>${prefix}</code>
      ${service ? SHOWN.map((one) => levelChip(c, service, by, one, level, choose)) : nothing}
      ${tool(c, c.say("removeService", { name: title }), "x", () => removeAll(c, statement, card, prefix, patterns))}
    </div>
    ${tokens([
      ...wild.map((one) => wildcard(c, statement, service, one)),
      ...(service ? unknown : patterns.filter((one) => !isPattern(one))).map((one) => plain(c, statement, one, service)),
    ])}
    ${service && level !== undefined ? levelGrid(c, statement, card, { service, by, level, prefix }) : nothing}
  </div>`;
}

function levelChip(c, service, by, level, current, choose) {
  const all = service.actions.filter((one) => one.level === level).length;
  if (!all) return nothing;
  const chosen = [...by.keys()].filter((one) => one.level === level);
  const isWild = chosen.some((one) => by.get(one).pattern);
  return html`<button type="button" class="level ${chosen.length ? "is-any" : ""} ${isWild ? "badge-wild" : ""}"
    aria-expanded=${current === level} @click=${() => choose(level)}
    >${c.say(LEVELS[level])} <span>${chosen.length}/${all}</span></button>`;
}

function wildcard(c, { index, actions }, service, pattern) {
  const found = service ? fitting(service, pattern) : [];
  const expand = () =>
    c.act((view) => acts.exchangeValue(view, index, "Action", pattern, found.map((one) => one.full)), "expanded", { name: pattern });
  const extra = found.length
    ? html` <span class="token-count">${c.say("count", { count: found.length })}</span>
        <button type="button" class="button-link" aria-label=${c.say("expandOf", { name: pattern })} @click=${expand}>${c.say("expand")}</button>`
    : nothing;
  return token(c, pattern, () => drop(c, index, actions.key, [pattern]), { extra });
}

function plain(c, { index, actions }, action, service) {
  const odd = service ? { isOdd: true, hint: c.say("unknownAction") } : {};
  return token(c, action, () => drop(c, index, actions.key, [action]), odd);
}

const drop = (c, index, key, values) =>
  c.act((view) => acts.remove(view, index, "Action", values), "removed", { name: values.join(", ") });

function removeAll(c, { index, actions }, card, prefix, patterns) {
  card.added = card.added.filter((one) => one !== prefix);
  card.level.delete(prefix);
  if (patterns.length) drop(c, index, actions.key, patterns);
  c.draw();
}
