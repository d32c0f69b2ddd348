// What services there are and what each lets people do: files of the server, read when needed and
// only for services that there are.
export const LEVELS = ["List", "Read", "Write", "Permissions management", "Tagging"];
export const SHOWN = [0, 1, 2, 4, 3];
const PATIENCE = 2000;

export function openCatalogue(address, onLoad) {
  const services = new Map();
  const asked = new Set();
  let names = new Map();
  let keys = [];

  const read = async (name) => {
    const answer = await fetch(address.replace(/services(?=\.json$)/, name));
    if (!answer.ok) throw new Error(name);
    return answer.json();
  };
  const load = (prefix) => {
    if (asked.has(prefix)) return;
    asked.add(prefix);
    read(prefix)
      .then((found) => services.set(prefix, serviceOf(found)))
      .then(onLoad, () => (asked.delete(prefix), setTimeout(onLoad, PATIENCE)));
  };
  const ready = read("services").then((index) => {
    names = new Map(index.services);
    keys = index.keys.map(keyOf);
    onLoad();
  }, () => {});

  return {
    ready,
    names: () => names,
    keys: () => keys,
    nameOf: (prefix) => names.get(prefix),
    isKnown: (prefix) => !names.size || names.has(prefix),
    service(prefix) {
      if (!services.has(prefix) && names.has(prefix)) load(prefix);
      return services.get(prefix);
    },
    isBusy: () => [...asked].some((prefix) => !services.has(prefix)),
  };
}

const keyOf = ([name, kind, isMany]) => ({ name, kind, isMany: Boolean(isMany) });

function serviceOf({ prefix, name, types, keys, actions }) {
  const allTypes = types.map(([title, arn]) => ({ title, arn }));
  const allKeys = keys.map(keyOf);
  const all = actions.map(([title, level, description, needed, other, own, depends]) => ({
    name: title,
    lower: title.toLowerCase(),
    full: `${prefix}:${title}`,
    level,
    description,
    needed: needed.map((place) => allTypes[place]),
    other: other.map((place) => allTypes[place]),
    keys: own.map((place) => allKeys[place]),
    depends,
  }));
  return { prefix, name, types: allTypes, actions: all, known: new Set(all.map((one) => one.lower)) };
}
