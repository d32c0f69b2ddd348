// Turns the text field of a JSON document into the editor, which is a file of its own. Without it
// the text field stays what it is: the field that the form sends.
import { toast } from "../live.js";

export async function jsonEditor(box) {
  const { editor } = document.documentElement.dataset;
  if (!editor) return;
  try {
    const { mount } = await import(editor);
    mount(box);
  } catch {
    box.dataset.shows = "text";
    toast(box.dataset.failed);
  }
}
