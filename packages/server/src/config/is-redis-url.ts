import { hasClearPassword } from '../lib/has-clear-password.ts';

/** Whether a text is the URL of a Redis, whose password is clear. */
export function isRedisUrl(url: string): boolean {
  return /^rediss?:\/\//.test(url) && URL.canParse(url) && hasClearPassword(url);
}
