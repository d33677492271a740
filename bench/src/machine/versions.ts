import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';

const PACKAGES = ['koa', '@koa/router', 'knex', 'pg', 'mysql2', 'better-sqlite3'];

/** Versions of Node and of the packages that the servers use. */
export function nodeVersions(): readonly string[] {
  const read = (name: string): string => {
    const text = readFileSync(new URL(`../../node_modules/${name}/package.json`, import.meta.url), 'utf8');
    return (JSON.parse(text) as { readonly version: string }).version;
  };
  return [`Node ${process.versions.node}`, ...PACKAGES.map((name) => `${name} ${read(name)}`)];
}

/** The version that a program prints, such as `nginx 1.22.1`; undefined when it is not installed. */
export function programVersion(program: string): string | undefined {
  const { stdout, stderr } = spawnSync(program, ['-v'], { encoding: 'utf8' });
  const version = /\d+(\.\d+)+/.exec(`${stdout ?? ''}${stderr ?? ''}`)?.[0];
  return version === undefined ? undefined : `${program} ${version}`;
}

/** The machine's cores, model and memory. */
export function describeMachine(): string {
  const cores = cpus();
  const model = cores[0]?.model.trim() || 'unknown';
  return `${cores.length} cores (${model}), ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform}`;
}
