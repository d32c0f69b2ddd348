// Rows of a table: select the page, a range with Shift, and see what can be done with the selection.

export function selection(form) {
  const all = form.querySelector("[data-select-all]");
  const bar = form.querySelector("[data-bulk]");
  const boxes = () => [...form.querySelectorAll("[data-select]")];
  let last = null;

  const show = () => {
    const chosen = boxes().filter((box) => box.checked).length;
    bar?.toggleAttribute("data-any", chosen > 0);
    form.querySelectorAll("[data-chosen]").forEach((place) => {
      place.textContent = place.dataset.chosen.replace("%s", chosen);
    });
    // Everything that matches is offered once all that is shown is selected.
    const whole = chosen === boxes().length;
    form.querySelectorAll("[data-everything]").forEach((offer) => {
      offer.hidden = !whole;
      if (!whole) offer.querySelector("input").checked = false;
    });
    if (!all) return;
    all.checked = chosen > 0 && chosen === boxes().length;
    all.indeterminate = chosen > 0 && !all.checked;
  };
  const range = (from, to, checked) => {
    const rows = boxes();
    const [start, end] = [rows.indexOf(from), rows.indexOf(to)].sort((a, b) => a - b);
    if (start >= 0) rows.slice(start, end + 1).forEach((box) => (box.checked = checked));
  };
  form.addEventListener("click", ({ target, shiftKey }) => {
    if (target === all) boxes().forEach((box) => (box.checked = all.checked));
    else if (!target.matches("[data-select]")) return;
    else if (shiftKey && last) range(last, target, target.checked);
    last = target === all ? null : target;
    show();
  });
  show();
}
