import type { Progress } from './task-status.ts';

/**
 * Progress from the usual shapes of a running task's meta: `{current, total}`, `{done, total}`, `{percent}`, each with an optional
 * `description`. Null where there is none.
 */
export function progressOf(meta: unknown): Progress | null {
  if (typeof meta !== 'object' || meta === null) return null;
  const fields = meta as Readonly<Record<string, unknown>>;
  const total = amount(fields['total']);
  const percent = amount(fields['percent']);
  const current = amount(fields['current']) ?? amount(fields['done']) ?? percent;
  if (current === null || (total === null && percent === null)) return null;
  const description = fields['description'];
  return {
    current,
    total: total ?? (percent === current ? 100 : null),
    percent: Math.min(100, Math.max(0, percent ?? (total ? (current / total) * 100 : 0))),
    ...(typeof description === 'string' ? { description } : {}),
  };
}

function amount(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : null;
}
