import { expect, it } from 'vitest';
import { checkNode } from './connect-sqlite.ts';

it('checkNode refuses a Node on which SQLite would crash the process', () => {
  expect(() => checkNode('22.12.0')).toThrow('SQLite stores need Node 22.14 or newer, and this is 22.12.0');
  for (const version of ['22.14.0', '24.0.0']) checkNode(version);
});
