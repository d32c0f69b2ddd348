// A button that takes away the message it stands in.

export function dismiss(button) {
  button.addEventListener("click", () => {
    button.closest("[data-dismissable]").remove();
    document.getElementById("content")?.focus({ preventScroll: true });
  });
}
