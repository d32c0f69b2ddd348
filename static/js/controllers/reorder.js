// Columns to choose from: buttons move one up or down, and so to the front or the back of the table.

export function reorder(list) {
  list.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-move]");
    const row = button?.closest(".column-choice");
    if (!row) return;
    if (button.dataset.move === "up") row.previousElementSibling?.before(row);
    else row.nextElementSibling?.after(row);
    button.focus();
  });
}
