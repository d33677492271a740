import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import type { ServeConfig } from './config.ts';
import { drainable } from './drain.ts';
import { ConfigError } from './errors.ts';
import { createApp } from './http/create-app.ts';
import { openStore } from './stores/open-store.ts';

/** A server that listens. */
export interface Running {
  /** Where the URLs are mounted, such as `http://127.0.0.1:8787/celery/`. */
  readonly url: string;
  /** Stops listening, lets requests in flight finish, and closes the store. */
  stop(): Promise<void>;
}

/**
 * Opens the store, then listens.
 *
 * @throws ConfigError, StoreUnavailable
 */
export async function serve(config: ServeConfig): Promise<Running> {
  const log = pino({ level: config.logLevel, base: null });
  const { exceptionClasses, ...options } = config;
  const store = await openStore(config.store, {
    ...options,
    ...(exceptionClasses === undefined ? {} : { exceptionClasses }),
    warn: (message) => log.warn(message),
  });
  const { basePath, idFirst, appendSlash, batchResultLimit } = config;
  const app = createApp({ store, basePath, idFirst, appendSlash, batchResultLimit, log });
  const server = createServer(app.callback());
  const drain = drainable(server);
  try {
    await listen(server, config);
  } catch (error) {
    await store.close();
    throw error;
  }
  const { port } = server.address() as AddressInfo;
  const host = config.host.includes(':') ? `[${config.host}]` : config.host;
  const url = `http://${host}:${port}${basePath}`;
  return {
    url,
    stop: async () => {
      await drain();
      await store.close();
    },
  };
}

function listen(server: Server, { host, port }: ServeConfig): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const reason = error.code === 'EADDRINUSE' ? 'it is in use' : (error.code ?? error.message);
      reject(new ConfigError(`cannot listen on ${host} port ${port}: ${reason}`, { cause: error }));
    });
    server.listen(port, host, resolve);
  });
}
