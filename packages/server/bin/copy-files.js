import { copyFileSync, cpSync, rmSync } from 'node:fs';

// What the compiler leaves out: the command, and the status page, which the server sends and never imports.
copyFileSync('bin/main.js', 'dist/main.js');
rmSync('dist/ui', { recursive: true, force: true });
cpSync('../status-page/dist', 'dist/ui', { recursive: true });
