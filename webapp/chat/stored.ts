import { useEffect, useState } from 'react';

/** A value of the tab that outlasts a reload, where the browser allows that; it is dropped when it is empty. */
export function useStored(key: string): [string, (value: string) => void] {
  const [value, set] = useState(() => read(key));
  // The key changes with the piece of work.
  useEffect(() => set(read(key)), [key]);
  return [
    value,
    (next) => {
      set(next);
      write(key, next);
    },
  ];
}

function read(key: string): string {
  try {
    return sessionStorage.getItem(key) ?? '';
  } catch {
    return '';
  }
}

function write(key: string, value: string): void {
  try {
    if (value === '') sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, value);
  } catch {
    // A browser without storage, or a full one: it stays on the page.
  }
}
