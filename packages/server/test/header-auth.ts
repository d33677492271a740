import { createHash } from 'node:crypto';
import type { Auth } from '../src/index.ts';

/** Everybody may read everything, and is known by the header Authorization. */
export const headerAuth: Auth = {
  access: async (ctx) => {
    const header = ctx.get('Authorization');
    const visible = new Set(['result', 'error', 'traceback', 'args'] as const);
    const grant = {
      tasks: new Set<string>(),
      groups: new Set<string>(),
      prefix: undefined,
      all: true,
      list: true,
      visible,
    };
    return {
      grant,
      renew: async () => grant,
      challenge: {},
      expiresAt: undefined,
      ...(header === ''
        ? {}
        : { clientKey: `key ${createHash('sha256').update(header).digest('hex')}`, subject: header }),
    };
  },
};
