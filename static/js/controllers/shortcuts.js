// Single keys: each goes to the element that names it in data-shortcut. They rest while someone
// types, while a dialog is open, and for good where the person has switched them off.
import { remember, remembered } from "../cookies.js";

const TYPING = "input:not([type=checkbox], [type=radio]), select, textarea, [contenteditable]";

export function shortcuts(page) {
  const off = document.getElementById("shortcuts-off");
  let prefix = "";

  if (off) {
    off.checked = remembered("shortcuts") === "off";
    off.addEventListener("change", () => remember("shortcuts", off.checked ? "off" : ""));
  }
  page.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey)) {
      if (act(page, "mod k")) event.preventDefault();
      return;
    }
    if (rests(event, off)) return;
    const key = prefix + event.key;
    prefix = "";
    if (event.key === "g" && key === "g") prefix = "g ";
    else if (moveRow(event.key) || act(page, key)) event.preventDefault();
  });
}

function rests(event, off) {
  if (event.ctrlKey || event.metaKey || event.altKey || off?.checked) return true;
  if (event.composedPath()[0].matches?.(TYPING)) return true;
  return document.querySelector("dialog[open]") !== null;
}

function act(page, key) {
  const target = page.querySelector(`[data-shortcut="${CSS.escape(key)}"]`);
  if (!target) return false;
  if (target.matches("input")) target.focus();
  else target.click();
  return true;
}

function moveRow(key) {
  if (!["j", "k", "x"].includes(key)) return false;
  const rows = [...document.querySelectorAll("[data-rows] tbody tr")];
  const at = rows.findIndex((row) => row.contains(document.activeElement));
  if (key === "x") {
    rows[at]?.querySelector("[data-select]")?.click();
    return at >= 0;
  }
  const next = rows[Math.min(rows.length - 1, Math.max(0, at + (key === "j" ? 1 : -1)))];
  next?.querySelector("th a, td a")?.focus();
  return next !== undefined;
}
