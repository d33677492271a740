import { isPermanentError } from '@celery-results/client';
import type { GroupDetailV1 } from '@celery-results/client/protocol';
import { useGroupStatus } from '@celery-results/react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect } from 'react';
import { client } from '../data/client.ts';
import { failureOf } from '../data/failure.ts';
import { Card } from '../parts/card.tsx';
import { CopyButton, copyText } from '../parts/copy-button.tsx';
import { Ago } from '../parts/moment.tsx';
import { Notice } from '../parts/notice.tsx';
import { StateMark } from '../parts/state-mark.tsx';
import { useKeys } from '../shell/keys.ts';
import { NoAccess } from '../shell/no-access.tsx';
import { wholeText } from '../text/numbers.ts';
import { inOrder, readyOf } from '../text/state.ts';
import { Cells } from './cells.tsx';
import { Chord } from './chord.tsx';
import css from './group-screen.module.css';
import { Members } from './members.tsx';

const PAGE_SIZE = 100;
/** Largest number of followed members. A larger group is read at intervals, since each change would send megabytes. */
const MAX_FOLLOWED = 1_000;
const LOOK_MS = 3_000;

/** Shows one group, its members and its chord. */
export function GroupScreen({ id }: { readonly id: string }): ReactNode {
  const query = useInfiniteQuery({
    queryKey: ['group-detail', id],
    queryFn: ({ signal, pageParam }) =>
      client.groupDetail(id, { limit: PAGE_SIZE, ...(pageParam === '' ? {} : { cursor: pageParam }) }, { signal }),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next ?? undefined,
    refetchInterval: ({ state: { data, error } }) =>
      isSettled(data?.pages[0]) || (error !== null && isPermanentError(error)) ? false : LOOK_MS,
  });
  useKeys({ y: () => void copyText(id) });
  const { data, error, refetch } = query;
  const [group] = data?.pages ?? [];
  const isFollowed = group?.known === true && group.total <= MAX_FOLLOWED && !isSettled(group);
  const { data: pushed } = useGroupStatus(isFollowed ? id : null);
  useEffect(() => {
    if (pushed) void refetch();
  }, [pushed, refetch]);
  if (!group) return error === null ? <div className={css.blank} /> : <GroupError error={error} />;
  const members = data?.pages.flatMap((page) => page.members) ?? [];
  return (
    <article className={css.screen} aria-label={`Group ${id}`}>
      <GroupHeader group={group} />
      {!group.known || group.total === 0 ? (
        <Empty group={group} />
      ) : (
        <>
          <Card title="MEMBERS" aside={<Counts group={group} />}>
            <Cells counts={group.counts} total={group.total} />
          </Card>
          {group.chord && <Chord chord={group.chord} total={group.total} members={members} />}
          <div className={css.table}>
            <Members group={group} members={members} />
            {query.hasNextPage && (
              <button type="button" className={css.more} onClick={() => void query.fetchNextPage()}>
                show more of {wholeText(group.total)}
              </button>
            )}
          </div>
        </>
      )}
    </article>
  );
}

/** Returns whether all members of the group are final. */
function isSettled(group: GroupDetailV1 | undefined): boolean {
  if (!group?.known || group.total === 0 || group.chord) return false;
  return readyOf(group.counts) === group.total;
}

function GroupHeader({ group }: { readonly group: GroupDetailV1 }): ReactNode {
  const { id, known, total } = group;
  return (
    <header className={css.header}>
      <div>
        <h1 className={css.title}>Group</h1>
        <p className={css.id}>
          <code>{id}</code>
          <CopyButton text={id} label="the id" />
        </p>
      </div>
      {known && (
        <p className={css.ready}>
          <strong>{wholeText(readyOf(group.counts))}</strong> of {wholeText(total)} ready
          <span className={css.dates}>
            stored <Ago at={group.date_created} />
          </span>
        </p>
      )}
      <CopyButton text={`GroupResult.restore("${id}")`} label={`GroupResult.restore("${id}")`}>
        GroupResult
      </CopyButton>
    </header>
  );
}

function Counts({ group }: { readonly group: GroupDetailV1 }): ReactNode {
  return (
    <span className={css.counts}>
      {inOrder(Object.keys(group.counts)).map((state) => (
        <span key={state}>
          <StateMark state={state} /> {wholeText(group.counts[state] ?? 0)}
        </span>
      ))}
    </span>
  );
}

function Empty({ group }: { readonly group: GroupDetailV1 }): ReactNode {
  return group.known ? (
    <Card title="MEMBERS">
      <Notice title="This group has no members" />
    </Card>
  ) : (
    <Card title="NOTHING IS STORED">
      <Notice title="This group is not stored">
        <p>
          Celery stores a group only after <code>result.save()</code>, and the group of a chord. This page turns live
          when it is.
        </p>
      </Notice>
    </Card>
  );
}

function GroupError({ error }: { readonly error: unknown }): ReactNode {
  const { kind, detail } = failureOf(error);
  if (kind === 'signed-out') return <NoAccess kind={kind} />;
  return (
    <Notice title={kind === 'no-right' ? 'You may not read this group' : 'The group cannot be read'} tone="again">
      <p>{detail}</p>
    </Notice>
  );
}
