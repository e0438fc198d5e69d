import { Select, type SelectProps } from '@mantine/core';
import { useEffect, useState } from 'react';

/** A choice from a list that is made, and measured, once somebody comes near: what a screen shows first need not wait for it. */
export function LateSelect(given: SelectProps) {
  const [isNear, setNear] = useState(false);
  const come = () => setNear(true);
  const [, setThere] = useState(false);
  useEffect(() => {
    // The field tells readers of screens of its list only when it is drawn once more after the list.
    const soon = isNear ? setTimeout(() => setThere(true)) : undefined;
    return () => clearTimeout(soon);
  }, [isNear]);
  return <Select {...given} comboboxProps={{ keepMounted: isNear }} onFocus={come} onPointerEnter={come} />;
}
