import { lawFaults } from './law-faults.ts';
import { ROOT } from './processes.ts';
import { readModules } from './read-modules.ts';

// The import law and the shape of published code, as ARCHITECTURE.md tells them.
const modules = await readModules(ROOT, [
  'packages/*/src/**/*.{ts,tsx}',
  'conformance/src/**/*.ts',
  'testing/src/**/*.ts',
  'bench/src/**/*.ts',
]);
const faults = lawFaults(modules);
for (const fault of faults) console.error(fault);
console.log(`${modules.length} files, ${faults.length} faults`);
process.exit(faults.length === 0 ? 0 : 1);
