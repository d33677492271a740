import { spawnListening } from '@celery-results/testing';
import { djangoEnvironment, PROJECT } from '../data/django.ts';
import type { Contestant, Place } from './contestant.ts';

/**
 * Django's own views below gunicorn with two sync workers, which close the connection after each answer: that is how gunicorn is
 * deployed without being told otherwise.
 */
export async function startDjango({ python, url }: Place): Promise<Contestant> {
  const args = ['-m', 'gunicorn', '--workers', '2', '--bind', '127.0.0.1:0', '--no-control-socket', 'project.wsgi'];
  const server = await spawnListening(python, args, {
    cwd: PROJECT,
    env: djangoEnvironment(url),
    pattern: /Listening at: (http:\/\/\S+)/,
  });
  return { name: 'Django', origin: server.url, pids: [server.pid], speaks: 'django', stop: server.stop };
}
