import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';

const pins = async (path: string): Promise<readonly string[]> =>
  (await readFile(new URL(path, import.meta.url), 'utf8')).split('\n').filter((line) => line.includes('=='));

it('the example asks for the releases that the tests run', async () => {
  const tested = await pins('../../../testing/requirements.txt');
  const asked = await pins('../requirements.txt');
  expect(asked.length).toBeGreaterThan(3);
  for (const pin of asked) expect(tested).toContain(pin);
});
