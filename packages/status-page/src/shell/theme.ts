const KEY = 'celery-results-theme';

export type Theme = 'system' | 'light' | 'dark';

const NEXT: Readonly<Record<Theme, Theme>> = { system: 'dark', dark: 'light', light: 'system' };

/** The theme that was chosen. A browser that keeps nothing follows the system. */
export function readTheme(): Theme {
  try {
    const theme = localStorage.getItem(KEY);
    return theme === 'light' || theme === 'dark' ? theme : 'system';
  } catch {
    return 'system';
  }
}

export function applyTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

/** Goes to the next theme, and keeps it where the browser allows. */
export function toggleTheme(theme: Theme): Theme {
  const next = NEXT[theme];
  applyTheme(next);
  try {
    localStorage.setItem(KEY, next);
  } catch {
    // the theme holds until the page is closed
  }
  return next;
}
