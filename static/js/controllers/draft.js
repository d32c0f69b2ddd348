// Keeps a form on the server while somebody fills it in, so that nothing is lost with the window.
import { announce } from "../live.js";

const EVERY = 5000;

export function draft(form) {
  const token = form.elements.draft;
  let timer = 0;
  let leaving = false;

  const keep = async () => {
    timer = 0;
    if (leaving) return;
    try {
      const answer = await fetch(form.dataset.draft, {
        method: "POST",
        headers: { Accept: "application/json" },
        keepalive: true,
        body: new URLSearchParams([...new FormData(form)].filter(([, value]) => value.trim)),
      });
      if (answer.ok) {
        token.value = (await answer.json()).draft;
        form.dataset.kept = token.value;
      } else if (answer.status === 401 || answer.status === 403) announce(form.dataset.draftLost);
    } catch {
      timer ||= setTimeout(keep, EVERY);
    }
  };
  form.addEventListener("input", () => (timer ||= setTimeout(keep, EVERY)));
  form.addEventListener("submit", () => (leaving = true));
  addEventListener("pagehide", () => timer && !leaving && keep());
}
