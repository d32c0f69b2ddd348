// A link or button that opens the <dialog> named in data-dialog; focus comes back by itself.

export function dialog(opener) {
  opener.addEventListener("click", (event) => {
    const target = document.getElementById(opener.dataset.dialog);
    if (!target) return;
    event.preventDefault();
    target.showModal();
    target.querySelector("[data-first]")?.focus();
  });
}
