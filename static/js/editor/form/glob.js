// Whether a pattern with * and ? fits a name, whatever the case.
export function fits(pattern, name) {
  const [wanted, given] = [pattern.toLowerCase(), name.toLowerCase()];
  let [at, place, star, mark] = [0, 0, -1, 0];
  while (at < given.length) {
    if (wanted[place] === "*") {
      star = place++;
      mark = at;
    } else if (wanted[place] === "?" || wanted[place] === given[at]) {
      place += 1;
      at += 1;
    } else if (star >= 0) {
      place = star + 1;
      at = ++mark;
    } else {
      return false;
    }
  }
  while (wanted[place] === "*") place += 1;
  return place === wanted.length;
}

export const isPattern = (text) => /[*?]/.test(text);
