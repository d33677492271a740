import type { ChangeSource } from '../../stores/change-source.ts';
import { Member } from './member.ts';
import { openPostgresTransport } from './postgres-transport.ts';
import { openRedisTransport } from './redis-transport.ts';

/** Workers publish the id of a task here: docs/deploying.md. */
const WORKERS_CHANNEL = 'celery-results:changed';

export interface ChangesBusOptions {
  /** URL of Redis or PostgreSQL. */
  readonly url: string;
  /** The same text for all servers of one storage. */
  readonly name: string;
  /** The source of the one server that looks for changes, and of every server while the bus is silent. */
  readonly source: ChangeSource;
  /** Receives a sentence that an operator should read. Default: none. */
  readonly warn?: ((message: string) => void) | undefined;
}

/** A change source that many servers share. */
export interface ChangesBus extends ChangeSource {
  close(): Promise<void>;
}

/**
 * Lets one of many servers look for the changes of all: the load of the storage does not grow with the number of
 * servers. A lock elects the leader. It watches what all members watch, and publishes the ids that may have
 * changed. A member that hears of no leader for some seconds watches for itself.
 *
 * @throws ConfigError for a URL of neither
 */
export function openChangesBus({ url, name, source, warn }: ChangesBusOptions): ChangesBus {
  const members = new Set<Member>();
  let isWarned = false;
  const open = /^rediss?:/.test(url) ? openRedisTransport : openPostgresTransport;
  const transport = open({
    url,
    onConnected: () => {
      isWarned = false;
      for (const member of members) member.onConnected();
    },
    onError: (error) => {
      if (!isWarned) warn?.(`the changes bus is away, and this server looks for changes itself: ${error.message}`);
      isWarned = true;
    },
  });
  void transport.subscribe(WORKERS_CHANNEL, (id) => {
    for (const member of members) member.report(id);
  });
  return {
    watch: (onChange) => {
      const member = new Member({ transport, name, source, onChange });
      members.add(member);
      return {
        set: (ids) => member.set(ids),
        close: () => {
          members.delete(member);
          void member.close();
        },
      };
    },
    close: async () => {
      await Promise.all([...members].map((member) => member.close()));
      members.clear();
      await transport.close();
    },
  };
}
