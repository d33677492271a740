import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadJsonTypes } from './load-json-types.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'celery-results-types-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function load(name: string, text: string): Promise<unknown> {
  await writeFile(join(folder, name), text);
  return loadJsonTypes(join(folder, name));
}

it('loads types from a JSON file and from an ES module', async () => {
  const types = { took: { is: 'timedelta', unit: 'seconds' }, money: { is: 'decimal' } };
  expect(await load('types.json', JSON.stringify(types))).toEqual(types);
  expect(await load('types.mjs', `export default ${JSON.stringify(types)}`)).toEqual(types);
});

it.each([
  ['{', /^the JSON types of .*bad\.json cannot be loaded: /],
  ['[]', /bad\.json should map markers to types/],
  ['{ "a": { "is": "sum" } }', /the type "a" of .* should have "is" with one of value, tuple, datetime/],
  ['{ "a": { "is": "timedelta" } }', /"unit" with one of weeks, days/],
  ['{ "a": { "is": "timedelta", "unit": "toString" } }', /"unit" with one of/],
  ['{ "a": "decimal" }', /the type "a" of/],
])('refuses %s with a message that lists the possible values', async (text, message) => {
  await expect(load('bad.json', text)).rejects.toThrow(message);
});
