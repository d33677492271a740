import { randomUUID } from 'node:crypto';
import { type Finding, note, ok, warning } from '../../finding.ts';
import { ifAllowed, type RedisContext } from './context.ts';

/** The command that creates a user who can only read. */
const ACL =
  'ACL SETUSER reader on >… resetkeys resetchannels %R~celery-task-meta-* %R~celery-taskset-meta-* ' +
  '&celery-task-meta-* &celery-taskset-meta-* -@all ' +
  '+getrange +strlen +mget +exists +zcard +llen +subscribe +unsubscribe +ping +hello +auth +select';

/** Checks whether the user may do more than read, and whether the user may subscribe to changes. */
export async function checkRights(context: RedisContext): Promise<readonly Finding[]> {
  // changes nothing: no key has this name
  const key = context.keys.task(`celery-results-${randomUUID()}`);
  const mayWrite = (await ifAllowed(context, (client) => client.persist(key))) !== undefined;
  const finding = mayWrite
    ? warning('rights', 'the user of the store URL may write, which the server never does', ACL)
    : ok('rights', 'the user of the store URL may read and not write');
  return [finding, await channelFinding(context, key)];
}

async function channelFinding(context: RedisContext, channel: string): Promise<Finding> {
  const listened = await ifAllowed(context, async (client) => {
    await client.subscribe(channel, () => {});
    await client.unsubscribe(channel);
    return true;
  });
  if (listened) return ok('rights', 'the user may subscribe to the channels of results');
  return note(
    'rights',
    'the user may not subscribe to the channels of results: watched tasks are read every second instead',
    `allow +subscribe, +unsubscribe and the channels: ${ACL}`,
  );
}
