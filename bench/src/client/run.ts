import { parseArgs } from 'node:util';
import { clientSections } from './index.ts';

// Runs the sections of the client and the hooks alone: node src/client/run.ts [--short]

const { values } = parseArgs({ options: { short: { type: 'boolean', default: false } } });
for (const { title, text } of await clientSections(values)) console.log(`## ${title}\n\n${text}\n`);
