import { useRef } from 'react';

/** Which keys have come since the list was first answered; undefined while it is not. Another list has none. */
export function useFreshKeys(keys: readonly string[] | undefined, list: string): ReadonlySet<string> {
  const known = useRef<{ list: string; first: ReadonlySet<string> | undefined }>({ list, first: undefined });
  if (known.current.list !== list) known.current = { list, first: undefined };
  if (keys !== undefined) known.current.first ??= new Set(keys);
  const { first } = known.current;
  return new Set(first === undefined || keys === undefined ? [] : keys.filter((key) => !first.has(key)));
}
