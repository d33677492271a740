#!/usr/bin/env node
import { readFile } from 'node:fs/promises';
import { type Command, checkNode, helpText, readCommand, type ServeConfig } from './config.ts';
import { ConfigError, StoreUnavailable } from './errors.ts';
import { healthcheck } from './healthcheck.ts';
import { mintToken } from './http/auth/mint-token.ts';
import { findingsJson, findingsText, isHealthy } from './print-findings.ts';
import { serve } from './serve.ts';
import { examineStore } from './stores/doctor.ts';
import { migrate } from './stores/migrate.ts';

async function run(command: Command): Promise<void> {
  if ('store' in command) checkNode(process.versions.node, command.store);
  switch (command.name) {
    case 'help':
      process.stdout.write(helpText());
      return;
    case 'version':
      process.stdout.write(`${await version()}\n`);
      return;
    case 'print-config':
      process.stdout.write(command.text);
      return;
    case 'healthcheck': {
      const { isReady, text } = await healthcheck(command.url);
      process.stdout.write(`${text}\n`);
      process.exitCode = isReady ? 0 : 1;
      return;
    }
    case 'migrate': {
      const made = await migrate(command.store, command);
      process.stdout.write(made.length === 0 ? 'all tables are there\n' : `created ${made.join(', ')}\n`);
      return;
    }
    case 'token':
      process.stdout.write(`${await mintToken(command)}\n`);
      return;
    case 'doctor': {
      const findings = await examineStore(command.store, command);
      process.stdout.write(command.json ? findingsJson(findings) : findingsText(findings));
      process.exitCode = isHealthy(findings) ? 0 : 1;
      return;
    }
    case 'serve': {
      const running = await serve(command);
      process.stdout.write(`listening on ${running.url}\n`);
      if (running.metricsUrl !== undefined) process.stdout.write(`metrics on ${running.metricsUrl}\n`);
      stopOnSignal(() => running.stop(), command.drain);
    }
  }
}

/** The first signal finishes requests in flight; a second one, or the deadline, ends the process at once. */
function stopOnSignal(stop: () => Promise<void>, { delay, timeout }: ServeConfig['drain']): void {
  let stopping = false;
  const onSignal = (): void => {
    if (stopping) process.exit(1);
    stopping = true;
    setTimeout(() => process.exit(1), delay + timeout).unref();
    stop().then(() => process.exit(0), fail);
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}

async function version(): Promise<string> {
  const file: unknown = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'));
  return String((file as { version: unknown }).version);
}

/** One sentence, and an exit code: 2 for what was asked, 1 for what happened. */
function fail(error: unknown): void {
  if (error instanceof ConfigError) {
    process.stderr.write(`celery-results-server: ${error.message}\n`);
    process.exit(2);
  }
  if (error instanceof StoreUnavailable) {
    process.stderr.write(`celery-results-server: ${error.message}: ${causeOf(error.cause)}\n`);
    process.exit(1);
  }
  throw error;
}

/** A driver's own reason: its code says enough, and no message of a connection can hold a password. */
function causeOf(cause: unknown): string {
  if (!(cause instanceof Error)) return 'no reason given';
  const code = 'code' in cause && typeof cause.code === 'string' && cause.code !== '' ? cause.code : undefined;
  return code === undefined ? cause.message : `${code} ${cause.message}`.trim();
}

try {
  await run(readCommand(process.argv.slice(2), process.env));
} catch (error) {
  fail(error);
}
