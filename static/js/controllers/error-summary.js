// The list of what is wrong with a form takes focus when the page comes back with it.

export function errorSummary(summary) {
  summary.focus();
}
