// The JSON editor: a view over the text field that the form sends. The text is the only state.
import { startChecks } from "./editor/checks.js";
import { showFindings } from "./editor/findings.js";
import { showSize } from "./editor/size.js";
import { createView } from "./editor/view.js";

export function mount(box) {
  const field = box.querySelector("textarea");
  const host = document.createElement("div");
  host.className = "editor-host";
  field.after(host);

  const view = createView(host, field, {
    label: box.dataset.label,
    onChange: (text) => {
      field.value = text;
      showSize(box, text);
      checks.changed(text);
    },
  });
  const checks = startChecks(box, field, (findings) => showFindings(box, view, findings));
  showSize(box, field.value);
  host.toggleAttribute("data-invalid", field.getAttribute("aria-invalid") === "true");
  field.hidden = true;
  box.querySelector("label, [data-editor-label]")?.addEventListener("click", (event) => {
    event.preventDefault();
    view.focus();
  });
}
