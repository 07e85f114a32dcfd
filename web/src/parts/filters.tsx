import { NativeSelect, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { type ReactNode, useEffect, useRef } from 'react';
import styles from './filters.module.css';

/** A choice that may be left open. */
export interface Choice {
  value: string;
  label: string;
}

/** What a list is filtered by. */
export function Filters({ children }: { children: ReactNode }) {
  return <search className={styles['filters']}>{children}</search>;
}

/** Searches a list while one writes. `/` puts the cursor here. */
export function SearchField({
  label,
  value,
  onSearch,
}: {
  label: string;
  value: string | undefined;
  onSearch: (text: string | undefined) => void;
}) {
  const field = useRef<HTMLInputElement>(null);
  const search = useDebouncedCallback((text: string) => onSearch(text.trim() === '' ? undefined : text.trim()), 250);
  useEffect(() => {
    // The address may change by itself: by a link, or by going back.
    if (field.current !== null && document.activeElement !== field.current) field.current.value = value ?? '';
  }, [value]);
  return (
    <TextInput
      ref={field}
      type="search"
      className={styles['search']}
      aria-label={label}
      placeholder={label}
      defaultValue={value ?? ''}
      onChange={(event) => search(event.currentTarget.value)}
      leftSection={<IconSearch size={15} stroke={1.75} aria-hidden="true" />}
      rightSection={<kbd>/</kbd>}
    />
  );
}

/** Narrows a list to one value of something. */
export function Narrow({
  label,
  all,
  choices,
  value,
  onChoose,
}: {
  label: string;
  all: string;
  choices: readonly Choice[];
  value: string | undefined;
  onChoose: (value: string | undefined) => void;
}) {
  return (
    <NativeSelect
      aria-label={label}
      data-chosen={value !== undefined || undefined}
      className={styles['narrow']}
      data={[{ value: '', label: all }, ...choices]}
      value={value ?? ''}
      onChange={(event) => onChoose(event.currentTarget.value || undefined)}
    />
  );
}
