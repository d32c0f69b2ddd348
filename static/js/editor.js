// The editor of a document: a text with a form over it. The text is the only state; the text field
// holds it for the form that is sent.
import { startAids } from "./editor/aids.js";
import { startChecks } from "./editor/checks.js";
import { showFindings } from "./editor/findings.js";
import { startForm } from "./editor/form/start.js";
import { startPanes } from "./editor/panes.js";
import { showSize } from "./editor/size.js";
import { textOf } from "./editor/text.js";
import { createView } from "./editor/view.js";

export async function mount(box) {
  const field = box.querySelector("textarea");
  const host = document.createElement("div");
  host.className = "editor-host";
  field.after(host);

  const parts = {};
  const view = createView(host, field, {
    label: box.dataset.label,
    onChange: () => {
      field.value = text.text();
      field.dispatchEvent(new Event("input", { bubbles: true }));
      showSize(box, field.value);
      checks.changed(field.value);
      parts.form?.changed();
      parts.aids?.changed();
    },
    onMove: (offset) => parts.form?.at(offset),
  });
  const text = textOf(view, () => parts.panes?.needText());
  const goTo = ({ from, to }) => {
    const isShown = parts.panes?.shows() === "form" && parts.form.reveal(from);
    if (!isShown) text.show({ offset: from, length: to - from });
  };
  const checks = startChecks(box, field, (findings) => {
    showFindings(box, view, findings, goTo);
    parts.form?.found(findings);
  });
  showSize(box, field.value);
  host.toggleAttribute("data-invalid", field.getAttribute("aria-invalid") === "true");
  field.hidden = true;
  box.querySelector("label, [data-editor-label]")?.addEventListener("click", (event) => {
    event.preventDefault();
    view.focus();
  });
  const form = box.querySelector("[data-form]");
  if (form) {
    parts.form = startForm(box, form, text);
    parts.panes = startPanes(box, () => view.requestMeasure());
    parts.aids = startAids(box, field, parts.form);
    await parts.form.ready;
  }
  box.dataset.ready = "";
}
