// Two codes pasted into the first box go into both.
const DIGITS = 6;

export function twoCodes(first) {
  const second = first.form.elements[first.dataset.second];
  first.addEventListener("input", () => {
    const digits = first.value.replace(/\D/g, "");
    if (digits.length !== 2 * DIGITS) return;
    first.value = digits.slice(0, DIGITS);
    second.value = digits.slice(DIGITS);
    second.focus();
  });
}
