// Words of the page's language, which the server sent along: say("add", { name: "s3:*" }).
export function wordsOf(sent) {
  const words = JSON.parse(sent);
  const language = document.documentElement.lang;
  const number = new Intl.NumberFormat(language);
  return (key, values = {}) => {
    const found = words[key] ?? key;
    const text = Array.isArray(found) ? found[values.count === 1 ? 0 : 1] : found;
    return text.replace(/%\((\w+)\)s/g, (_, name) =>
      typeof values[name] === "number" ? number.format(values[name]) : values[name],
    );
  };
}
