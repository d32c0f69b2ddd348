// Puts data-copy on the clipboard; where that is not allowed, selects the text beside the button.
import { announce, toast } from "../live.js";

export function copy(button) {
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
      confirm(button);
    } catch {
      selectBeside(button);
      toast(button.dataset.fallback);
    }
  });
}

function confirm(button) {
  button.dataset.copied = "";
  announce(button.dataset.done);
  setTimeout(() => delete button.dataset.copied, 1600);
}

function selectBeside(button) {
  const text = button.parentElement.querySelector("code, pre");
  if (text) getSelection().selectAllChildren(text);
}
