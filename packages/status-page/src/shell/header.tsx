import type { ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { SETTINGS } from '../data/env.ts';
import css from './header.module.css';
import { SignOut } from './sign-out.tsx';
import type { Theme } from './theme.ts';

export interface HeaderProps {
  readonly theme: Theme;
  onTheme(): void;
  onJump(): void;
  onHelp(): void;
}

const THEME_SHAPES: Readonly<Record<Theme, string>> = { system: '◑', light: '☀', dark: '☾' };

export function Header({ theme, onTheme, onJump, onHelp }: HeaderProps): ReactNode {
  const [path] = useLocation();
  const isOverview = path.startsWith('/overview');
  const tab = (href: string, text: string, isCurrent: boolean): ReactNode => (
    <Link href={href} className={css.tab} aria-current={isCurrent ? 'page' : undefined}>
      {text}
    </Link>
  );
  return (
    <header className={css.header}>
      <div className={css.inner}>
        <Link href="/" className={css.brand}>
          <svg viewBox="0 0 32 32" width="22" height="22" aria-hidden="true" className={css.logo}>
            <rect width="32" height="32" rx="8" />
            <path d="M8 10h16M8 16h16M8 22h9" />
            <circle cx="23" cy="22" r="2.5" />
          </svg>
          <span>{SETTINGS.title === '' ? 'Celery' : SETTINGS.title}</span>
        </Link>
        <nav aria-label="Screens" className={css.tabs}>
          {tab('/', 'Tasks', !isOverview)}
          {tab('/overview/', 'Overview', isOverview)}
        </nav>
        <div className={css.tools}>
          <button type="button" className={css.jump} onClick={onJump}>
            <span>Jump to…</span>
            <kbd>⌘K</kbd>
          </button>
          <SignOut />
          <button type="button" className={css.tool} aria-label="Keys" title="Keys" onClick={onHelp}>
            ?
          </button>
          <button
            type="button"
            className={css.tool}
            aria-label={`Theme: ${theme}`}
            title={`Theme: ${theme} (t)`}
            onClick={onTheme}
          >
            <span aria-hidden="true">{THEME_SHAPES[theme]}</span>
          </button>
        </div>
      </div>
    </header>
  );
}
