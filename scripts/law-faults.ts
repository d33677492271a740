import { MAX_LINES, PUBLISHED, READS_PROCESS, ROOMS, type Room } from './import-law.ts';
import { type Module, resolveImport } from './read-modules.ts';

/** Every way in which some modules break the import law or the shape rules, one sentence each. */
export function lawFaults(modules: readonly Module[]): readonly string[] {
  return [...modules.flatMap((module) => [...importFaults(module), ...shapeFaults(module)]), ...cycleFaults(modules)];
}

function roomOf(path: string): Room | undefined {
  const fitting = ROOMS.filter((room) => (room.path.endsWith('/') ? path.startsWith(room.path) : path === room.path));
  return fitting.sort((a, b) => b.path.length - a.path.length)[0];
}

function importFaults({ path, imports }: Module): readonly string[] {
  const room = roomOf(path);
  if (!room) return [`${path}: is in no room of scripts/import-law.ts`];
  return imports.flatMap((specifier) => {
    if (!specifier.startsWith('.')) {
      const isAllowed = room.packages.some((one) =>
        one === 'node:' ? specifier.startsWith(one) : specifier === one || specifier.startsWith(`${one}/`),
      );
      return isAllowed ? [] : [`${path}: ${room.name} may not import ${specifier}`];
    }
    const target = resolveImport(path, specifier);
    const other = roomOf(target);
    if (!other) return [`${path}: ${specifier} leaves the package; import it by its published name`];
    return other === room || room.rooms.includes(other.name)
      ? []
      : [`${path}: ${room.name} may not import from ${other.name} (${specifier})`];
  });
}

function shapeFaults({ path, text }: Module): readonly string[] {
  const faults: string[] = [];
  const lines = text.split('\n').length;
  if (lines > MAX_LINES) faults.push(`${path}: ${lines} lines, more than ${MAX_LINES}`);
  if (/(^|\/)(utils?|helpers?|common|misc)(\.|\/)/.test(path))
    faults.push(`${path}: the name says nothing about what is inside`);
  if (!PUBLISHED.some((folder) => path.startsWith(folder))) return faults;
  if (/^export default /m.test(text)) faults.push(`${path}: has a default export`);
  if (/^export \* /m.test(text)) faults.push(`${path}: exports everything of another file`);
  if (/\bas any\b|: any\b|<any>/.test(withoutComments(text))) faults.push(`${path}: uses any`);
  if (/\bprocess\.(?!hrtime)/.test(withoutComments(text)) && !READS_PROCESS.includes(path))
    faults.push(`${path}: reads process`);
  return faults;
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
}

/** Cycles of relative imports, types included; each is told once, from its first file. */
function cycleFaults(modules: readonly Module[]): readonly string[] {
  const graph = new Map(
    modules.map(({ path, imports }) => [
      path,
      imports.filter((one) => one.startsWith('.')).map((one) => resolveImport(path, one)),
    ]),
  );
  const done = new Set<string>();
  const faults: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    const at = trail.indexOf(path);
    if (at >= 0) {
      faults.push(`import cycle: ${[...trail.slice(at), path].join(' → ')}`);
      return;
    }
    if (done.has(path)) return;
    for (const next of graph.get(path) ?? []) visit(next, [...trail, path]);
    done.add(path);
  };
  for (const path of graph.keys()) visit(path, []);
  return faults;
}
