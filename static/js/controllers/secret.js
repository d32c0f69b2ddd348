// Masks a value that is shown once, until its button is pressed.

export function secret(box) {
  const button = box.querySelector("[data-show]");
  const mask = (masked) => {
    box.toggleAttribute("data-masked", masked);
    button.setAttribute("aria-pressed", String(!masked));
    button.textContent = masked ? button.dataset.show : button.dataset.hide;
  };
  button.addEventListener("click", () => mask(!box.hasAttribute("data-masked")));
  mask(true);
}
