const KEY = 'celery-results-theme';

export type Theme = 'system' | 'light' | 'dark';

const NEXT: Readonly<Record<Theme, Theme>> = { system: 'dark', dark: 'light', light: 'system' };

/** Returns the chosen theme. If the browser has stored none, it is that of the system. */
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

/** Selects the next theme, and stores it if the browser allows this. */
export function toggleTheme(theme: Theme): Theme {
  const next = NEXT[theme];
  applyTheme(next);
  try {
    localStorage.setItem(KEY, next);
  } catch {
    // the theme is kept until the page is closed
  }
  return next;
}
