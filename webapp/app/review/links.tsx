import { Anchor } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { ForeignText } from './text/foreign-text.tsx';

/** Leads to a worker. */
export const WorkerLink = ({ worker }: { worker: string }) => (
  <Anchor
    size="sm"
    underline="always"
    renderRoot={(props) => <Link to="/workers/$worker" params={{ worker }} {...props} />}
  >
    <ForeignText text={worker} most={60} />
  </Anchor>
);

/** Leads to a unit. */
export const UnitLink = ({ unit }: { unit: string }) => (
  <Anchor size="sm" underline="always" renderRoot={(props) => <Link to="/units/$unit" params={{ unit }} {...props} />}>
    <ForeignText text={unit} most={120} />
  </Anchor>
);

/** Leads to a qualification. */
export const QualificationLink = ({ id, name }: { id: string; name: string }) => (
  <Anchor
    size="sm"
    underline="always"
    renderRoot={(props) => <Link to="/qualifications/$qualification" params={{ qualification: id }} {...props} />}
  >
    <ForeignText text={name} most={60} />
  </Anchor>
);
