import { lawErrors } from './law-errors.ts';
import { ROOT } from './processes.ts';
import { readModules } from './read-modules.ts';

// The import law and the shape of published code, as ARCHITECTURE.md tells them.
const modules = await readModules(ROOT, [
  'packages/*/src/**/*.{ts,tsx}',
  'conformance/src/**/*.ts',
  'testing/src/**/*.ts',
  'bench/src/**/*.ts',
]);
const errors = lawErrors(modules);
for (const error of errors) console.error(error);
console.log(`${modules.length} files, ${errors.length} errors`);
process.exit(errors.length === 0 ? 0 : 1);
