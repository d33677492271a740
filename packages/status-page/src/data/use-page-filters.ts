import { useCallback, useMemo } from 'react';
import { useLocation, useSearch } from 'wouter';
import { type Filters, readFilters, writeFilters } from '../filters/filters.ts';

/** Returns the URL of the list with these filters, relative to the page. */
export function listUrl(filters: Filters): string {
  const search = writeFilters(filters).toString();
  return search === '' ? '/' : `/?${search}`;
}

/** Returns the filters of the URL, and a function that sets others. The back button restores the previous filters. */
export function usePageFilters(): readonly [Filters, (filters: Filters) => void] {
  const search = useSearch();
  const [, navigate] = useLocation();
  const filters = useMemo(() => readFilters(new URLSearchParams(search)), [search]);
  const go = useCallback((next: Filters) => navigate(listUrl(next)), [navigate]);
  return [filters, go];
}
