import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finished, ROOT } from './processes.ts';
import type { Count } from './totals.ts';

const PACKAGES = ['client', 'query', 'react', 'server', 'svelte', 'vue'];
/** Packages that travel to a browser have a size budget, and types for every `moduleResolution`. */
const SIZED = ['client', 'query', 'react', 'svelte', 'vue'];

/** Packs every package and looks at the tarball as its users would: exports, types, and the size budget. */
export async function checkPackages(): Promise<{
  readonly passed: boolean;
  readonly count: Count;
  readonly output: string;
}> {
  const folder = await mkdtemp(join(tmpdir(), 'celery-results-pack-'));
  const outputs: string[] = [];
  let passed = 0;
  let failed = 0;
  const check = async (title: string, args: readonly string[], cwd = ROOT): Promise<void> => {
    const { code, output } = await finished('pnpm', args, { cwd });
    outputs.push(`${title}: ${code === 0 ? 'ok' : output}`);
    if (code === 0) passed += 1;
    else failed += 1;
  };
  try {
    for (const name of PACKAGES)
      await check(`pack ${name}`, ['pack', '--pack-destination', folder], `${ROOT}packages/${name}`);
    for (const file of await readdir(folder)) {
      const tarball = join(folder, file);
      await check(`publint ${file}`, ['exec', 'publint', 'run', '--strict', tarball]);
      // the packages are ESM, which a bundler takes from CommonJS, too
      const rules = isForBrowsers(file) ? ['--ignore-rules', 'cjs-resolves-to-esm'] : ['--profile', 'esm-only'];
      await check(`attw ${file}`, ['exec', 'attw', tarball, ...rules, '--no-emoji']);
    }
    for (const name of SIZED) await check(`size of ${name}`, ['run', 'size'], `${ROOT}packages/${name}`);
  } finally {
    await rm(folder, { recursive: true });
  }
  return { passed: failed === 0, count: { passed, failed, skipped: 0 }, output: outputs.join('\n') };
}

function isForBrowsers(tarball: string): boolean {
  return SIZED.some((name) => tarball.startsWith(`celery-results-${name}-`));
}
