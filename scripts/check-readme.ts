import { glob, readFile } from 'node:fs/promises';
import { ROOT } from './processes.ts';
import { readmeErrors } from './readme-errors.ts';

// Code in a README is a region of a file in examples/, which the tests run.
const errors: string[] = [];
let blocks = 0;
for await (const path of glob(['README.md', 'packages/*/README.md'], { cwd: ROOT })) {
  const text = await readFile(ROOT + path, 'utf8');
  blocks += text.split('<!-- example: ').length - 1;
  for (const error of await readmeErrors(text, (file) => readFile(ROOT + file, 'utf8')))
    errors.push(`${path}: ${error}`);
}
for (const error of errors) console.error(error);
console.log(`${blocks} blocks, ${errors.length} errors`);
process.exit(errors.length === 0 && blocks > 0 ? 0 : 1);
