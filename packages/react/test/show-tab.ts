import { act } from '@testing-library/react';
import { vi } from 'vitest';

/** Hides or shows the tab for the page. `vi.restoreAllMocks` restores the tab. */
export function showTab(visible: boolean): void {
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue(visible ? 'visible' : 'hidden');
  act(() => void window.dispatchEvent(new Event('visibilitychange')));
}
