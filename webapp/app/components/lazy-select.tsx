import { Select, type SelectProps } from '@mantine/core';
import { useEffect, useState } from 'react';

/** A choice whose list is rendered on first focus or hover, so that the first paint need not wait for it. */
export function LazySelect(props: SelectProps) {
  const [isMounted, setMounted] = useState(false);
  const mount = () => setMounted(true);
  const [, setThere] = useState(false);
  useEffect(() => {
    // Mantine names the list in aria attributes only on the render after the list is mounted.
    const soon = isMounted ? setTimeout(() => setThere(true)) : undefined;
    return () => clearTimeout(soon);
  }, [isMounted]);
  return <Select {...props} comboboxProps={{ keepMounted: isMounted }} onFocus={mount} onPointerEnter={mount} />;
}
