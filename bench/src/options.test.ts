import { expect, it } from 'vitest';
import { DATABASES, readOptions, SCENARIOS } from './options.ts';

it('runs everything by default, and little of everything with --short', () => {
  expect(readOptions([])).toMatchObject({ rounds: 5, seconds: 3, rows: 1_000_000, databases: DATABASES });
  expect(readOptions(['--short'])).toMatchObject({ rounds: 1, rows: 2_000, scenarios: SCENARIOS });
});

it('accepts databases and scenarios in --only', () => {
  const { databases, scenarios } = readOptions(['--', '--only', 'sqlite,single,group', '--rounds', '2']);
  expect(databases).toEqual(['sqlite']);
  expect(scenarios).toEqual(['single', 'group']);
  expect(readOptions(['--only', 'mariadb']).scenarios).toEqual(SCENARIOS);
});

it.each([
  { args: ['--fast'], message: '--fast' },
  { args: ['--only', 'oracle'], message: '"oracle"' },
  { args: ['--rounds', '1.5'], message: '--rounds: "1.5" is not a whole number of at least 1' },
  { args: ['--rows', '10'], message: 'of at least 2000' },
  { args: ['--seconds', ''], message: '--seconds' },
])('names the wrong option in $args', ({ args, message }) => {
  expect(() => readOptions(args)).toThrow(message);
});
