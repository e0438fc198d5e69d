import { Table } from '@mantine/core';
import type { ReactNode } from 'react';
import style from './stacking.module.css';

/** A table whose rows are cards where it is too narrow for its columns; each cell has the name of its column as `data-head`. */
export const StackingTable = ({ className, children }: { className?: string; children: ReactNode }) => (
  <div className={style.frame}>
    <Table className={[style.table, className].filter(Boolean).join(' ')}>{children}</Table>
  </div>
);
