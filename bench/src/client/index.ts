import { fileURLToPath } from 'node:url';
import { chromiumOrSkip, launchChromium, spawnListening } from '@celery-results/testing';
import type { BenchOptions, Section } from '../section.ts';
import { batchSection } from './batch-section.ts';
import { buildPages } from './build-pages.ts';
import { chromiumSection } from './chromium-section.ts';
import { hooksSection } from './hooks-section.ts';
import { nodeSection } from './node-section.ts';
import { startSite } from './site.ts';

const TASK_SERVER = fileURLToPath(new URL('task-server.ts', import.meta.url));

/** What the client and the hooks cost beside what one would write without them. Without Chromium, what needs it is skipped loudly. */
export async function clientSections(options: BenchOptions): Promise<readonly Section[]> {
  const server = await spawnListening(process.execPath, [TASK_SERVER]);
  try {
    const parts = [
      async () => [await nodeSection(server.url, options)],
      async () => [await batchSection(options)],
      ...(chromiumOrSkip() ? [() => pageSections(options)] : []),
    ];
    return await inTurn(options, parts);
  } finally {
    await server.stop();
  }
}

async function pageSections(options: BenchOptions): Promise<readonly Section[]> {
  const site = await startSite(await buildPages());
  try {
    const browser = await launchChromium();
    try {
      return await inTurn(options, [
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

/** One part after the other, since they would measure each other; all at once where nothing is measured. */
async function inTurn(
  { short }: BenchOptions,
  parts: readonly (() => Promise<readonly Section[]>)[],
): Promise<readonly Section[]> {
  if (short) return (await Promise.all(parts.map((part) => part()))).flat();
  const sections: Section[] = [];
  for (const part of parts) sections.push(...(await part()));
  return sections;
}
