// Builds static/dist/ from static/js, static/css and the packages of package-lock.json.
// The same input gives the same bytes, with any Node from 20 on.
import { readFileSync, writeFileSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { ICONS } from "./icons.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);
const dist = join(here, "dist");

const ENTRIES = {
  core: "js/main.js",
  editor: "js/editor.js",
  console: "css/main.css",
};

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist, { recursive: true });

const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: Object.fromEntries(
    Object.entries(ENTRIES).map(([name, path]) => [name, join("static", path)]),
  ),
  outdir: dist,
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  legalComments: "none",
  metafile: true,
  logLevel: "warning",
});
writeFileSync(join(dist, "icons.svg"), sprite(ICONS));
writeFileSync(join(dist, "notices.txt"), notices(packagesIn(metafile)));

function sprite(names) {
  const symbols = names.map(symbol).join("");
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols}</svg>\n`;
}

function symbol(name) {
  const file = join(root, "node_modules/lucide-static/icons", `${name}.svg`);
  const svg = readFileSync(file, "utf8");
  const body = svg.slice(svg.indexOf(">", svg.indexOf("<svg")) + 1, svg.lastIndexOf("</svg>"));
  const shapes = body.replace(/\s*\n\s*/g, "").replace(/ \/>/g, "/>");
  return (
    `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" ` +
    `stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round">${shapes}</symbol>`
  );
}

function packagesIn({ inputs }) {
  const pattern = /node_modules\/((?:@[^/]+\/)?[^/]+)/;
  const bundled = Object.keys(inputs).map((path) => path.match(pattern)?.[1]);
  return [...new Set([...bundled.filter(Boolean), "lucide-static"])].sort();
}

function notices(packages) {
  const head =
    "This directory contains the following packages, each under the licence printed with it.\n";
  return head + packages.map(notice).join("");
}

function notice(name) {
  const folder = join(root, "node_modules", name);
  const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  if (!file) throw new Error(`${name} ships no licence text; its notice cannot be written`);
  const text = readFileSync(join(folder, file), "utf8").trim();
  return `\n${"=".repeat(78)}\n${name} ${version} (${license})\n\n${text}\n`;
}
