import { version } from 'react';

if (!version.startsWith('18.'))
  throw new Error(`this is React ${version}: the aliases of vitest.config.ts have no effect`);
