import { Text } from '@mantine/core';
import type { Item } from '../../../../src/api/queue.ts';
import { ForeignText } from '../text/foreign-text.tsx';

/** How far the answers to each closed question agree, and how often each label was given. */
export const Agreement = ({ questions }: Pick<Item, 'questions'>) => (
  <>
    {questions.map(({ key, agreement, labels }) => (
      <Text key={key} size="sm" component="div" className="numbers">
        <ForeignText text={key} maxLetters={100} />:{' '}
        {agreement === null ? 'too few answers to compare' : `Agreement ${Math.round(agreement * 100)} %`}
        {Object.entries(labels).map(([label, count], at) => (
          <span key={label}>
            {at === 0 ? ': ' : ', '}
            “<ForeignText text={label} maxLetters={60} />” ×{count}
          </span>
        ))}
      </Text>
    ))}
  </>
);
