import { expect, it } from 'vitest';
import { DATABASES, readOptions, SCENARIOS } from './options.ts';

it('runs everything, or little of everything', () => {
  expect(readOptions([])).toMatchObject({ rounds: 5, seconds: 3, rows: 1_000_000, databases: DATABASES });
  expect(readOptions(['--short'])).toMatchObject({ rounds: 1, rows: 2_000, scenarios: SCENARIOS });
});

it('takes names of databases and scenarios together', () => {
  const { databases, scenarios } = readOptions(['--', '--only', 'sqlite,single,group', '--rounds', '2']);
  expect(databases).toEqual(['sqlite']);
  expect(scenarios).toEqual(['single', 'group']);
  expect(readOptions(['--only', 'mariadb']).scenarios).toEqual(SCENARIOS);
});

it.each([
  [['--fast'], '--fast'],
  [['--only', 'oracle'], '"oracle"'],
  [['--rounds', '1.5'], '--rounds: "1.5" is not a whole number from 1 on'],
  [['--rows', '10'], 'from 2000 on'],
  [['--seconds', ''], '--seconds'],
])('names what it does not understand: %j', (args, message) => {
  expect(() => readOptions(args)).toThrow(message);
});
