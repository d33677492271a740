import { existsSync } from 'node:fs';
import { glob, readdir, readFile } from 'node:fs/promises';
import { type DecisionFile, decisionErrors } from './decision-index.ts';
import { LAYERS } from './import-law.ts';
import { diagramErrors, layerDiagram } from './layer-diagram.ts';
import { linkErrors } from './link-errors.ts';
import { ROOT } from './processes.ts';
import { type StyleError, styleErrors } from './style-errors.ts';
import { NOT_CLEAN } from './style-exceptions.ts';
import { CHECKED, GENERATED, UNCHECKED_FOLDERS } from './style-rules.ts';

// Checks lines, words and sentences of all files, links, the index of decisions and the picture of the layers.
// `pnpm style` prints the errors that scripts/style-exceptions.ts does not accept, and counts the others by file.
// `pnpm style PATH…` prints every error below some paths, accepted or not.
const DECISIONS = 'docs/decisions/';
const ARCHITECTURE = 'ARCHITECTURE.md';

const paths = process.argv.slice(2);
const errors = [...(await fileErrors()), ...(await indexErrors()), ...(await pictureErrors())];
const isBelow = (path: string, folders: readonly string[]): boolean =>
  folders.some((folder) => path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`));
const wanted = errors.filter(({ path }) => (paths.length > 0 ? isBelow(path, paths) : !isBelow(path, NOT_CLEAN)));
for (const { path, line, message } of wanted) console.error(`${path}:${line}: ${message}`);

if (paths.length === 0) {
  const accepted = errors.filter(({ path }) => isBelow(path, NOT_CLEAN));
  for (const [path, count] of countByPath(accepted)) console.log(`${String(count).padStart(4)} accepted in ${path}`);
  const clean = NOT_CLEAN.filter((one) => !accepted.some(({ path }) => isBelow(path, [one])));
  for (const one of clean) console.error(`${one} is clean: take it out of scripts/style-exceptions.ts`);
  console.log(`${wanted.length} errors, ${accepted.length} accepted`);
  process.exit(wanted.length + clean.length === 0 ? 0 : 1);
}
console.log(`${wanted.length} errors`);
process.exit(wanted.length === 0 ? 0 : 1);

async function fileErrors(): Promise<readonly StyleError[]> {
  const found: StyleError[] = [];
  const documents = new Map<string, string>();
  const exclude = (path: string): boolean => path.split(/[\\/]/).some((name) => UNCHECKED_FOLDERS.includes(name));
  for await (const native of glob([...CHECKED], { cwd: ROOT, exclude })) {
    const path = native.replaceAll('\\', '/');
    const text = await readFile(ROOT + path, 'utf8');
    if (path.endsWith('.md')) documents.set(path, text);
    if (!GENERATED.includes(path)) found.push(...styleErrors(path, text));
  }
  found.push(...linkErrors(documents, (path) => existsSync(ROOT + path)));
  return found.sort((a, b) => a.path.localeCompare(b.path) || a.line - b.line);
}

async function indexErrors(): Promise<readonly StyleError[]> {
  const files: DecisionFile[] = [];
  for (const name of await readdir(ROOT + DECISIONS))
    files.push({ name, text: await readFile(ROOT + DECISIONS + name, 'utf8') });
  return decisionErrors(files).map((message) => ({ path: `${DECISIONS}README.md`, line: 1, message }));
}

async function pictureErrors(): Promise<readonly StyleError[]> {
  const messages = diagramErrors(await readFile(ROOT + ARCHITECTURE, 'utf8'), LAYERS);
  const whole = `should draw:\n${layerDiagram(LAYERS)}`;
  return [...messages, ...(messages.length > 0 ? [whole] : [])].map((message) => ({
    path: ARCHITECTURE,
    line: 1,
    message,
  }));
}

function countByPath(all: readonly StyleError[]): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const { path } of all) counts.set(path, (counts.get(path) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a);
}
