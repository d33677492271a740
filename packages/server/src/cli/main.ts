import { helpText } from '../config/help-text.ts';
import { type Command, readCommand } from '../config/read-command.ts';
import type { ServeConfig } from '../config/serve-config.ts';
import { readVersion } from '../lib/read-version.ts';
import { ConfigError } from '../problems/errors.ts';
import { serveWithWorkers } from '../runtime/cluster/primary.ts';
import { failureOf } from '../runtime/failure.ts';
import { serve } from '../runtime/serve.ts';
import { connectServiceManager } from '../runtime/service-manager.ts';
import { examineStore, migrate, notify, printIndexes } from '../stores/kinds.ts';
import { healthcheck } from './healthcheck.ts';
import { mintToken } from './mint-token.ts';
import { classesJson } from './print-classes.ts';
import { findingsJson, findingsText, isHealthy } from './print-findings.ts';
import { heedSignals } from './signals.ts';

async function run(command: Command): Promise<void> {
  switch (command.name) {
    case 'help':
      process.stdout.write(helpText());
      return;
    case 'version':
      process.stdout.write(`${readVersion()}\n`);
      return;
    case 'print-config':
      process.stdout.write(command.text);
      return;
    case 'healthcheck': {
      const { isReady, text } = await healthcheck(command.url, command.socket);
      process.stdout.write(`${text}\n`);
      process.exitCode = isReady ? 0 : 1;
      return;
    }
    case 'migrate': {
      const created = await migrate(command.store, command);
      process.stdout.write(created.length === 0 ? 'all tables exist\n' : `created ${created.join(', ')}\n`);
      return;
    }
    case 'notify':
      process.stdout.write(await notify(command.store, command.action, command));
      return;
    case 'indexes':
      process.stdout.write(await printIndexes(command.store, command));
      return;
    case 'token':
      process.stdout.write(`${await mintToken(command)}\n`);
      return;
    case 'classes':
      process.stdout.write(await classesJson(command));
      return;
    case 'doctor': {
      const findings = await examineStore(command.store, command);
      process.stdout.write(command.json ? findingsJson(findings) : findingsText(findings));
      process.exitCode = isHealthy(findings) ? 0 : 1;
      return;
    }
    case 'serve': {
      const manager = connectServiceManager(process.env);
      const running = await (command.workers === 1 ? serve(command) : serveWithWorkers(command));
      // a line that cannot be printed must not end the service
      process.stderr.on('error', () => {});
      // before the URL is printed: a reader of the URL may send a signal at once
      heedSignals(running, {
        drain: command.drain,
        readConfig: readServeConfig,
        print: (message) => process.stderr.write(errorLine(message)),
        fail,
        onStopping: manager.stopping,
      });
      manager.ready();
      process.stdout.write(`listening on ${running.url}\n`);
      if (running.metricsUrl !== undefined) process.stdout.write(`metrics on ${running.metricsUrl}\n`);
    }
  }
}

/** Reads the current settings. @throws ConfigError */
function readServeConfig(): ServeConfig {
  const command = readCommand(process.argv.slice(2), process.env);
  if (command.name !== 'serve') throw new ConfigError('the command is not serve');
  return command;
}

/** Prints one sentence, and ends with an exit code. */
function fail(error: unknown): void {
  const failure = failureOf(error);
  if (!failure) throw error;
  process.stderr.write(errorLine(failure.message));
  process.exit(failure.code);
}

function errorLine(message: string): string {
  return `celery-results-server: ${message}\n`;
}

// without a listener, the signal would open Node's debugger
process.on('SIGUSR1', () => {});
try {
  await run(readCommand(process.argv.slice(2), process.env));
} catch (error) {
  fail(error);
}
