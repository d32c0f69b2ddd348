// In the search dialog the arrow keys go from the input through the results and back.

export function palette(dialog) {
  const input = dialog.querySelector("input");

  dialog.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const stops = [input, ...dialog.querySelectorAll(".results :is(a, button)")];
    const at = Math.max(0, stops.indexOf(document.activeElement));
    stops[(at + step + stops.length) % stops.length].focus();
  });
}
