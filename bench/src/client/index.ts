import { fileURLToPath } from 'node:url';
import { chromiumOrSkip, launchChromium, spawnListening } from '@celery-results/testing';
import type { BenchOptions, Section } from '../section/section.ts';
import { batchSection } from './batch-section.ts';
import { buildPages } from './build-pages.ts';
import { chromiumSection } from './chromium-section.ts';
import { hooksSection } from './hooks-section.ts';
import { nodeSection } from './node-section.ts';
import { startSite } from './site.ts';

const TASK_SERVER = fileURLToPath(new URL('task-server.ts', import.meta.url));

/**
 * Measures the client and the hooks beside code that does without them. Where Chromium is missing, prints a `SKIPPED:`
 * line and leaves its sections out.
 */
export async function clientSections(options: BenchOptions): Promise<readonly Section[]> {
  const server = await spawnListening(process.execPath, [TASK_SERVER]);
  try {
    const measurements = [
      async () => [await nodeSection(server.url, options)],
      async () => [await batchSection(options)],
      ...(chromiumOrSkip() ? [() => pageSections(options)] : []),
    ];
    return await runAll(options, measurements);
  } finally {
    await server.stop();
  }
}

async function pageSections(options: BenchOptions): Promise<readonly Section[]> {
  const site = await startSite(await buildPages());
  try {
    const browser = await launchChromium();
    try {
      return await runAll(options, [
        async () => [await chromiumSection(browser, site.url, options)],
        async () => [await hooksSection(browser, site.url, options)],
      ]);
    } finally {
      await browser.close();
    }
  } finally {
    await site.stop();
  }
}

/** Runs measurements one after another, since they would slow each other down; in a short run all at once. */
async function runAll(
  { short }: BenchOptions,
  measurements: readonly (() => Promise<readonly Section[]>)[],
): Promise<readonly Section[]> {
  if (short) return (await Promise.all(measurements.map((run) => run()))).flat();
  const sections: Section[] = [];
  for (const run of measurements) sections.push(...(await run()));
  return sections;
}
