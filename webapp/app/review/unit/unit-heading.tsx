import { Anchor, Group, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { moneyText } from '../../../../src/api/money.ts';
import type { UnitDetail } from '../../../../src/api/units.ts';
import { FlagBadge } from '../../rules/rule-badges.tsx';
import { formatDuration, formatTime, nameOf } from '../labels.ts';
import { TimelineLink } from '../links.tsx';
import { useCurrency } from '../money.ts';
import { ForeignText } from '../text/foreign-text.tsx';
import { WorkerName } from '../worker-name.tsx';
import { PurposeBadge } from './purpose-badge.tsx';
import { StatusBadge } from './status-badge.tsx';
import style from './unit.module.css';

/** The heading of a unit: its id, its worker, its time, its pay, its reviewer, and a requested second opinion. */
export function UnitHeading({ unit }: { unit: UnitDetail }) {
  const { active_seconds: active, reviewed_by, reviewed_at, second_opinion, assignment } = unit;
  const { id, worker, status, seconds, submitted_at, pay_cents: pay } = unit;
  const currency = useCurrency(unit.run);
  return (
    <Stack gap={4}>
      <Group gap="xs">
        <Anchor
          className={style.id}
          underline="always"
          renderRoot={(props) => <Link to="/units/$unit" params={{ unit: id }} {...props} />}
        >
          {id}
        </Anchor>
        <StatusBadge status={status} />
        <PurposeBadge {...unit} />
        <FlagBadge {...unit} />
      </Group>
      <Text size="sm" component="div">
        {worker && (
          <>
            by{' '}
            <Anchor
              underline="always"
              renderRoot={(props) => <Link to="/workers/$worker" params={{ worker }} {...props} />}
            >
              <WorkerName worker={worker} />
            </Anchor>
            {', '}
          </>
        )}
        in {formatDuration(seconds)}
        {active !== null && ` (${formatDuration(active)} active)`}, submitted {formatTime(submitted_at)}
        {pay ? `, pays ${moneyText(pay, currency)}` : ''} ·{' '}
        <Anchor
          underline="always"
          renderRoot={(props) => <Link to="/items" search={{ run: unit.run, assignment }} {...props} />}
        >
          all answers to this item
        </Anchor>
        {' · '}
        <TimelineLink id={id} />
      </Text>
      {unit.expected && unit.in_words.length === 0 && (
        <Text size="sm" component="div">
          Known answer:{' '}
          {Object.entries(unit.expected).map(([question, answer], at) => (
            <span key={question}>
              {at > 0 && ', '}
              <ForeignText text={question} maxLetters={100} /> = <ForeignText text={answer} maxLetters={200} />
            </span>
          ))}
        </Text>
      )}
      {reviewed_by && (
        <Text size="sm" component="div">
          Reviewed by <ForeignText text={nameOf(reviewed_by)} maxLetters={100} />, {formatTime(reviewed_at)}
        </Text>
      )}
      {second_opinion && (
        <Text size="sm" component="div">
          Second opinion requested by <ForeignText text={nameOf(second_opinion)} maxLetters={100} />
        </Text>
      )}
    </Stack>
  );
}
