// Counts down to when somebody may try again, and says when that is.
import { announce } from "../live.js";

export function countdown(element) {
  const [waiting, over] = element.children;
  const end = Date.now() + 1000 * element.dataset.seconds;
  const shown = waiting.querySelector("time");

  const tick = () => {
    const left = Math.max(0, Math.ceil((end - Date.now()) / 1000));
    shown.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    waiting.hidden = left === 0;
    over.hidden = left > 0;
    if (left) setTimeout(tick, 500);
    else announce(over.textContent);
  };
  element.hidden = false;
  tick();
}
