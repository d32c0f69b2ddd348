// Says a sentence to assistive technology, and shows it for a while when asked to.

export function announce(words) {
  const region = document.getElementById("live");
  if (region) region.textContent = words;
}

export function toast(words) {
  const shelf = document.getElementById("toasts");
  if (!shelf) return;
  const note = document.createElement("p");
  note.className = "toast";
  note.textContent = words;
  shelf.append(note);
  let timer = setTimeout(() => note.remove(), 6000);
  note.addEventListener("pointerenter", () => clearTimeout(timer));
  note.addEventListener("pointerleave", () => {
    timer = setTimeout(() => note.remove(), 6000);
  });
}

addEventListener("offline", () => toast(document.getElementById("toasts")?.dataset.offline));
