// Says under a password input that Caps Lock is on.

export function capsLock(input) {
  const note = document.getElementById(input.dataset.capsNote);
  const look = (event) => {
    note.hidden = !event.getModifierState?.("CapsLock");
  };
  input.addEventListener("keydown", look);
  input.addEventListener("keyup", look);
  input.addEventListener("blur", () => {
    note.hidden = true;
  });
}
