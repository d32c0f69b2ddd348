// A page with something that cannot be had again asks before it is left, until its checkbox says
// that the value is stored; only then is the way on open.

export function confirmLeave(form) {
  const stored = form.querySelector("[data-stored]");
  const done = form.querySelector("[data-armed]");
  const ask = (event) => {
    if (navigator.userActivation.hasBeenActive) event.preventDefault();
  };
  const check = () => {
    done.disabled = !stored.checked;
    if (stored.checked) removeEventListener("beforeunload", ask);
    else addEventListener("beforeunload", ask);
  };
  stored.addEventListener("change", check);
  check();
}
