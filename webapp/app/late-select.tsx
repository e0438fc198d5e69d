import { Select, type SelectProps } from '@mantine/core';
import { useState } from 'react';

/** A choice from a list that is made, and measured, once somebody comes near: what a screen shows first need not wait for it. */
export function LateSelect(given: SelectProps) {
  const [isNear, setNear] = useState(false);
  const come = () => setNear(true);
  return <Select {...given} comboboxProps={{ keepMounted: isNear }} onFocus={come} onPointerEnter={come} />;
}
