// What is typed to add actions: a service opens its block, an action or a pattern goes into the text.
import * as acts from "../model/acts.js";
import { prefixOf } from "./chosen.js";

// Services at first; once one is named, its actions.
export function suggestions({ catalogue }, typed) {
  const prefix = typed.split(":")[0].toLowerCase();
  const service = typed.includes(":") && catalogue.service(prefix);
  if (!service) return [...catalogue.names()];
  return service.actions.map(({ full, description }) => [full, description]);
}

export function addAction(c, { index }, card, text, key) {
  const values = text.split(/[\s,]+/).filter(Boolean);
  if (values.length === 1 && text !== "*" && !text.includes(":")) return addService(c, card, text);
  const wrong = values.find((one) => one !== "*" && !/^[\w-]+:\S+$/.test(one));
  if (wrong) return c.tell("noAction", { name: wrong });
  c.act((view) => acts.add(view, index, key, values), "added", { name: values.join(", ") });
  return true;
}

function addService(c, card, text) {
  const prefix = prefixOf(text);
  if (!c.catalogue.isKnown(prefix)) return c.tell("noService", { name: text });
  card.added = [...new Set([...card.added, prefix])];
  card.level.set(prefix, card.level.get(prefix) ?? 0);
  return true;
}
