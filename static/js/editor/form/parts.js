// Small things that the parts of the form share.
import { html, nothing } from "lit-html";

export const icon = (c, name) =>
  html`<svg class="icon" aria-hidden="true"><use href=${`${c.icons}#${name}`}></use></svg>`;

export const onEnter = (act) => (event) => {
  if (event.key !== "Enter" || event.isComposing) return;
  event.preventDefault();
  act(event.target);
};

// A field of one line would run pasted lines together.
function paste(event) {
  const text = event.clipboardData.getData("text");
  if (!/[\r\n]/.test(text)) return;
  event.preventDefault();
  event.target.setRangeText(text.trim().replace(/\s*[\r\n]+\s*/g, " "), event.target.selectionStart, event.target.selectionEnd, "end");
}

// A field whose text is added with Enter or its button; `add` gives false to keep the text.
export function adder(c, { id, label, placeholder, options, list, add, more }) {
  const take = (input) => {
    const text = input.value.trim();
    if (text && add(text) !== false) input.value = "";
    c.draw();
  };
  const listed = list ?? `${id}-options`;
  return html`<div class="adder">
    <label for=${id}>${label}</label>
    <input class="input input-mono" id=${id} list=${options || list ? listed : nothing} placeholder=${placeholder}
      autocomplete="off" autocapitalize="none" spellcheck="false" @paste=${paste} @keydown=${onEnter(take)} @input=${() => options && c.draw()}>
    ${options ? html`<datalist id=${listed}>${options(document.getElementById(id)?.value ?? "").map(option)}</datalist>` : nothing}
    <button type="button" class="button" aria-label=${`${c.say("add")}: ${label}`}
      @click=${({ currentTarget }) => take(currentTarget.parentElement.querySelector("input"))}>${c.say("add")}</button>
    ${more ?? nothing}
  </div>`;
}

const option = ([value, words]) => html`<option value=${value}>${words}</option>`;

// Something that can be taken away; focus then goes to its neighbour.
export function token(c, text, remove, { hint, extra, isOdd } = {}) {
  return html`<li class="token ${isOdd ? "is-odd" : ""}" title=${hint ?? nothing}>
    <code>${text === "" ? '""' : text}</code>${hint ? html`<span class="visually-hidden">${hint}</span>` : nothing}${extra ?? nothing}
    <button type="button" class="token-remove" aria-label=${c.say("removeOf", { name: text })}
      @click=${(event) => removing(event.currentTarget, remove)}>${icon(c, "x")}</button>
  </li>`;
}

function removing(button, remove) {
  const list = button.closest("ul");
  const all = () => (list.isConnected ? [...list.querySelectorAll(".token-remove")] : []);
  const place = all().indexOf(button);
  const around = list.parentElement;
  remove();
  const left = all();
  (left[Math.min(place, left.length - 1)] ?? around.querySelector("input, button"))?.focus();
}

export function tokens(items) {
  return items.length ? html`<ul class="tokens">${items}</ul>` : nothing;
}

// A choice between two or three, as buttons of which one is pressed.
export function segments(label, choices, chosen, choose) {
  return html`<div class="segments" role="group" aria-label=${label}>${choices.map(
    ([value, words]) =>
      html`<button type="button" aria-pressed=${value === chosen} @click=${() => choose(value)}>${words}</button>`,
  )}</div>`;
}

export function select(label, choices, chosen, choose) {
  return html`<select class="select" aria-label=${label} @change=${({ target }) => choose(target.value)}>
    ${choices.map(([value, words]) => html`<option value=${value} ?selected=${value === chosen}>${words}</option>`)}
  </select>`;
}

export function tool(c, words, name, act, { isOff = false, tone = "" } = {}) {
  return html`<button type="button" class="button button-quiet button-icon button-small ${tone}" aria-label=${words}
    title=${words} aria-disabled=${isOff ? "true" : nothing} @click=${isOff ? nothing : act}>${icon(c, name)}</button>`;
}
