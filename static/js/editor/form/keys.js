// Keys that mean the same all over the form: undo and redo, and Enter, which here sends nothing.
export function formKeys(host, { undo, redo }) {
  host.addEventListener("keydown", (event) => {
    const { target } = event;
    const key = event.key.toLowerCase();
    if (key === "enter" && target.matches("input")) event.preventDefault();
    if (!(event.ctrlKey || event.metaKey) || event.altKey || !["z", "y"].includes(key)) return;
    // A field with words in it undoes its own.
    if (target.matches("input:not([type=checkbox])") && target.value) return;
    event.preventDefault();
    if (key === "y" || event.shiftKey) redo();
    else undo();
  });
}
