// A card's handle: the arrow keys move its statement, and so does dragging, by mouse, pen or finger.
import { html, nothing } from "lit-html";
import { icon } from "./parts.js";

export function handleOf(c, { index }, name) {
  const { length } = c.view.statements;
  if (length < 2) return nothing;
  const words = c.say("reorder", { name });
  return html`<button type="button" class="button button-quiet button-icon button-small" data-handle
    aria-label=${words} title=${words} @keydown=${(event) => step(c, index, length, event)}
    @pointerdown=${(event) => drag(c, index, event)} @touchstart=${noScrolling}>${icon(c, "grip-vertical")}</button>`;
}

const noScrolling = { handleEvent: (event) => event.preventDefault(), passive: false };

function step(c, index, length, event) {
  const by = { ArrowUp: -1, ArrowDown: 1, Home: -index, End: length - 1 - index }[event.key];
  if (by === undefined) return;
  event.preventDefault();
  if (by && index + by >= 0 && index + by < length) c.move(index, by);
}

// While it is dragged, the card whose place it would take is marked; Escape leaves all as it was.
function drag(c, index, { button, pointerId, currentTarget: handle }) {
  if (button) return;
  const others = [...handle.closest(".statements").querySelectorAll("[data-statement]")].toSpliced(index, 1);
  const ended = new AbortController();
  const on = (target, name, act) => target.addEventListener(name, act, { signal: ended.signal });
  let to = index;

  const mark = (place) => {
    c.current = place;
    c.draw();
  };
  const end = (by) => {
    ended.abort();
    mark(-1);
    if (by) c.move(index, by);
  };
  handle.setPointerCapture(pointerId);
  on(handle, "pointermove", ({ clientY }) => {
    const place = others.filter((card) => middle(card) < clientY).length;
    if (place === to) return;
    to = place;
    mark(to);
    handle.closest(".statements").querySelector(`[data-statement="${to}"]`).scrollIntoView({ block: "nearest" });
  });
  on(handle, "pointerup", () => end(to - index));
  on(handle, "pointercancel", () => end(0));
  on(document, "keydown", (event) => event.key === "Escape" && end(0));
}

function middle(card) {
  const { top, height } = card.getBoundingClientRect();
  return top + height / 2;
}
