// Everything small that the console's pages do beyond their HTML. Each behaviour is hooked to the
// elements that name it in data-controller, whenever they come into the page.
import "htmx.org";
import { capsLock } from "./controllers/caps-lock.js";
import { confirmLeave } from "./controllers/confirm-leave.js";
import { copy } from "./controllers/copy.js";
import { countdown } from "./controllers/countdown.js";
import { dialog } from "./controllers/dialog.js";
import { dismiss } from "./controllers/dismiss.js";
import { draft } from "./controllers/draft.js";
import { errorSummary } from "./controllers/error-summary.js";
import { jsonEditor } from "./controllers/json-editor.js";
import { menu } from "./controllers/menu.js";
import { navigation } from "./controllers/navigation.js";
import { palette } from "./controllers/palette.js";
import { phrase } from "./controllers/phrase.js";
import { printer } from "./controllers/printer.js";
import { reorder } from "./controllers/reorder.js";
import { reveal } from "./controllers/reveal.js";
import { secret } from "./controllers/secret.js";
import { securityKey } from "./controllers/security-key.js";
import { selection } from "./controllers/selection.js";
import { shortcuts } from "./controllers/shortcuts.js";
import { submitOnce } from "./controllers/submit-once.js";
import { theme } from "./controllers/theme.js";
import { twoCodes } from "./controllers/two-codes.js";

const controllers = {
  "caps-lock": capsLock,
  "confirm-leave": confirmLeave,
  copy,
  countdown,
  dialog,
  dismiss,
  draft,
  "error-summary": errorSummary,
  "json-editor": jsonEditor,
  menu,
  navigation,
  palette,
  phrase,
  printer,
  reorder,
  reveal,
  secret,
  "security-key": securityKey,
  selection,
  shortcuts,
  "submit-once": submitOnce,
  theme,
  "two-codes": twoCodes,
};
const connected = new WeakSet();

function connect(element) {
  if (connected.has(element)) return;
  connected.add(element);
  for (const name of element.dataset.controller.split(/\s+/)) controllers[name]?.(element);
}

function connectWithin(node) {
  if (node.matches?.("[data-controller]")) connect(node);
  node.querySelectorAll?.("[data-controller]").forEach(connect);
}

new MutationObserver((changes) => {
  for (const { addedNodes } of changes) addedNodes.forEach(connectWithin);
}).observe(document.documentElement, { childList: true, subtree: true });
connectWithin(document.documentElement);

// What somebody typed before htmx listened is searched for as soon as it does.
document.addEventListener("htmx:after:init", ({ target }) => {
  const box = target.querySelector("input[type=search]");
  if (box && box.value !== box.defaultValue) box.dispatchEvent(new Event("input"));
});
