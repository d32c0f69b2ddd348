// ARN patterns of the catalogue, `arn:${Partition}:s3:::${BucketName}`: filled in, and read back.
const VARIABLE = /\$\{([^}]+)\}/g;
const FIELDS = ["Partition", "Region", "Account"];

export function variablesOf(pattern) {
  return [...pattern.matchAll(VARIABLE)].map(([, name]) => name);
}

export function filledIn(pattern, values) {
  return pattern.replace(VARIABLE, (_, name) => values[name] || startOf(name));
}

export const startOf = (name) => (name === "Partition" ? "aws" : "*");

// What stands for each variable in an ARN of this pattern; null where it is of another.
export function readBack(pattern, arn) {
  const names = variablesOf(pattern);
  let left = names.length;
  const escaped = pattern.split(VARIABLE).map((part, place) => {
    if (place % 2 === 0) return part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    left -= 1;
    return FIELDS.includes(part) ? "([^:]*)" : left ? "(.+?)" : "(.+)";
  });
  const found = new RegExp(`^${escaped.join("")}$`).exec(arn);
  return found && Object.fromEntries(names.map((name, place) => [name, found[place + 1]]));
}

// The type whose pattern says most about an ARN, with what it says.
export function recognised(types, arn) {
  const found = types.flatMap((type) => {
    const values = readBack(type.arn, arn);
    return values ? [{ type, values }] : [];
  });
  const weight = ({ type }) => type.arn.replace(VARIABLE, "").length;
  return found.sort((one, other) => weight(other) - weight(one))[0];
}

export function isArn(text) {
  return text === "*" || /^arn:[^:]*:[^:]*:[^:]*:[^:]*:./.test(text);
}
