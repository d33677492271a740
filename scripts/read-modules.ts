import { glob, readFile } from 'node:fs/promises';
import { dirname, join, normalize } from 'node:path/posix';
import { parseSync } from 'oxc-parser';

/** A source file and what it imports. */
export interface Module {
  /** From the root, with forward slashes. */
  readonly path: string;
  readonly text: string;
  /** As written, type-only, re-exported and dynamic ones included. */
  readonly imports: readonly string[];
}

/** Reads all TypeScript files of some folders, tests left out. */
export async function readModules(root: string, patterns: readonly string[]): Promise<readonly Module[]> {
  const modules: Module[] = [];
  for await (const found of glob([...patterns], { cwd: root })) {
    const path = found.replaceAll('\\', '/');
    if (/\.test(-d)?\.tsx?$/.test(path)) continue;
    modules.push(parseModule(path, await readFile(join(root, path), 'utf8')));
  }
  return modules.sort((a, b) => a.path.localeCompare(b.path));
}

/** @throws Error for a file that does not parse */
export function parseModule(path: string, text: string): Module {
  const { module, errors } = parseSync(path, text);
  if (errors[0]) throw new Error(`${path}: ${errors[0].message}`);
  const imports = module.staticImports.map((one) => one.moduleRequest.value);
  for (const { entries } of module.staticExports)
    for (const entry of entries) if (entry.moduleRequest) imports.push(entry.moduleRequest.value);
  for (const { moduleRequest } of module.dynamicImports)
    imports.push(literal(text.slice(moduleRequest.start, moduleRequest.end)));
  return { path, text, imports: [...new Set(imports)].filter((one) => one !== '') };
}

/** The file that a relative import names. */
export function resolveImport(from: string, specifier: string): string {
  return normalize(join(dirname(from), specifier));
}

/** The text of a string literal; '' for a computed import, which only main-like files have. */
function literal(source: string): string {
  return /^(['"])(.*)\1$/.exec(source)?.[2] ?? '';
}
