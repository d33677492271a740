import type { Page } from 'playwright-core';

/** Milliseconds that a page's main thread has worked so far. */
export interface MainThread {
  /** All tasks: script, style, layout, and what the browser does for them. */
  readonly tasks: number;
  /** JavaScript alone. */
  readonly script: number;
}

/** Gives a clock of a page's main thread. */
export async function watchMainThread(page: Page): Promise<() => Promise<MainThread>> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  return async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    const seconds = (name: string): number => metrics.find((one) => one.name === name)?.value ?? Number.NaN;
    return { tasks: seconds('TaskDuration') * 1_000, script: seconds('ScriptDuration') * 1_000 };
  };
}
