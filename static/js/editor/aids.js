// Panels beside the text that the server fills from it: what it comes to, what changes, a test,
// what can be put in. Only the open one is asked for, a moment after the last change.
const PAUSE = 400;

export function startAids(box, field, form) {
  const aids = box.querySelector("[data-aids]");
  if (!aids) return null;
  const tabs = [...aids.querySelectorAll("[role=tab]")];
  const csrf = box.closest("form").elements.csrfmiddlewaretoken.value;
  let open = tabs[0];
  let timer;

  const panelOf = (tab) => document.getElementById(tab.getAttribute("aria-controls"));
  const ask = async (more = []) => {
    const [tab, text] = [open, field.value];
    const sent = new URLSearchParams([...more, ["document", text], ["kind", box.dataset.kind ?? ""]]);
    sent.set("saved", box.dataset.saved ?? "");
    try {
      const answer = await fetch(tab.dataset.source, {
        method: "POST",
        headers: { "X-CSRFToken": csrf, Accept: "text/html" },
        body: sent,
      });
      if (answer.ok && tab === open && text === field.value) fill(panelOf(tab), await answer.text());
    } catch {
      // The panel keeps what it showed; the next change asks again.
    }
  };
  const fill = (panel, markup) => {
    panel.querySelector("[data-answer]").innerHTML = markup;
  };
  const later = () => {
    clearTimeout(timer);
    if (open.dataset.live !== undefined) timer = setTimeout(ask, PAUSE);
  };
  const show = (tab) => {
    open = tab;
    for (const one of tabs) {
      one.setAttribute("aria-selected", one === tab);
      one.tabIndex = one === tab ? 0 : -1;
      panelOf(one).hidden = one !== tab;
    }
    if (tab.dataset.live !== undefined) ask();
  };

  aids.addEventListener("click", ({ target }) => {
    const tab = target.closest("[role=tab]");
    const asks = target.closest("[data-ask]");
    const puts = target.closest("[data-statements]");
    if (tab) show(tab);
    else if (asks) ask(fieldsOf(asks));
    else if (puts) form.addStatements(filledIn(puts));
  });
  aids.addEventListener("keydown", (event) => {
    if (event.target.matches("[role=tab]")) turn(event, tabs, show);
    else if (event.key === "Enter" && event.target.matches("input")) {
      event.preventDefault();
      event.target.closest("[data-asks]")?.querySelector("[data-ask], [data-statements]")?.click();
    }
  });
  show(open);
  return { changed: later };
}

function turn(event, tabs, show) {
  const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!by) return;
  const next = tabs[(tabs.indexOf(event.target) + by + tabs.length) % tabs.length];
  event.preventDefault();
  show(next);
  next.focus();
}

const inputsAround = (button) => [...button.closest("[data-asks]").querySelectorAll("input, select")];
const fieldsOf = (button) => {
  const { name, value, inline = "" } = button.dataset;
  return name ? [[name, value], ["inline", inline]] : inputsAround(button).map((one) => [one.dataset.name, one.value]);
};

// The statements of a starting point, with what was filled in for its blanks.
function filledIn(button) {
  const blanks = button.closest("[data-asks]") ? inputsAround(button) : [];
  const text = blanks.reduce((done, { dataset, value, placeholder }) => {
    const given = JSON.stringify(value.trim() || placeholder).slice(1, -1);
    return done.replaceAll(`{${dataset.name}}`, () => given);
  }, button.dataset.statements);
  return JSON.parse(text);
}
