#!/usr/bin/env node
import { readFile } from 'node:fs/promises';
import { serveWithWorkers } from './cluster/primary.ts';
import { type Command, checkNode, helpText, readCommand, type ServeConfig } from './config.ts';
import { failureOf } from './failure.ts';
import { healthcheck } from './healthcheck.ts';
import { mintToken } from './http/auth/mint-token.ts';
import { findingsJson, findingsText, isHealthy } from './print-findings.ts';
import { type Running, serve } from './serve.ts';
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
      const running = await (command.workers === 1 ? serve(command) : serveWithWorkers(command));
      // who reads that it listens may tell it to stop at once
      stopInTheEnd(running, command.drain);
      process.stdout.write(`listening on ${running.url}\n`);
      if (running.metricsUrl !== undefined) process.stdout.write(`metrics on ${running.metricsUrl}\n`);
    }
  }
}

/** The first signal finishes requests in flight; a second one, or the deadline, ends the process at once. */
function stopInTheEnd(running: Running, { delay, timeout }: ServeConfig['drain']): void {
  let stopping = false;
  const end = (code: number): void => {
    running.kill();
    process.exit(code);
  };
  const stop = (code: number): void => {
    stopping = true;
    setTimeout(() => end(1), delay + timeout).unref();
    running.stop().then((isWhole) => end(isWhole ? code : 1), fail);
  };
  const onSignal = (): void => (stopping ? end(1) : stop(0));
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
  running.failed.then(({ message }) => {
    process.stderr.write(sentence(message));
    if (!stopping) stop(1);
  });
}

async function version(): Promise<string> {
  const file: unknown = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'));
  return String((file as { version: unknown }).version);
}

/** One sentence, and an exit code. */
function fail(error: unknown): void {
  const failure = failureOf(error);
  if (!failure) throw error;
  process.stderr.write(sentence(failure.message));
  process.exit(failure.code);
}

function sentence(message: string): string {
  return `celery-results-server: ${message}\n`;
}

try {
  await run(readCommand(process.argv.slice(2), process.env));
} catch (error) {
  fail(error);
}
