import { freePort, spawnListening } from '@celery-results/testing';
import { djangoEnvironment, PROJECT } from '../data/django.ts';
import type { Contestant, Place } from './contestant.ts';

/** Flower's `/api/task/result/ID`, which reads the result backend. No worker and no broker: neither has a part in a read. */
export async function startFlower({ python, url }: Place): Promise<Contestant> {
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
    speaks: 'flower',
    stop: server.stop,
  };
}
