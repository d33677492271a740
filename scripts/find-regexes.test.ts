import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import { test } from 'node:test';
import { findRegexes, pumpedTexts } from './find-regexes.ts';

/** Characters of a text. A header or a URL has fewer, and a stored value may have more. */
const CHARS = 30_000;
/** CPU time of one expression on one text: a linear one takes less than one, and a quadratic one hundreds. */
const MAX_CPU_MS = 100;

/** The texts on which an expression takes too long. */
function slowTexts(regex: RegExp): readonly string[] {
  return pumpedTexts(regex, CHARS).filter((text) => cpuOf(regex, text) > MAX_CPU_MS && cpuOf(regex, text) > MAX_CPU_MS);
}

function cpuOf(regex: RegExp, text: string): number {
  const start = process.cpuUsage();
  regex.lastIndex = 0;
  if (regex.global) text.replace(regex, '');
  else regex.test(text);
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1_000;
}

test('every regular expression of the server and the protocol takes linear time', () => {
  const files = globSync(['packages/server/src/**/*.ts', 'packages/client/src/protocol/*.ts']);
  const found = findRegexes(files.filter((file) => !file.endsWith('.test.ts')));
  assert.ok(found.length > 80);
  const slow = found.flatMap(({ regex, place }) => slowTexts(regex).map((text) => `${place} ${text.slice(0, 12)}…`));
  assert.deepEqual(slow, []);
});

test('a quadratic expression is found', () => {
  for (const regex of [/eyJ[\w-]*\.eyJ/, /[{}]+$/, /^(\d+\.?\d*)$/])
    assert.ok(slowTexts(regex).length > 0, String(regex));
});
