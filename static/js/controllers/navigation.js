// On small screens the navigation slides in, takes focus, and closes with Escape.

export function navigation(opener) {
  const side = document.getElementById("navigation");
  opener.setAttribute("role", "button");
  opener.setAttribute("aria-expanded", "false");
  opener.setAttribute("aria-controls", side.id);

  const show = (open) => {
    side.toggleAttribute("data-open", open);
    opener.setAttribute("aria-expanded", String(open));
    (open ? side.querySelector("a") : opener).focus();
  };
  opener.addEventListener("click", (event) => {
    event.preventDefault();
    show(!side.hasAttribute("data-open"));
  });
  opener.addEventListener("keydown", (event) => {
    if (event.key !== " ") return;
    event.preventDefault();
    opener.click();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && side.hasAttribute("data-open")) show(false);
  });
  document.addEventListener("click", (event) => {
    const outside = !side.contains(event.target) && !opener.contains(event.target);
    if (outside && side.hasAttribute("data-open")) show(false);
  });
}
