import { CeleryResultsProvider } from '@celery-results/react';
import { QueryClientProvider } from '@tanstack/react-query';
import { lazy, type ReactNode, Suspense, useEffect, useState } from 'react';
import { Route, Router, Switch } from 'wouter';
import css from './app.module.css';
import { client, queryClient } from './data/client.ts';
import { UI_ROOT } from './data/env.ts';
import { ListScreen } from './list/list-screen.tsx';
import { Notice } from './parts/notice.tsx';
import { ExpiryBanner } from './shell/expiry-banner.tsx';
import { Header } from './shell/header.tsx';
import { useKeys } from './shell/keys.ts';
import { readTheme, toggleTheme } from './shell/theme.ts';

// chunks that the first view of the list does not need
const Help = lazy(async () => ({ default: (await import('./shell/help.tsx')).Help }));
const Jump = lazy(async () => ({ default: (await import('./shell/jump.tsx')).Jump }));
const TaskScreen = lazy(async () => ({ default: (await import('./task/task-screen.tsx')).TaskScreen }));
const GroupScreen = lazy(async () => ({ default: (await import('./group/group-screen.tsx')).GroupScreen }));
const OverviewScreen = lazy(async () => ({ default: (await import('./overview/overview-screen.tsx')).OverviewScreen }));

export function App(): ReactNode {
  return (
    <QueryClientProvider client={queryClient}>
      <CeleryResultsProvider client={client}>
        <Router base={UI_ROOT.pathname.replace(/\/$/, '')}>
          <Shell />
        </Router>
      </CeleryResultsProvider>
    </QueryClientProvider>
  );
}

function Shell(): ReactNode {
  const [theme, setTheme] = useState(readTheme);
  const [dialog, setDialog] = useState<'jump' | 'help' | null>(null);
  const close = (): void => setDialog(null);
  const onTheme = (): void => setTheme(toggleTheme(theme));
  useKeys({ t: onTheme, '?': () => setDialog('help') });
  useJumpKey(() => setDialog('jump'));
  return (
    <>
      <Header theme={theme} onTheme={onTheme} onJump={() => setDialog('jump')} onHelp={() => setDialog('help')} />
      <main className={css.main}>
        <ExpiryBanner />
        <Suspense fallback={<div className={css.blank} />}>
          <Switch>
            <Route path="/">
              <ListScreen />
            </Route>
            <Route path="/overview/">
              <OverviewScreen />
            </Route>
            <Route path="/groups/:id/">{({ id }) => <GroupScreen key={id} id={id} />}</Route>
            <Route path="/tasks/:id/">{({ id }) => <TaskScreen key={id} id={id} />}</Route>
            <Route>
              <Notice title="There is no such page">
                <a href={UI_ROOT.href}>Tasks</a>
              </Notice>
            </Route>
          </Switch>
        </Suspense>
      </main>
      <Suspense>
        {dialog === 'jump' && <Jump onClose={close} />}
        {dialog === 'help' && <Help onClose={close} />}
      </Suspense>
    </>
  );
}

/** Handles ⌘K on a Mac and Ctrl K elsewhere, also in fields. */
function useJumpKey(open: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key.toLowerCase() !== 'k' || !(event.metaKey || event.ctrlKey)) return;
      event.preventDefault();
      if (!document.querySelector('dialog[open]')) open();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  });
}
