import type { Packages } from '../testing/src/index.ts';

// Creates the virtual environments of the tests, one after the other, while other tests run. A test that needs one
// reports why it is missing.
const { pythonOrSkip }: typeof import('../testing/src/index.ts') = await import('../testing/dist/index.js');
const ALL: readonly Packages[] = ['current', 'deploy', 'oldest', 'schemathesis'];
for (const packages of ALL) await pythonOrSkip(packages).catch(() => undefined);
