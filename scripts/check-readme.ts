import { glob, readFile } from 'node:fs/promises';
import { ROOT } from './processes.ts';
import { readmeFaults } from './readme-faults.ts';

// Code in a README is a region of a file in examples/, which the tests run.
const faults: string[] = [];
let blocks = 0;
for await (const path of glob(['README.md', 'packages/*/README.md'], { cwd: ROOT })) {
  const text = await readFile(ROOT + path, 'utf8');
  blocks += text.split('<!-- example: ').length - 1;
  for (const fault of await readmeFaults(text, (file) => readFile(ROOT + file, 'utf8')))
    faults.push(`${path}: ${fault}`);
}
for (const fault of faults) console.error(fault);
console.log(`${blocks} blocks, ${faults.length} faults`);
process.exit(faults.length === 0 && blocks > 0 ? 0 : 1);
