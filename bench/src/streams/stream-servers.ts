import { type Listening, spawnListening, startServer } from '@celery-results/testing';
import { djangoEnvironment, PROJECT } from '../django/project.ts';

const SSE = new URL('../servers/peers/sse.ts', import.meta.url).pathname;
const ARGS = ['--log-level', 'warn', '--admin-port', '0', '--max-streams-address', '1000000'];

/** Our server, on a storage. */
export function startOurs(store: string): Promise<Listening> {
  return startServer({ store, args: ARGS, env: { NODE_ENV: 'production' } });
}

/** A loop over responses of node:http. */
export function startBare(): Promise<Listening> {
  return spawnListening(process.execPath, [SSE], { pattern: /listening on (\S+)/ });
}

/** Django's StreamingHttpResponse on uvicorn, as one writes it: each stream reads its rows once a second. */
export function startDjangoStreams(python: string, store: string): Promise<Listening> {
  const args = ['-m', 'uvicorn', 'project.asgi:application', '--host', '127.0.0.1', '--port', '0', '--no-access-log'];
  return spawnListening(python, args, {
    cwd: PROJECT,
    env: djangoEnvironment(store),
    pattern: /running on (http:\/\/\S+)/,
  });
}

/** Runs a measurement on a server, and stops it. */
export async function withServer<Result>(
  starting: Promise<Listening>,
  measure: (server: Listening) => Promise<Result>,
): Promise<Result> {
  const server = await starting;
  try {
    return await measure(server);
  } finally {
    await server.stop();
  }
}
