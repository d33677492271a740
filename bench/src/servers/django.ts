import { spawnListening } from '@celery-results/testing';
import { djangoEnvironment, PROJECT } from '../django/project.ts';
import type { BenchServer, StartOptions } from './bench-server.ts';

/**
 * Starts Django's own views on gunicorn with two sync workers, gunicorn's default kind. They close the connection after
 * each answer.
 */
export async function startDjango({ python, url }: StartOptions): Promise<BenchServer> {
  const args = ['-m', 'gunicorn', '--workers', '2', '--bind', '127.0.0.1:0', '--no-control-socket', 'project.wsgi'];
  const server = await spawnListening(python, args, {
    cwd: PROJECT,
    env: djangoEnvironment(url),
    pattern: /Listening at: (http:\/\/\S+)/,
  });
  return { name: 'Django', origin: server.url, pids: [server.pid], role: 'django', stop: server.stop };
}
