import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { client } from '../data/client.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { bytesText } from '../text/numbers.ts';
import { textSource } from './json-source.ts';
import { JsonTree } from './json-tree.tsx';
import css from './json-viewer.module.css';
import { MAX_TREE_BYTES, type RawResult, readRaw } from './raw-result.ts';
import { spanAt } from './tokens.ts';
import { workerSource } from './worker-source.ts';

/** Number of characters of a large result that are shown as text. */
const PREVIEW_CHARS = 16 * 1024;

export interface JsonViewerProps {
  readonly id: string;
  /** Changes with the result. */
  readonly version: string;
  /** Size of the stored result in bytes; null if it is unknown. */
  readonly size: number | null;
}

/** Shows the result with exact numbers, and keys in their stored order. */
export function JsonViewer({ id, version, size }: JsonViewerProps): ReactNode {
  const url = client.urls.taskStatus(id);
  const { data, error } = useQuery({
    queryKey: ['raw', id, version],
    queryFn: ({ signal }) => readRaw(url, signal),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 30_000,
  });
  if (error) return <p role="alert">The result cannot be read: {error.message}</p>;
  if (!data) return <div className={css.blank} />;
  if (data.start === undefined) return <p>The answer has no result.</p>;
  return data.isWhole ? (
    <WholeResult id={id} raw={data} start={data.start} />
  ) : (
    <LargeResult id={id} url={url} raw={data} start={data.start} size={size} />
  );
}

function WholeResult({ id, raw, start }: { id: string; raw: RawResult; start: number }): ReactNode {
  const [form, setForm] = useState<'tree' | 'text'>('tree');
  const text = useMemo(() => raw.text.slice(start, spanAt(raw.text, start).end), [raw, start]);
  const source = useMemo(() => textSource(text), [text]);
  return (
    <div>
      <div className={css.tools}>
        <div className={css.forms}>
          {(['tree', 'text'] as const).map((one) => (
            <button
              key={one}
              type="button"
              aria-pressed={form === one}
              className={css.form}
              onClick={() => setForm(one)}
            >
              {one}
            </button>
          ))}
        </div>
        <CopyButton text={text} label="the result" />
        <Download id={id} />
      </div>
      {form === 'tree' ? <JsonTree source={source} /> : <pre className={css.text}>{text}</pre>}
    </div>
  );
}

interface LargeProps {
  readonly id: string;
  readonly url: string;
  readonly raw: RawResult;
  readonly start: number;
  readonly size: number | null;
}

function LargeResult({ id, url, raw, start, size }: LargeProps): ReactNode {
  const [isTree, setTree] = useState(false);
  const canBeTree = size === null || size <= MAX_TREE_BYTES;
  return (
    <div>
      <div className={css.tools}>
        <span className={css.note}>
          {size === null ? 'A large result' : bytesText(size)}
          {isTree ? '' : `: its first ${bytesText(PREVIEW_CHARS)}`}
        </span>
        {canBeTree && !isTree && (
          <button type="button" className={css.form} onClick={() => setTree(true)}>
            show all as a tree
          </button>
        )}
        <Download id={id} />
      </div>
      {isTree ? (
        <WorkerTree url={url} />
      ) : (
        <pre className={css.text}>{raw.text.slice(start, start + PREVIEW_CHARS)}…</pre>
      )}
    </div>
  );
}

function WorkerTree({ url }: { readonly url: string }): ReactNode {
  const source = useMemo(() => workerSource(url), [url]);
  useEffect(() => () => source.close(), [source]);
  return <JsonTree source={source} />;
}

function Download({ id }: { readonly id: string }): ReactNode {
  return (
    <a className={css.form} href={client.urls.taskStatus(id)} download={`${id}.json`}>
      ↓ download
    </a>
  );
}
