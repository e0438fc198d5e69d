import { useLocalStorage } from '@mantine/hooks';
import type { ReactNode } from 'react';
import style from './collapsible.module.css';

type Props = { name: string; title: ReactNode; isOpenAtFirst?: boolean; children: ReactNode };

/** A collapsible section of a page, which keeps its state from unit to unit. */
export function Collapsible({ name, title, isOpenAtFirst = true, children }: Props) {
  const [isOpen, setOpen] = useLocalStorage({
    key: `manyhands.review.part.${name}`,
    defaultValue: isOpenAtFirst,
    getInitialValueInEffect: false,
  });
  return (
    <details
      className={style.section}
      open={isOpen}
      onToggle={({ currentTarget }) => currentTarget.open !== isOpen && setOpen(currentTarget.open)}
    >
      <summary>{title}</summary>
      {isOpen && children}
    </details>
  );
}
