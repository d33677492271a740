import { readdir, readFile, stat } from 'node:fs/promises';
import { expect, it } from 'vitest';

const DIST = new URL('../dist/', import.meta.url);
const KILOBYTE = 1_000;

const html = await readFile(new URL('index.html', DIST), 'utf8');
const names = await readdir(new URL('assets/', DIST));
const found = (pattern: RegExp): readonly string[] => [...html.matchAll(pattern)].map((match) => match[1] ?? '');

async function gzipBytes(files: Iterable<string>): Promise<number> {
  let bytes = 0;
  for (const name of files) bytes += (await stat(new URL(`assets/${name}.gz`, DIST))).size;
  return bytes;
}

/** Returns a script with all its static imports. */
async function withImports(name: string, seen: Set<string> = new Set()): Promise<ReadonlySet<string>> {
  if (seen.has(name)) return seen;
  seen.add(name);
  const code = await readFile(new URL(`assets/${name}`, DIST), 'utf8');
  for (const [, imported = ''] of code.matchAll(/(?:^|;)(?:import|export)[^;()]*?"\.\/([\w.-]+\.js)"/g))
    await withImports(imported, seen);
  return seen;
}

it('loads at most 110 kB of scripts and 12 kB of styles at first, compressed', async () => {
  const scripts = new Set<string>();
  for (const name of found(/(?:src|href)="\.\/assets\/([^"]+\.js)"/g)) await withImports(name, scripts);
  expect(scripts.size).toBeGreaterThan(0);
  // the first read of the list loads a separate script
  const reads = names.filter((name) => /^read-lists-.*\.js$/.test(name));
  expect(reads).toHaveLength(1);
  expect(await gzipBytes([...scripts, ...reads])).toBeLessThan(110 * KILOBYTE);
  const styles = found(/href="\.\/assets\/([^"]+\.css)"/g);
  expect(styles.length).toBeGreaterThan(0);
  expect(await gzipBytes(styles)).toBeLessThan(12 * KILOBYTE);
});

it.each(['json-viewer', 'task-screen', 'group-screen', 'overview-screen'])(
  'loads %s later, with at most 10 kB',
  async (part) => {
    const own = names.filter((name) => name.startsWith(`${part}-`) && name.endsWith('.js'));
    expect(own).toHaveLength(1);
    expect(html).not.toContain(own[0]);
    expect(await gzipBytes(own)).toBeLessThan(10 * KILOBYTE);
  },
);

it('has each script and style in two compressed forms', () => {
  const originals = names.filter((name) => /\.(?:js|css|svg)$/.test(name));
  expect(originals.length).toBeGreaterThan(0);
  for (const name of originals) expect(names).toEqual(expect.arrayContaining([`${name}.br`, `${name}.gz`]));
});

it('requests nothing from other origins, and contains no inline script', () => {
  expect(html).not.toMatch(/(?:src|href)="(?!\.\/assets\/)/);
  expect(html).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=/);
});
