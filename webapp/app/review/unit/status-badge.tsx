import { Badge } from '@mantine/core';
import type { UnitStatus } from '../../../../src/api/shapes.ts';
import { statusWords } from '../words.ts';
import style from './unit.module.css';

/** Where a unit stands, in a word and a dot of its colour. */
export const StatusBadge = ({ status }: { status: UnitStatus }) => (
  <Badge variant="outline" color="gray" className={style.badge} leftSection={<Dot status={status} />}>
    {statusWords[status].word}
  </Badge>
);

/** The colour of a status alone, beside a word that says it. */
export const Dot = ({ status }: { status: UnitStatus }) => (
  <span className={style.dot} style={{ background: `var(${statusWords[status].color})` }} aria-hidden />
);
