import type { ServeConfig } from '../config/serve-config.ts';
import type { RunningServer } from '../runtime/serve.ts';

export interface SignalOptions {
  readonly drain: ServeConfig['drain'];
  /** Reads the settings again. @throws ConfigError */
  readonly readConfig: () => ServeConfig;
  /** Receives a sentence for standard error. */
  readonly print: (message: string) => void;
  /** Prints an error and ends the process. */
  readonly fail: (error: unknown) => void;
  /** Called when the process begins to stop. */
  readonly onStopping: () => void;
}

/**
 * The first SIGTERM or SIGINT lets requests in flight finish. A second one, or the deadline, ends the process at once.
 * SIGHUP reads keys and secret files again.
 */
export function heedSignals(running: RunningServer, options: SignalOptions): void {
  const { drain, print, fail, onStopping } = options;
  let isStopping = false;
  const end = (code: number): void => {
    running.kill();
    process.exit(code);
  };
  const stop = (code: number): void => {
    isStopping = true;
    onStopping();
    setTimeout(() => end(1), drain.delay + drain.timeout).unref();
    running.stop().then((isComplete) => end(isComplete ? code : 1), fail);
  };
  const onSignal = (): void => (isStopping ? end(1) : stop(0));
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
  // a terminal that is closed sends SIGHUP: the server ends with it
  process.on('SIGHUP', process.stdout.isTTY ? onSignal : () => reload(running, options));
  running.failed.then(({ code, message }) => {
    print(message);
    if (!isStopping) stop(code);
  });
}

function reload(running: RunningServer, { readConfig, print }: SignalOptions): void {
  try {
    running.reload(readConfig());
  } catch (error) {
    print(`the settings were not read again: ${error instanceof Error ? error.message : error}`);
  }
}
