import { LAYERS, type Layer, MAX_LINES, PUBLISHED, READS_PROCESS, SERVER_LEAVES } from './import-law.ts';
import { type Module, resolveImport } from './read-modules.ts';

/** Every way in which some modules break the import law or the shape rules, one sentence each. */
export function lawErrors(modules: readonly Module[]): readonly string[] {
  return [...modules.flatMap((module) => [...importErrors(module), ...shapeErrors(module)]), ...cycleErrors(modules)];
}

function layerOf(path: string): Layer | undefined {
  const fitting = LAYERS.filter((layer) =>
    layer.path.endsWith('/') ? path.startsWith(layer.path) : path === layer.path,
  );
  return fitting.sort((a, b) => b.path.length - a.path.length)[0];
}

function importErrors({ path, imports }: Module): readonly string[] {
  const layer = layerOf(path);
  if (!layer) return [`${path}: is in no layer of scripts/import-law.ts`];
  return imports.flatMap((specifier) => {
    if (!specifier.startsWith('.')) {
      const isAllowed = layer.packages.some((one) =>
        one === 'node:' ? specifier.startsWith(one) : specifier === one || specifier.startsWith(`${one}/`),
      );
      return isAllowed ? [] : [`${path}: ${layer.name} may not import ${specifier}`];
    }
    const target = resolveImport(path, specifier);
    const other = layerOf(target);
    if (!other) return [`${path}: ${specifier} leaves the package; import it by its published name`];
    return other === layer || layer.layers.includes(other.name) || isLeafOfServer(layer, other)
      ? []
      : [`${path}: ${layer.name} may not import from ${other.name} (${specifier})`];
  });
}

function isLeafOfServer(from: Layer, to: Layer): boolean {
  return from.name.startsWith('server') && from.name !== 'server/lib' && SERVER_LEAVES.includes(to.name);
}

function shapeErrors({ path, text }: Module): readonly string[] {
  const errors: string[] = [];
  const lines = text.split('\n').length;
  if (lines > MAX_LINES) errors.push(`${path}: ${lines} lines, more than ${MAX_LINES}`);
  if (/(^|\/)(utils?|helpers?|common|misc)(\.|\/)/.test(path))
    errors.push(`${path}: the name says nothing about what is inside`);
  if (!PUBLISHED.some((folder) => path.startsWith(folder))) return errors;
  if (/^export default /m.test(text)) errors.push(`${path}: has a default export`);
  if (/^export \* /m.test(text)) errors.push(`${path}: exports everything of another file`);
  if (/\bas any\b|: any\b|<any>/.test(withoutComments(text))) errors.push(`${path}: uses any`);
  if (/\bprocess\.(?!hrtime)/.test(withoutComments(text)) && !READS_PROCESS.includes(path))
    errors.push(`${path}: reads process`);
  return errors;
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
}

/** Cycles of relative imports, types included; each is reported once, from its first file. */
function cycleErrors(modules: readonly Module[]): readonly string[] {
  const graph = new Map(
    modules.map(({ path, imports }) => [
      path,
      imports.filter((one) => one.startsWith('.')).map((one) => resolveImport(path, one)),
    ]),
  );
  const done = new Set<string>();
  const errors: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    const at = trail.indexOf(path);
    if (at >= 0) {
      errors.push(`import cycle: ${[...trail.slice(at), path].join(' → ')}`);
      return;
    }
    if (done.has(path)) return;
    for (const next of graph.get(path) ?? []) visit(next, [...trail, path]);
    done.add(path);
  };
  for (const path of graph.keys()) visit(path, []);
  return errors;
}
