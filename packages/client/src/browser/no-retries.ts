/**
 * Replaces `http/retry.ts` in the file for pages without a build step, and fails to load. A request then has one try:
 * the next poll follows soon. docs/decisions/0067 has the saved size.
 */
throw new Error('this file has no retries');

export {};
