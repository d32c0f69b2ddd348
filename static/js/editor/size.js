// How much of the allowance a document takes, counted as the service counts it: white space
// outside strings is free.

export function countedSize(text) {
  let size = 0;
  let inString = false;
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at];
    if (inString && letter === "\\") {
      size += 1;
      at += 1;
    } else if (letter === '"') {
      inString = !inString;
    }
    if (inString || !/\s/.test(letter)) size += 1;
  }
  return size;
}

export function showSize(box, text) {
  const place = box.querySelector("[data-size]");
  if (!place) return;
  const size = countedSize(text);
  const number = new Intl.NumberFormat(document.documentElement.lang);
  const limit = Number(place.dataset.limit);
  const isOver = size > limit;
  place.textContent = (isOver ? place.dataset.over : place.dataset.size)
    .replace("%(size)s", number.format(size))
    .replace("%(over)s", number.format(size - limit))
    .replace("%(limit)s", number.format(limit));
  place.classList.toggle("danger", isOver);
}
