import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { EXCEPTION_STATES } from '../protocol/index.ts';
import { isObject } from '../protocol/is-object.ts';
import { type AnyTaskWire, type StatePhases, toTaskStatus } from './to-task-status.ts';

/** A state and a meta that public task code sets, and the author's display of them. */
interface UsualMeta {
  readonly state: string;
  readonly meta: unknown;
  readonly phase: string;
  readonly percent?: number;
  readonly text?: string;
}

const METAS: readonly UsualMeta[] = JSON.parse(
  await readFile(new URL('../../test/usual-metas.json', import.meta.url), 'utf8'),
);

/** The option of `createClient` for these projects. */
const STATES: StatePhases = {
  COMPLETED: 'succeeded',
  SUCCEEDED: 'succeeded',
  CANCELLED: 'revoked',
  FAILED: 'failed',
  ERROR: 'failed',
  error: 'failed',
};

/** Returns the task in the form of a server's response. */
function toWire({ state, meta }: UsualMeta): AnyTaskWire {
  if (!EXCEPTION_STATES.has(state)) return { id: 't', status: state, result: meta };
  const { exc_type: type, exc_message: words } = Object(meta) as { exc_type?: string; exc_message?: string | string[] };
  return { id: 't', status: state, result: `${type}(${JSON.stringify([words].flat()[0])})`, exc: `m.${type}` };
}

/** Returns whether servers send the meta: they do not if a task has set FAILURE, RETRY or REVOKED by hand. */
const isSent = ({ state, meta }: UsualMeta): boolean =>
  !EXCEPTION_STATES.has(state) || (isObject(meta) && 'exc_type' in meta);

const isUnderstood = (usual: UsualMeta): { readonly percent: boolean; readonly text: boolean } => {
  const task = toTaskStatus(toWire(usual), { states: STATES });
  const text = 'message' in task ? task.message : task.progress?.description;
  const percent = usual.percent ?? (task.phase === 'running' ? null : undefined);
  return {
    percent: percent === undefined || isClose(task.progress?.percent ?? null, percent),
    text: usual.text === undefined || text === usual.text,
  };
};

function isClose(actual: number | null, expected: number | null): boolean {
  return actual === expected || (actual !== null && expected !== null && Math.abs(actual - expected) < 0.01);
}

/** Returns the share of the metas that pass a check. */
const shareOf = (metas: readonly UsualMeta[], check: (meta: UsualMeta) => boolean): number =>
  metas.filter(check).length / metas.length;

describe('the metas of public task code', () => {
  it('have the phase that their authors intend', () => {
    for (const usual of METAS) expect(toTaskStatus(toWire(usual), { states: STATES }).phase).toBe(usual.phase);
  });

  it('have the percentage that their authors intend in nine of ten cases', () => {
    const withNumbers = METAS.filter((usual) => usual.percent !== undefined || usual.phase === 'running');
    expect(shareOf(withNumbers, (usual) => isUnderstood(usual).percent)).toBeGreaterThan(0.9);
  });

  it('have the text that their authors intend in nine of ten cases', () => {
    const withText = METAS.filter((usual) => usual.text !== undefined && isSent(usual));
    expect(shareOf(withText, (usual) => isUnderstood(usual).text)).toBeGreaterThan(0.9);
  });
});
