import { readFile } from 'node:fs/promises';
import { loadDifferences } from '@celery-results/conformance';
import { describe, expect, it } from 'vitest';

describe('the published list of differences', () => {
  it('has the lines that recorded answers are compared with', async () => {
    const { differences, unrecorded } = await loadDifferences();
    const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
    const [, table = ''] =
      /^\| Django \| here \| vectors, or why there are none \|\n\|[-|]+\|\n((?:\|.*\n)+)/m.exec(readme) ?? [];
    const recorded = differences.map(({ vectors, ...line }) => ({
      ...line,
      reason: vectors.map((name) => `\`${name}\``).join(', '),
    }));
    expect(table.trimEnd().split('\n')).toEqual(
      [...recorded, ...unrecorded].map(({ django, here, reason }) => `| ${django} | ${here} | ${reason} |`),
    );
  });
});
