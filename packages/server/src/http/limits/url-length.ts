import { Refused } from '../../problems.ts';
import type { Step } from '../steps.ts';

/** Refuses longer request targets, before anything is made of them. */
export function limitUrl(most: number): Step {
  return (ctx) => {
    if ((ctx.req.url?.length ?? 0) > most) throw new Refused('url-too-long', { detail: `at most ${most} bytes` });
  };
}
