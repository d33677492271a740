import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { type JsonNode, type JsonSource, type NodePage, textSource } from './json-source.ts';
import css from './json-tree.module.css';
import { spanAt, stringText } from './tokens.ts';

/** Largest number of values for which the first level is open at first. */
const OPEN_CHILDREN = 30;

/** Shows a value as a tree whose levels can be opened. */
export function JsonTree({ source }: { readonly source: JsonSource }): ReactNode {
  const [root, setRoot] = useState<JsonNode>();
  const [error, setError] = useState('');
  useEffect(() => {
    let isCurrent = true;
    source.root().then(
      (node) => isCurrent && setRoot(node),
      (reason: unknown) => isCurrent && setError(String(reason)),
    );
    return () => {
      isCurrent = false;
    };
  }, [source]);
  if (error !== '') return <p role="alert">The result cannot be read: {error}</p>;
  if (!root) return <div className={css.blank} />;
  return (
    <ul className={css.tree}>
      <Node source={source} node={root} isOpen={root.count <= OPEN_CHILDREN && !root.hasMore} />
    </ul>
  );
}

interface NodeProps {
  readonly source: JsonSource;
  readonly node: JsonNode;
  readonly isOpen?: boolean;
}

function Node({ source, node, isOpen = false }: NodeProps): ReactNode {
  const isContainer = node.kind === 'object' || node.kind === 'array';
  return (
    <li className={css.node}>
      {isContainer && node.count > 0 ? (
        <Container source={source} node={node} isOpen={isOpen} />
      ) : (
        <span className={css.line}>
          <Key node={node} />
          {isContainer ? (
            <span className={css.sign}>{node.kind === 'object' ? '{}' : '[]'}</span>
          ) : (
            <Scalar node={node} />
          )}
        </span>
      )}
    </li>
  );
}

function Key({ node: { key } }: { readonly node: JsonNode }): ReactNode {
  return key === undefined ? null : (
    <>
      <span className={css.key}>{key}</span>
      <span className={css.sign}>: </span>
    </>
  );
}

function Container({ source, node, isOpen: first = false }: NodeProps): ReactNode {
  const [isOpen, setOpen] = useState(first);
  const [open, close] = node.kind === 'object' ? '{}' : '[]';
  const count = `${node.count}${node.hasMore ? '+' : ''}`;
  return (
    <>
      <button type="button" className={css.fold} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        <span aria-hidden="true" className={css.arrow} />
        <Key node={node} />
        <span className={css.sign}>{open}</span>
        {!isOpen && (
          <span className={css.count}>
            {count} {node.kind === 'object' ? (count === '1' ? 'key' : 'keys') : count === '1' ? 'item' : 'items'}
            <span className={css.sign}>{close}</span>
          </span>
        )}
      </button>
      {isOpen && (
        <>
          <Children source={source} node={node} />
          <span className={`${css.sign} ${css.close}`}>{close}</span>
        </>
      )}
    </>
  );
}

function Children({ source, node }: NodeProps): ReactNode {
  const [pages, setPages] = useState<readonly NodePage[]>([]);
  const more = (from?: number): void => {
    source.children(node, from).then((page) => setPages((before) => (from === undefined ? [page] : [...before, page])));
  };
  useEffect(() => more(), [source, node.start]);
  const next = pages.at(-1)?.next;
  return (
    <ul className={css.children}>
      {pages.flatMap(({ nodes }) => nodes.map((child) => <Node key={child.start} source={source} node={child} />))}
      {next !== undefined && (
        <li>
          <button type="button" className={css.more} onClick={() => more(next)}>
            more …
          </button>
        </li>
      )}
    </ul>
  );
}

function Scalar({ node }: { readonly node: JsonNode }): ReactNode {
  const [isUnfolded, setUnfolded] = useState(false);
  const inner = useMemo(() => (node.kind === 'string' && !node.isCut ? innerJson(node.text) : undefined), [node]);
  return (
    <>
      <span className={css[node.kind]}>
        {node.text}
        {node.isCut && <span className={css.count}> … {node.end - node.start} characters</span>}
      </span>
      {inner !== undefined && (
        <button type="button" className={css.more} aria-expanded={isUnfolded} onClick={() => setUnfolded(!isUnfolded)}>
          {isUnfolded ? 'as text' : 'as JSON'}
        </button>
      )}
      {inner !== undefined && isUnfolded && <JsonTree source={inner} />}
    </>
  );
}

/** Returns the JSON in a string, if it begins with an object or an array. */
function innerJson(written: string): JsonSource | undefined {
  const text = stringText(written, { kind: 'string', start: 0, end: written.length }).trim();
  if (!/^[[{]/.test(text)) return undefined;
  try {
    return spanAt(text, 0).end === text.length ? textSource(text) : undefined;
  } catch {
    return undefined;
  }
}
