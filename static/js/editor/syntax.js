// What is wrong with a text as JSON: it does not parse, or an object names a member twice.
import { visit } from "jsonc-parser";

export function syntaxFindings(text, { syntaxMessage, duplicateMessage }) {
  const findings = [];
  const members = [];
  const add = (code, message, from, length) =>
    findings.push({ level: "error", code, message, from, to: from + Math.max(1, length) });

  visit(text, {
    onObjectBegin: () => {
      members.push(new Set());
    },
    onObjectEnd: () => {
      members.pop();
    },
    onObjectProperty: (name, offset, length) => {
      const seen = members.at(-1);
      if (seen?.has(name)) add("DUPLICATE_KEY", duplicateMessage.replace("%s", name), offset, length);
      seen?.add(name);
    },
    onError: (error, offset, length) => add("JSON_SYNTAX", syntaxMessage, offset, length),
    onComment: (offset, length) => add("JSON_SYNTAX", syntaxMessage, offset, length),
  });
  return findings;
}
