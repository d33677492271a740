import { act } from '@testing-library/react';
import { vi } from 'vitest';

/** Hides or shows the tab, as the page sees it. `vi.restoreAllMocks` undoes it. */
export function showTab(visible: boolean): void {
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue(visible ? 'visible' : 'hidden');
  act(() => void window.dispatchEvent(new Event('visibilitychange')));
}
