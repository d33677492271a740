/** Milliseconds for which a hidden page keeps its stream. */
const HIDDEN_MS = 60_000;

/**
 * Calls back with true when the page has been hidden for a minute or is left, and with false when it is visible again.
 * A page with a stream would not enter the browser's back/forward cache when it is left.
 */
export function onPageVisibility(callback: (isHidden: boolean) => void): void {
  const { document } = globalThis;
  if (!document) return;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isHidden = false;
  const set = (value: boolean): void => {
    clearTimeout(timer);
    if (value === isHidden) return;
    isHidden = value;
    callback(value);
  };
  document.addEventListener('visibilitychange', () => {
    clearTimeout(timer);
    if (document.visibilityState === 'hidden') timer = setTimeout(set, HIDDEN_MS, true);
    else set(false);
  });
  globalThis.addEventListener('pagehide', () => set(true));
  globalThis.addEventListener('pageshow', () => set(false));
}
