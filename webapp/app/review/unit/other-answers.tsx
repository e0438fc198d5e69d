import { Group, Stack, Text } from '@mantine/core';
import { type Item, listItems } from '../../../../src/api/queue.ts';
import type { UnitDetail } from '../../../../src/api/units.ts';
import { Fault } from '../../components/page.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { useEndpointQuery } from '../../data/api.ts';
import { formatDuration } from '../labels.ts';
import { UnitLink, WorkerLink } from '../links.tsx';
import { seenText } from '../text/pieces.ts';
import { withoutFiles } from '../values/answer-view.tsx';
import { ValueView } from '../values/value-view.tsx';
import { StatusBadge } from './status-badge.tsx';
import style from './unit.module.css';

/** What others answered to the same item, and how often each answer was given. */
export function OtherAnswers({ unit: { id, assignment } }: { unit: Pick<UnitDetail, 'id' | 'assignment'> }) {
  const { data, error } = useEndpointQuery(listItems, { query: { assignment } });
  if (error) return <Fault error={error} />;
  if (!data) return <Waiting />;
  const item = data.items.find((one) => one.assignment === assignment);
  const others = item?.answers.filter(({ unit }) => unit !== id) ?? [];
  if (!item || others.length === 0) return <Text size="sm">Nobody else has answered this item.</Text>;
  return (
    <Stack gap="sm">
      {item.questions.length > 0 && (
        <Text size="sm" component="div">
          {item.questions.map((question) => (
            <div key={question.key}>{labelCounts(question)}</div>
          ))}
        </Text>
      )}
      {item.adjudicated && (
        <div>
          <Text size="sm" c="dimmed">
            Final answer
          </Text>
          <ValueView value={withoutFiles(item.adjudicated.answer)} name="Final answer" />
        </div>
      )}
      <ul className={style.history}>
        {others.map(({ unit, worker, status, seconds, answer }) => (
          <li key={unit}>
            <Group gap="xs">
              <WorkerLink worker={worker} />
              <UnitLink unit={unit} />
              <StatusBadge status={status} />
              <Text size="sm" c="dimmed">
                in {formatDuration(seconds)}
              </Text>
            </Group>
            <ValueView value={withoutFiles(answer)} name="Answer" />
          </li>
        ))}
      </ul>
    </Stack>
  );
}

/** How often each answer to a question was given, the most frequent first: `genre: Drama 2, Horror 1`. */
function labelCounts({ key, labels }: Item['questions'][number]): string {
  const counts = Object.entries(labels).sort(([, one], [, other]) => other - one);
  return `${seenText(key)}: ${counts.map(([label, count]) => `${seenText(label)} ${count}`).join(', ')}`;
}
