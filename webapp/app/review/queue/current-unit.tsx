import { Alert, Anchor, Stack, Text } from '@mantine/core';
import { IconEye } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { UnitDetail } from '../../../../src/api/units.ts';
import { Fault } from '../../components/page.tsx';
import { nameOf } from '../labels.ts';
import { ForeignText } from '../text/foreign-text.tsx';
import { InWords } from '../unit/in-words.tsx';
import { UnitHeading } from '../unit/unit-heading.tsx';
import { UnitView } from '../unit/unit-view.tsx';
import type { SessionDecision } from './session-decisions.ts';

type Props = {
  unit: UnitDetail;
  holder: string | undefined;
  mine: SessionDecision | undefined;
  me: string;
};

/** The current unit, with the reasons why it cannot be decided. */
export function CurrentUnit({ unit, holder, mine, me }: Props) {
  return (
    <Stack gap="md">
      {mine?.state === 'refused' && (
        <Fault>
          <Text fw={600}>Your review was not recorded.</Text>
          <Text>{mine.sentence}</Text>
        </Fault>
      )}
      {holder && (
        <Alert color="gray" variant="outline" icon={<IconEye aria-hidden />} role="status">
          <ForeignText text={nameOf(holder)} maxLetters={100} /> is reviewing this. Press n for the next.
        </Alert>
      )}
      {unit.second_opinions.includes(me) && (
        <Alert color="gray" variant="outline" role="status">
          You asked for a second opinion, so someone else reviews this answer.{' '}
          <Anchor
            underline="always"
            renderRoot={(props) => <Link to="/units/$unit" params={{ unit: unit.id }} {...props} />}
          >
            See its history
          </Anchor>
        </Alert>
      )}
      <UnitHeading unit={unit} />
      <InWords unit={unit} />
      <UnitView unit={unit} />
    </Stack>
  );
}
