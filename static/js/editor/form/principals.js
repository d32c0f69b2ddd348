// Whom a statement is about: services, accounts, roles and users, identity providers, anyone.
import { html, nothing } from "lit-html";
import { addPrincipal, removePrincipal } from "../model/principals.js";
import { adder, select, token, tokens } from "./parts.js";

const KINDS = {
  Service: { member: "Service", example: "ec2.amazonaws.com", fits: /^[a-z0-9.-]+\.amazonaws\.com(\.cn)?$/ },
  Account: { member: "AWS", example: "111122223333", fits: /^([0-9]{12}|arn:aws[\w-]*:iam::[0-9]{12}:root)$/ },
  Identity: { member: "AWS", example: "arn:aws:iam::111122223333:role/deploy", fits: /^arn:aws[\w-]*:(iam|sts)::[0-9]{12}:\S+$/ },
  Federated: { member: "Federated", example: "arn:aws:iam::111122223333:saml-provider/corp", fits: /^\S+$/ },
  Anyone: { member: "AWS" },
};

export function principalsPart(c, statement, card) {
  const { index, principals, principal } = statement;
  const kind = card.principal ?? "Identity";
  const choose = (name) => {
    Object.assign(card, { principal: name, isAsking: false });
    c.draw();
  };
  const kinds = Object.keys(KINDS).map((name) => [name, c.say(`principal${name}`)]);
  return html`<section class="part" aria-label=${c.say("principals")}>
    <h3>${principal.isNot ? c.say("notPrincipals") : c.say("principals")}</h3>
    ${principal.isNot ? html`<p class="banner">${c.say("notPrincipalsHint")}</p>` : nothing}
    ${tokens(principals.map((one) => chip(c, index, one)))}
    <div class="principal-kind">${select(c.say("principalKind"), kinds, kind, choose)}</div>
    ${kind === "Anyone" ? anyone(c, statement, card) : named(c, index, kind)}
  </section>`;
}

function chip(c, index, { kind, value, place }) {
  const gone = () => c.act((view) => removePrincipal(view, index, kind, place), "removed", { name: value });
  const words = value === "*" ? c.say("principalAnyone") : c.say(`kind${kind}`);
  return token(c, value, gone, { isOdd: value === "*", extra: html` <span class="token-count">${words}</span>` });
}

function put(c, index, member, value) {
  c.act((view) => addPrincipal(view, index, member, value), "added", { name: value });
  return true;
}

function named(c, index, kind) {
  const { member, example, fits } = KINDS[kind];
  return adder(c, {
    id: `${c.id}-principal-${index}`,
    label: c.say(`principal${kind}`),
    placeholder: example,
    options: () => suggestions(c, kind),
    add: (text) => (fits.test(text) ? put(c, index, member, text) : c.tell("noPrincipal", { name: text, example })),
  });
}

function suggestions(c, kind) {
  if (kind === "Account") return [[c.account, c.say("thisAccount")]];
  if (kind !== "Service") return [];
  return ["ec2", "lambda", "ecs-tasks", "states", "events", "scheduler", "cloudformation", "codebuild", "glue", "s3"].map((one) => [`${one}.amazonaws.com`, ""]);
}

// Anyone means every account there is, so it is asked twice.
function anyone(c, { index }, card) {
  const ask = (isAsking) => {
    card.isAsking = isAsking;
    c.draw();
  };
  const sure = () => {
    ask(false);
    put(c, index, "AWS", "*");
  };
  if (!card.isAsking) return html`<button type="button" class="button" @click=${() => ask(true)}>${c.say("addAnyone")}</button>`;
  return html`<div class="banner banner-danger" role="alert"><p>${c.say("anyoneHint")}</p>
    <button type="button" class="button button-danger" @click=${sure}>${c.say("anyoneSure")}</button>
    <button type="button" class="button" @click=${() => ask(false)}>${c.say("cancel")}</button></div>`;
}
