// The text as a form sees it: every part with its place. Nothing is kept but the text.
import { end, isList, isObject, isText, itemsOf, member, members, read } from "./read.js";

const ELEMENTS = {
  Sid: isText,
  Effect: (node) => isText(node) && ["Allow", "Deny"].includes(node.value),
  Action: areTexts,
  NotAction: areTexts,
  Resource: areTexts,
  NotResource: areTexts,
  Principal: isPrincipal,
  NotPrincipal: isPrincipal,
  Condition: areConditions,
};
const SCALARS = ["string", "number", "boolean"];

function areTexts(node) {
  return isText(node) || (isList(node) && node.children.every(isText));
}

function isPrincipal(node) {
  if (isText(node)) return node.value === "*";
  return isObject(node) && members(node).every(({ value }) => areTexts(value));
}

function areConditions(node) {
  const isRow = ({ value }) => itemsOf(value).every((one) => SCALARS.includes(one.type));
  return isObject(node) && members(node).every(({ value }) => isObject(value) && members(value).every(isRow));
}

export function project(text) {
  const { root, problem } = read(text);
  if (problem) return { text, isOk: false, problem, statements: [] };
  const list = member(root, "Statement")?.value;
  const nodes = list ? itemsOf(list).filter(isObject) : [];
  const isWhole = !list || itemsOf(list).length === nodes.length;
  const known = ["Version", "Id", ...(isWhole ? ["Statement"] : [])];
  return {
    text,
    root,
    list,
    isOk: isWhole,
    problem: isWhole ? null : { code: "STATEMENT", offset: list.offset, length: list.length },
    version: member(root, "Version")?.value.value,
    isSingle: Boolean(list) && !isList(list),
    kept: keptOf(root, (name, value) => known.includes(name) && (name === "Statement" || isText(value))),
    statements: isWhole ? nodes.map(statementOf) : [],
  };
}

function keptOf(node, isKnown) {
  return members(node)
    .filter(({ name, value }) => !isKnown(name, value))
    .map(({ name, node: { offset, length } }) => ({ name, offset, length }));
}

function statementOf(node, index) {
  const sound = (name) => {
    const found = member(node, name)?.value;
    return found && ELEMENTS[name](found) ? found : undefined;
  };
  const either = (name) => ({ key: member(node, `Not${name}`) ? `Not${name}` : name });
  const part = (name) => {
    const { key } = either(name);
    const value = sound(key);
    return { key, isNot: key !== name, node: value, items: value ? itemsOf(value) : [] };
  };
  const principal = either("Principal").key;
  return {
    node,
    index,
    offset: node.offset,
    end: end(node),
    sid: sound("Sid")?.value ?? "",
    effect: sound("Effect")?.value ?? "",
    actions: part("Action"),
    resources: part("Resource"),
    principal: { key: principal, isNot: principal !== "Principal", node: sound(principal) },
    principals: principalsOf(sound(principal)),
    conditions: conditionsOf(sound("Condition")),
    kept: keptOf(node, (name, value) => ELEMENTS[name]?.(value)),
  };
}

function principalsOf(node) {
  if (isText(node)) return [{ kind: "AWS", value: "*", place: 0 }];
  return members(node).flatMap(({ name, value }) =>
    itemsOf(value).map((one, place) => ({ kind: name, value: one.value, place })),
  );
}

function conditionsOf(node) {
  return members(node).flatMap(({ name, value }) =>
    members(value).map((one) => ({ operator: name, key: one.name, node: one.value, items: itemsOf(one.value) })),
  );
}
