// Goes through system, light and dark; the choice is kept in a cookie.
import { remember } from "../cookies.js";
import { announce } from "../live.js";

const NEXT = { "": "light", light: "dark", dark: "" };

export function theme(button) {
  button.addEventListener("click", () => {
    const page = document.documentElement;
    const chosen = NEXT[page.dataset.theme ?? ""];
    if (chosen) page.dataset.theme = chosen;
    else delete page.dataset.theme;
    remember("theme", chosen);
    announce(button.dataset[chosen || "system"]);
  });
}
