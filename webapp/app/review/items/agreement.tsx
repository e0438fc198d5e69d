import { Text } from '@mantine/core';
import type { Item } from '../../../../src/api/queue.ts';
import { ForeignText } from '../text/foreign-text.tsx';

/** The same words as for values in the columns, where every label is a truth value. */
const yesOrNo: Record<string, string> = { true: 'yes', false: 'no' };
function shownLabels(labels: Record<string, number>): [string, number][] {
  const entries = Object.entries(labels);
  const isTruth = entries.every(([label]) => Object.hasOwn(yesOrNo, label));
  return isTruth ? entries.map(([label, count]) => [yesOrNo[label] ?? label, count]) : entries;
}

/** How far the answers to each closed question agree, and how often each label was given. */
export const Agreement = ({ questions }: Pick<Item, 'questions'>) => (
  <>
    {questions.map(({ key, agreement, labels }) => (
      <Text key={key} size="sm" component="div" className="numbers">
        <ForeignText text={key} maxLetters={100} />:{' '}
        {agreement === null ? 'too few answers to compare' : `Agreement ${Math.round(agreement * 100)} %`}
        {shownLabels(labels).map(([label, count], at) => (
          <span key={label}>
            {at === 0 ? ': ' : ', '}
            “<ForeignText text={label} maxLetters={60} />” ×{count}
          </span>
        ))}
      </Text>
    ))}
  </>
);
