import { hasClearPassword } from '../lib/has-clear-password.ts';

/** Returns whether a text is the URL of a Redis in which the end of the password is unambiguous. */
export function isRedisUrl(url: string): boolean {
  return /^rediss?:\/\//.test(url) && URL.canParse(url) && hasClearPassword(url);
}
