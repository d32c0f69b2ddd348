// Prints the page.

export function printer(button) {
  button.addEventListener("click", () => print());
}
