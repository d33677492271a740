import type { ChangeSource } from '../../stores/change-source.ts';
import { Member } from './member.ts';
import { openPostgresTransport } from './postgres-transport.ts';
import { openRedisTransport } from './redis-transport.ts';

/** Workers publish the id of a task here: docs/deploying.md. */
const WORKERS_CHANNEL = 'celery-results:changed';

export interface ChangesBusOptions {
  /** URL of Redis or PostgreSQL. */
  readonly url: string;
  /** The name of the storage: the same text for all servers of it. */
  readonly name: string;
  /** The change source that the leader uses. Every server uses it while the bus is not available. */
  readonly source: ChangeSource;
  /** Receives a warning for the operator. Default: none. */
  readonly warn?: ((message: string) => void) | undefined;
}

/** A change source that many servers share. */
export interface ChangesBus extends ChangeSource {
  close(): Promise<void>;
}

/**
 * Lets one of many servers find the changes for all, so that the load of the storage does not grow with the number of
 * servers. A lock elects the leader. The leader watches the ids of all members, and publishes the ids that may have
 * changed. A member that gets no message of a leader for some seconds watches its ids itself.
 *
 * @throws ConfigError for a URL that is neither for Redis nor for PostgreSQL
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
      if (!isWarned)
        warn?.(`the changes bus is not available, and this server looks for changes itself: ${error.message}`);
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
