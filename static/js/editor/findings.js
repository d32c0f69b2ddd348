// Findings in the text, and as a list below it whose places are buttons.
import { setDiagnostics } from "@codemirror/lint";

const SEVERITY = { error: "error", security: "error", warning: "warning", suggestion: "info" };

export function showFindings(box, view, findings, goTo) {
  const end = view.state.doc.length;
  const placed = findings.map((finding) => ({
    ...finding,
    from: Math.min(finding.from ?? 0, end),
    to: Math.min(finding.to ?? 0, end),
  }));
  view.dispatch(setDiagnostics(view.state, placed.map(diagnostic)));
  const list = box.querySelector("[data-findings]");
  if (!list) return;
  list.replaceChildren(...placed.map((finding) => item(list, view, finding, goTo)));
  countLevels(box, placed);
}

function diagnostic({ from, to, level, message, code }) {
  return { from, to, severity: SEVERITY[level] ?? "info", message: `${message} (${code})` };
}

function item(list, view, finding, goTo) {
  const row = document.createElement("li");
  row.className = `finding-${finding.level}`;
  const place = button(placeWords(list, view, finding.from), () => goTo(finding));
  const code = document.createElement("code");
  code.textContent = finding.code;
  row.append(place, ` ${finding.message} `, code);
  if (finding.fix) {
    const words = `${list.dataset.fix}: ${finding.fix.title}`;
    const checked = view.state.doc;
    row.append(" ", button(words, () => mend(view, checked, finding.fix)));
  }
  if (finding.help) row.append(hint(finding.help));
  return row;
}

function button(words, act) {
  const element = document.createElement("button");
  element.type = "button";
  element.className = "button-link";
  element.textContent = words;
  element.addEventListener("click", act);
  return element;
}

function hint(words) {
  const element = document.createElement("div");
  element.className = "hint";
  element.textContent = words;
  return element;
}

// A fix was made for the text that was checked; until the list is drawn anew it fits no other.
function mend(view, checked, { from, to, insert }) {
  if (!view.state.doc.eq(checked)) return;
  view.dispatch({ changes: { from, to, insert }, userEvent: "input.fix" });
  if (view.dom.getClientRects().length) view.focus();
}

function placeWords(list, view, from) {
  const line = view.state.doc.lineAt(from);
  return list.dataset.findings
    .replace("%(line)s", line.number)
    .replace("%(column)s", from - line.from + 1);
}

function countLevels(box, findings) {
  for (const place of box.querySelectorAll("[data-level]")) {
    const count = findings.filter(({ level }) => level === place.dataset.level).length;
    place.textContent = count;
    place.parentElement.classList.toggle("is-any", count > 0 && place.dataset.level === "error");
  }
}
