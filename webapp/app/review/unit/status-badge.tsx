import { Badge } from '@mantine/core';
import { unitStatusLabels } from '../../../../src/api/labels.ts';
import type { UnitStatus } from '../../../../src/api/shapes.ts';
import { unitStatusColors } from '../labels.ts';
import style from './unit.module.css';

/** The status of a unit, in a word and a coloured dot. */
export const StatusBadge = ({ status }: { status: UnitStatus }) => (
  <Badge variant="outline" color="gray" className={style.badge} leftSection={<Dot status={status} />}>
    {unitStatusLabels[status]}
  </Badge>
);

/** The coloured dot of a status, beside its word. */
export const Dot = ({ status }: { status: UnitStatus }) => (
  <span className={style.dot} style={{ background: `var(${unitStatusColors[status]})` }} aria-hidden />
);
