// Which actions of a statement's services are chosen, and by which of its patterns.
import { fits, isPattern } from "./glob.js";

export const prefixOf = (action) => (action === "*" ? "*" : action.split(":")[0].toLowerCase());
const nameOf = (action) => action.slice(action.indexOf(":") + 1);

// The statement's patterns by service, in order of first appearance.
export function byService(statement, added = []) {
  const found = new Map();
  for (const { value } of statement.actions.items) {
    const prefix = prefixOf(value);
    found.set(prefix, [...(found.get(prefix) ?? []), value]);
  }
  for (const prefix of added) if (!found.has(prefix)) found.set(prefix, []);
  return found;
}

// What chooses each action: its own name ("") or the pattern. Names that nobody has come apart.
export function coverage(service, patterns) {
  const names = new Map(patterns.filter((one) => !isPattern(one)).map((one) => [nameOf(one).toLowerCase(), one]));
  const wild = patterns.filter(isPattern);
  const by = new Map();
  for (const action of service?.actions ?? []) {
    const own = names.get(action.lower);
    const pattern = wild.find((one) => one === "*" || fits(nameOf(one), action.name));
    if (own || pattern) by.set(action, { own, pattern });
  }
  const unknown = service ? [...names].filter(([name]) => !service.known.has(name)).map(([, one]) => one) : [];
  return { by, wild, unknown, written: names.size };
}

// The actions a pattern stands for.
export function fitting(service, pattern) {
  return service.actions.filter((action) => fits(nameOf(pattern), action.name));
}

export function chosenActions(catalogue, statement) {
  return [...byService(statement)].flatMap(([prefix, patterns]) => {
    const service = catalogue.service(prefix);
    return service ? [...coverage(service, patterns).by.keys()] : [];
  });
}
