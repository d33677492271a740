import { act } from '@testing-library/react';
import { vi } from 'vitest';

/** What the page is told when the visitor looks at another tab, and when he is back. `vi.restoreAllMocks` undoes it. */
export function showTab(visible: boolean): void {
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue(visible ? 'visible' : 'hidden');
  act(() => void window.dispatchEvent(new Event('visibilitychange')));
}
