// A destructive button is ready only once the typed phrase is right. The server checks again.

export function phrase(form) {
  const typed = form.querySelector("[data-phrase]");
  const button = form.querySelector("[data-armed]");
  const check = () => {
    button.disabled = typed.value.trim() !== typed.dataset.phrase;
  };
  typed.addEventListener("input", check);
  check();
}
