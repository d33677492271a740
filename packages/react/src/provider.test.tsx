import { createClient } from '@celery-results/client';
import { renderHook } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { CeleryResultsProvider, useCeleryClient } from './provider.tsx';

describe('CeleryResultsProvider', () => {
  it('gives the nearest client to what is below it', () => {
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

  it('is asked for by name where it is missing', () => {
    // React prints what a render throws
    vi.spyOn(console, 'error').mockImplementation(() => {});
    expect(() => renderHook(useCeleryClient)).toThrow(/<CeleryResultsProvider client=/);
    vi.restoreAllMocks();
  });
});
