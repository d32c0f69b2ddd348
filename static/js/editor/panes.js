// Which of form and text are shown. The choice is kept in this browser; the text never changes.
import { remember, remembered } from "../cookies.js";

const NARROW = "(max-width: 899.98px)";

export function startPanes(box, onShow) {
  const narrow = matchMedia(NARROW);
  const buttons = [...box.querySelectorAll("[data-view]")];
  let chosen = ["form", "both", "text"].find((one) => one === remembered("editor")) ?? "both";

  const show = () => {
    const shown = narrow.matches && chosen === "both" ? "form" : chosen;
    box.dataset.shows = shown;
    for (const button of buttons) button.setAttribute("aria-pressed", button.dataset.view === shown);
    onShow(shown);
  };
  const choose = (view) => {
    chosen = view;
    remember("editor", view);
    show();
  };
  for (const button of buttons) button.addEventListener("click", () => choose(button.dataset.view));
  narrow.addEventListener("change", show);
  show();
  return {
    // Text has to be seen to be gone to.
    needText: () => box.dataset.shows === "form" && choose(narrow.matches ? "text" : "both"),
    shows: () => box.dataset.shows,
  };
}
