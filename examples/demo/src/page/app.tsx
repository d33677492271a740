import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Round } from '../writer.ts';
import { GroupCard } from './group-card.tsx';
import { TaskCard } from './task-card.tsx';

/** Shows the tasks of the current round. A new round has new ids. */
export function App(): ReactNode {
  const { data: round } = useQuery({ queryKey: ['round'], queryFn: fetchRound, refetchInterval: 2_000 });
  return (
    <>
      <h1>Celery tasks, live</h1>
      <p>Rows as a Celery worker writes them, read by the server, shown by two hooks.</p>
      <TaskCard title="A slow task" id={round?.slow} />
      <TaskCard title="A task that fails" id={round?.fails} />
      <TaskCard title="A task that retries" id={round?.retries} />
      <GroupCard title="A group of eight" id={round?.group} />
    </>
  );
}

async function fetchRound(): Promise<Round> {
  const response = await fetch('/demo/round');
  if (!response.ok) throw new Error(`the round was answered with ${response.status}`);
  return response.json();
}
