import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';

const readPins = async (path: string): Promise<readonly string[]> =>
  (await readFile(new URL(path, import.meta.url), 'utf8')).split('\n').filter((line) => line.includes('=='));

it('the example requires the releases that the tests run', async () => {
  const tested = await readPins('../../../testing/requirements.txt');
  const required = await readPins('../requirements.txt');
  expect(required.length).toBeGreaterThan(3);
  for (const pin of required) expect(tested).toContain(pin);
});
