import { CloseButton, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';

type Props = {
  label: string;
  placeholder?: string;
  value: string | undefined;
  onChange: (text: string | undefined) => void;
  /** The id of a `datalist` with what may be meant. */
  list?: string;
};

const debounceMs = 300;

/** A field whose text becomes part of the address once the user stops typing. */
export function SearchField({ label, placeholder, value, onChange, list }: Props) {
  const [typed, setTyped] = useState(value ?? '');
  const settled = useRef(value);
  /** Texts that were settled before the last one, and have not come back yet. */
  const onTheirWay = useRef(new Set<string | undefined>());
  const settle = useDebouncedCallback((text: string) => {
    onTheirWay.current.add(settled.current);
    settled.current = text.trim() || undefined;
    onChange(settled.current);
  }, debounceMs);
  useEffect(() => {
    // The field's own texts come back through the address, on a slow device late, while the user types on.
    if (value === settled.current) onTheirWay.current.clear();
    if (value === settled.current || onTheirWay.current.delete(value)) return;
    // What is being typed becomes the address next.
    if (settle.isPending()) return;
    setTyped(value ?? '');
    settled.current = value;
  }, [value, settle]);
  const type = (text: string) => {
    setTyped(text);
    settle(text);
  };
  return (
    <TextInput
      label={label}
      placeholder={placeholder}
      list={list}
      maxLength={200}
      leftSection={<IconSearch size={16} aria-hidden />}
      rightSection={typed !== '' && <CloseButton size="sm" aria-label={`Clear: ${label}`} onClick={() => type('')} />}
      value={typed}
      onChange={({ currentTarget }) => type(currentTarget.value)}
    />
  );
}
