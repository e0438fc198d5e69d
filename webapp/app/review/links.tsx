import { Anchor } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { ForeignText } from './text/foreign-text.tsx';
import { WorkerName } from './worker-name.tsx';

/** A link to a worker. */
export const WorkerLink = ({ worker }: { worker: string }) => (
  <Anchor
    size="sm"
    underline="always"
    renderRoot={(props) => <Link to="/workers/$worker" params={{ worker }} {...props} />}
  >
    <WorkerName worker={worker} />
  </Anchor>
);

/** A link to a unit. */
export const UnitLink = ({ unit }: { unit: string }) => (
  <Anchor size="sm" underline="always" renderRoot={(props) => <Link to="/units/$unit" params={{ unit }} {...props} />}>
    <ForeignText text={unit} maxLetters={120} />
  </Anchor>
);

/** A link to everything that was recorded about a run, a unit, a worker or a qualification. */
export const TimelineLink = ({ id, size = 'sm' }: { id: string; size?: string }) => (
  <Anchor size={size} underline="always" renderRoot={(props) => <Link to="/timeline/$id" params={{ id }} {...props} />}>
    Timeline
  </Anchor>
);

/** A link to a qualification. */
export const QualificationLink = ({ id, name }: { id: string; name: string }) => (
  <Anchor
    size="sm"
    underline="always"
    renderRoot={(props) => <Link to="/qualifications/$qualification" params={{ qualification: id }} {...props} />}
  >
    <ForeignText text={name} maxLetters={60} />
  </Anchor>
);

/** A link to an item with all its answers. */
export const ItemLink = ({ run, assignment }: { run: string; assignment: string }) => (
  <Anchor
    size="sm"
    underline="always"
    renderRoot={(props) => <Link to="/items" search={{ run, assignment }} {...props} />}
  >
    <ForeignText text={assignment} maxLetters={120} />
  </Anchor>
);
