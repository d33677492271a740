import { readFile } from 'node:fs/promises';
import { loadDifferences } from '@celery-results/conformance';
import { describe, expect, it } from 'vitest';

describe('the published list of differences', () => {
  it('is the one that the recorded answers are held against, line by line', async () => {
    const { differences } = await loadDifferences();
    const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
    const [, table = ''] = /^\| Django \| here \| vectors \|\n\|[-|]+\|\n((?:\|.*\n)+)/m.exec(readme) ?? [];
    expect(table.trimEnd().split('\n')).toEqual(
      differences.map(
        ({ django, here, vectors }) => `| ${django} | ${here} | ${vectors.map((name) => `\`${name}\``).join(', ')} |`,
      ),
    );
  });
});
