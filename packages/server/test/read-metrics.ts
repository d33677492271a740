import type { Listening } from '@celery-results/testing';

/** The metrics of a server that has an admin port: every series with its value. */
export async function readMetrics(server: Listening): Promise<ReadonlyMap<string, number>> {
  const url = /metrics on (\S+)/.exec(server.output())?.[1];
  if (url === undefined) throw new Error(`the server has no metrics: ${server.output()}`);
  const answer = await fetch(url);
  const lines = (await answer.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]),
  );
}
