// The conditions of a statement, a row each.
import { html, nothing } from "lit-html";
import * as edits from "../model/conditions.js";
import { chosenActions } from "./chosen.js";
import { firstOperator, isFitting, operatorsFor, sortOf } from "./operators.js";
import { adder, select, token, tokens, tool } from "./parts.js";

export function conditionsPart(c, statement) {
  const { index, conditions } = statement;
  return html`<section class="part" aria-label=${c.say("conditions")}>
    <h3>${c.say("conditions")} ${conditions.length ? html`<span class="muted">${c.say("allTrue")}</span>` : nothing}</h3>
    ${conditions.map((one, place) => row(c, statement, one, place))}
    ${adder(c, {
      id: `${c.id}-condition-${index}`,
      label: c.say("addCondition"),
      placeholder: "aws:SourceIp",
      options: () => keysFor(c, statement).map(({ name, kind, isOwn }) => [name, isOwn ? c.say("ofTheseActions") : kind]),
      add: (text) => addRow(c, statement, text),
    })}
  </section>`;
}

// Keys of the chosen actions first, then those of every service.
function keysFor({ catalogue }, statement) {
  const own = new Map();
  for (const action of chosenActions(catalogue, statement)) {
    for (const key of action.keys) own.set(key.name, { ...key, isOwn: true });
  }
  return [...own.values(), ...catalogue.keys()];
}

// `aws:ResourceTag/${TagKey}` stands for every key that begins so.
function keyNamed(c, statement, name) {
  const wanted = name.toLowerCase();
  return keysFor(c, statement).find((key) => {
    const [before, varies] = key.name.toLowerCase().split(/\$\{|<|\/tag-key/);
    return varies === undefined ? before === wanted : wanted.startsWith(before) && wanted.length > before.length;
  });
}

function addRow(c, statement, key) {
  if (!/^[\w.-]+:\S+$/.test(key)) return c.tell("noKey", { name: key });
  if (/[<>{}]|\/tag-key$/.test(key)) return c.tell("keyVaries", { name: key });
  const kind = keyNamed(c, statement, key)?.kind ?? "String";
  const operator = firstOperator(kind);
  if (edits.hasCondition(c.view, statement.index, operator, key)) return c.tell("keyTaken", { name: key });
  const value = kind === "Bool" ? "true" : [];
  c.act((view) => edits.addCondition(view, statement.index, operator, key, value), "added", { name: key });
  return true;
}

function row(c, statement, { operator, key, items }, place) {
  const { index } = statement;
  const known = keyNamed(c, statement, key);
  const parts = edits.operatorParts(operator);
  const turn = (change) => {
    const next = edits.operatorText({ ...parts, ...change });
    c.act((view) => edits.setOperator(view, index, operator, key, next), "changed", { name: next });
    c.draw();
  };
  const offered = operatorsFor(known?.kind);
  const names = offered.includes(parts.name) ? offered : [parts.name, ...offered];
  const id = `${c.id}-value-${index}-${place}`;
  return html`<div class="condition" role="group" aria-label=${key}>
    <code class="condition-key">${key}</code>
    ${tool(c, c.say("removeOf", { name: key }), "x", () => c.act((view) => edits.removeCondition(view, index, operator, key), "removed", { name: key }))}
    <div class="condition-how">
      ${known?.isMany || parts.qualifier ? select(c.say("qualifier"), [["", c.say("oneValue")], ["ForAnyValue", c.say("anyValue")], ["ForAllValues", c.say("allValues")]], parts.qualifier, (qualifier) => turn({ qualifier })) : nothing}
      ${select(c.say("operator"), names.map((one) => [one, one]), parts.name, (name) => turn({ name }))}
      ${parts.name === "Null" ? nothing : html`<label class="check"><input type="checkbox" .checked=${parts.ifExists} @change=${({ target }) => turn({ ifExists: target.checked })}><span>${c.say("ifExists")}</span></label>`}
    </div>
    ${values(c, index, { operator, key, items, sort: sortOf(parts.name), name: parts.name, id })}
  </div>`;
}

function values(c, index, { operator, key, items, sort, name, id }) {
  if (sort === "Bool" && items.length === 1) {
    const set = (text) => c.act((view) => edits.setConditionValue(view, index, operator, key, 0, text), "changed", { name: text });
    return select(c.say("value"), ["true", "false"].map((one) => [one, name === "Null" ? c.say(one === "true" ? "isMissing" : "isThere") : one]), String(items[0].value), set);
  }
  const chips = items.map((one, at) => {
    const gone = () => c.act((view) => edits.removeConditionValue(view, index, operator, key, at), "removed", { name: String(one.value) });
    const isOdd = !isFitting(name, String(one.value));
    return token(c, String(one.value), gone, isOdd ? { isOdd, hint: c.say("oddValue", { sort: c.say(`sort${sort}`) }) } : {});
  });
  const add = (text) =>
    isFitting(name, text)
      ? (c.act((view) => edits.addConditionValue(view, index, operator, key, text), "added", { name: text }), true)
      : c.tell("oddValue", { sort: c.say(`sort${sort}`) });
  return html`${tokens(chips)}${adder(c, { id, label: items.length ? c.say("orValue") : c.say("value"), placeholder: sort ? c.say(`sort${sort}`) : "", add })}`;
}
