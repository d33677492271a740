import type { Page } from 'playwright-core';

/** The time that a page's main thread has worked, in milliseconds. */
export interface MainThread {
  /** All tasks of the browser: script, style, layout and others. */
  readonly tasks: number;
  /** JavaScript alone. */
  readonly script: number;
}

/** Returns a function that reads the main thread's time of a page. */
export async function watchMainThread(page: Page): Promise<() => Promise<MainThread>> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  return async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    const seconds = (name: string): number => metrics.find((one) => one.name === name)?.value ?? Number.NaN;
    return { tasks: seconds('TaskDuration') * 1_000, script: seconds('ScriptDuration') * 1_000 };
  };
}
