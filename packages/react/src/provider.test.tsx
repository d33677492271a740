import { createClient } from '@celery-results/client';
import { renderHook } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { CeleryResultsProvider, useCeleryClient } from './provider.tsx';

describe('CeleryResultsProvider', () => {
  it('provides the nearest client', () => {
    const [outer, inner] = [createClient({ baseUrl: '/outer/' }), createClient({ baseUrl: '/inner/' })];
    const { result } = renderHook(useCeleryClient, {
      wrapper: ({ children }) => (
        <CeleryResultsProvider client={outer}>
          <CeleryResultsProvider client={inner}>{children}</CeleryResultsProvider>
        </CeleryResultsProvider>
      ),
    });
    expect(result.current).toBe(inner);
  });

  it('is named in the error outside of a provider', () => {
    // React logs the error of a render
    vi.spyOn(console, 'error').mockImplementation(() => {});
    expect(() => renderHook(useCeleryClient)).toThrow(/<CeleryResultsProvider client=/);
    vi.restoreAllMocks();
  });
});
