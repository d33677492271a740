import { useCallback, useMemo } from 'react';
import { useLocation, useSearch } from 'wouter';
import { type Filters, readFilters, writeFilters } from '../filters/filters.ts';

/** The URL of the list with these filters, below the page. */
export function listUrl(filters: Filters): string {
  const search = writeFilters(filters).toString();
  return search === '' ? '/' : `/?${search}`;
}

/** The filters of the URL, and a function that goes to others: the back button returns. */
export function usePageFilters(): readonly [Filters, (filters: Filters) => void] {
  const search = useSearch();
  const [, navigate] = useLocation();
  const filters = useMemo(() => readFilters(new URLSearchParams(search)), [search]);
  const go = useCallback((next: Filters) => navigate(listUrl(next)), [navigate]);
  return [filters, go];
}
