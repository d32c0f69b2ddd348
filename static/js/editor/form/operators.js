// Which operators fit the type of a condition key, and which texts fit as values.
const TEXT = ["Equals", "NotEquals", "EqualsIgnoreCase", "NotEqualsIgnoreCase", "Like", "NotLike"];
const ORDER = ["Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals"];
const OF_KIND = {
  String: TEXT.map((one) => `String${one}`),
  ARN: ["ArnLike", "ArnNotLike", "ArnEquals", "ArnNotEquals"],
  Bool: ["Bool"],
  Numeric: ORDER.map((one) => `Numeric${one}`),
  Date: ORDER.map((one) => `Date${one}`),
  IPAddress: ["IpAddress", "NotIpAddress"],
  Binary: ["BinaryEquals"],
};
const FIRST = { Date: "DateGreaterThan", String: "StringEquals", ARN: "ArnLike" };

export function operatorsFor(kind) {
  return [...(OF_KIND[kind] ?? Object.values(OF_KIND).flat()), "Null"];
}

export const firstOperator = (kind) => FIRST[kind] ?? OF_KIND[kind]?.[0] ?? "StringEquals";

const FITS = {
  Bool: (text) => ["true", "false"].includes(text.toLowerCase()),
  Numeric: (text) => /^-?[0-9]+(\.[0-9]+)?$/.test(text),
  Date: (text) => /^([0-9]{9,13}|[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9:.]+(Z|[+-][0-9:]+)?)?)$/.test(text),
  IpAddress: isNetwork,
  Arn: (text) => /^(arn:.*|\*)$/.test(text),
};

function isNetwork(text) {
  const [address, bits, more] = text.split("/");
  if (more !== undefined || (bits !== undefined && !/^[0-9]{1,3}$/.test(bits))) return false;
  if (address.includes(":")) return /^[0-9a-f:.]+$/i.test(address) && Number(bits ?? 0) <= 128;
  const parts = address.split(".");
  return parts.length === 4 && parts.every((one) => /^[0-9]{1,3}$/.test(one) && Number(one) < 256) && Number(bits ?? 0) <= 32;
}

// The sort of value an operator wants, as a word of the page; "" where any text will do.
export function sortOf(operator) {
  if (operator === "Null") return "Bool";
  return Object.keys(FITS).find((sort) => operator.replace(/^Not/, "").startsWith(sort)) ?? "";
}

// Variables stand for what nobody knows yet, so they fit everywhere.
export function isFitting(operator, text) {
  const sort = sortOf(operator);
  return !sort || text.includes("${") || FITS[sort](text);
}
