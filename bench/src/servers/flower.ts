import { freePort, spawnListening } from '@celery-results/testing';
import { djangoEnvironment, PROJECT } from '../django/project.ts';
import type { BenchServer, StartOptions } from './bench-server.ts';

/** Starts Flower, whose `/api/task/result/ID` reads the result backend. It needs no worker and no broker for that. */
export async function startFlower({ python, url }: StartOptions): Promise<BenchServer> {
  const port = await freePort();
  const args = ['-m', 'celery', '-A', 'project', 'flower', '--address=127.0.0.1', `--port=${port}`];
  const server = await spawnListening(python, args, {
    cwd: PROJECT,
    env: { ...djangoEnvironment(url), FLOWER_UNAUTHENTICATED_API: 'true' },
    pattern: /Visit me at (http:\S+)/,
  });
  return {
    name: 'Flower',
    origin: `http://127.0.0.1:${port}`,
    pids: [server.pid],
    role: 'flower',
    stop: server.stop,
  };
}
