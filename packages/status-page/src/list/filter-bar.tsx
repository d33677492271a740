import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { useStats } from '../data/use-stats.ts';
import { type FilterName, type Filters, isFiltered, NO_FILTERS, SPANS, withFilters } from '../filters/filters.ts';
import { useKeys } from '../shell/keys.ts';
import css from './filter-bar.module.css';

export interface FilterBarProps {
  readonly filters: Filters;
  onChange(filters: Filters): void;
}

const SPAN_TEXTS: Readonly<Record<string, string>> = {
  '15m': 'last 15 minutes',
  '1h': 'last hour',
  '24h': 'last 24 hours',
  '7d': 'last 7 days',
};

/** Shows the filters of the list. Every change is a new URL. */
export function FilterBar({ filters, onChange }: FilterBarProps): ReactNode {
  const values = useStats().stats?.values;
  const change = (name: FilterName) => (value: string) => onChange(withFilters(filters, { [name]: value }));
  return (
    <div className={css.bar}>
      <IdSearch filters={filters} onChange={onChange} />
      <Choice label="name" value={filters.name} values={values?.name} onChange={change('name')} />
      <Choice label="worker" value={filters.worker} values={values?.worker} onChange={change('worker')} />
      <Choice label="periodic task" value={filters.periodic} values={values?.periodic} onChange={change('periodic')} />
      <Choice
        label="time"
        all="all time"
        value={filters.since}
        values={Object.keys(SPANS)}
        textOf={(span) => SPAN_TEXTS[span] ?? `since ${span}`}
        onChange={change('since')}
      />
      {isFiltered(filters) && (
        <button type="button" className={css.clear} onClick={() => onChange(NO_FILTERS)}>
          × clear
        </button>
      )}
    </div>
  );
}

/** Shortest text that counts as the start of an id. A complete id opens its task. */
const MIN_ID_CHARS = 4;
const WHOLE_ID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

function IdSearch({ filters, onChange }: FilterBarProps): ReactNode {
  const [text, setText] = useState(filters.q);
  const [, navigate] = useLocation();
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => setText(filters.q), [filters.q]);
  useKeys({ '/': () => input.current?.focus() });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const id = text.trim();
    if (WHOLE_ID.test(id)) navigate(`/tasks/${id}/`);
    else if (id === '' || id.length >= MIN_ID_CHARS) onChange(withFilters(filters, { q: id }));
  };
  return (
    <search className={css.frame}>
      <form className={css.search} onSubmit={submit}>
        <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
          <circle cx="7" cy="7" r="4.2" fill="none" stroke="currentColor" strokeWidth="1.5" />
          <path d="M10.2 10.2 14 14" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" />
        </svg>
        <input
          ref={input}
          type="text"
          inputMode="search"
          value={text}
          placeholder="id, or its first characters"
          aria-label="Id of a task, or its first four characters"
          spellCheck={false}
          autoComplete="off"
          onChange={({ target }) => setText(target.value)}
          onKeyDown={({ key, currentTarget }) => key === 'Escape' && currentTarget.blur()}
        />
        <kbd>/</kbd>
        {text.trim() !== '' && text.trim().length < MIN_ID_CHARS && (
          <span className={css.hint} role="status">
            {MIN_ID_CHARS} characters or more
          </span>
        )}
      </form>
    </search>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  /** Null if the server does not know them; undefined while they are read. */
  readonly values: readonly string[] | null | undefined;
  readonly all?: string;
  readonly textOf?: (value: string) => string;
  onChange(value: string): void;
}

/** Shows a native list, which works with every keyboard, screen reader and phone. */
function Choice({ label, value, values, all = `any ${label}`, textOf = String, onChange }: ChoiceProps): ReactNode {
  const known = values ?? [];
  const options = value === '' || known.includes(value) ? known : [value, ...known];
  if (options.length === 0) return null;
  return (
    <span className={css.choice} data-set={value !== ''}>
      <select aria-label={label} value={value} onChange={({ target }) => onChange(target.value)}>
        <option value="">{all}</option>
        {options.map((option) => (
          <option key={option} value={option}>
            {textOf(option)}
          </option>
        ))}
      </select>
    </span>
  );
}
