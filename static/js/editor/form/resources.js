// The resources of a statement, as chips, and the way to build an ARN.
import { html, nothing } from "lit-html";
import * as acts from "../model/acts.js";
import { isArn } from "./arns.js";
import { adder, icon, token, tokens } from "./parts.js";

export function resourcesPart(c, statement) {
  const { key, isNot, items } = statement.resources;
  const { index } = statement;
  const isAll = items.some((one) => one.value === "*");
  const build = html`<button type="button" class="button" @click=${() => c.buildArn(index)}>${icon(c, "pencil")}${c.say("buildArn")}</button>
    ${isAll || isNot ? nothing : html`<button type="button" class="button-link" @click=${() => put(c, index, key, ["*"])}>${c.say("everyResource")}</button>`}`;
  return html`<section class="part" aria-label=${c.say("resources")}>
    <h3>${isNot ? c.say("notResources") : c.say("resources")}</h3>
    ${isNot ? html`<p class="banner">${c.say("notResourcesHint")}</p>` : nothing}
    ${tokens(items.map((one) => chip(c, index, one.value)))}
    ${adder(c, {
      id: `${c.id}-resource-${index}`,
      label: c.say("addResource"),
      placeholder: "arn:aws:s3:::bucket/*",
      add: (text) => put(c, index, key, text.split(/[\s,]+/).filter(Boolean)),
      more: build,
    })}
  </section>`;
}

function chip(c, index, value) {
  const gone = () => c.act((view) => acts.remove(view, index, "Resource", [value]), "removed", { name: value });
  if (value === "*") return token(c, value, gone, { extra: html` <span class="token-count">${c.say("everyResource")}</span>` });
  const isOdd = !isArn(value) && !value.includes("${");
  return token(c, value, gone, isOdd ? { isOdd, hint: c.say("noArn", { name: value }) } : {});
}

export function put(c, index, key, values) {
  const wrong = values.find((one) => !isArn(one) && !one.includes("${"));
  if (wrong) return c.tell("noArn", { name: wrong });
  c.act((view) => acts.add(view, index, key, values), "added", { name: values.join(", ") });
  return true;
}
