import { Text } from '@mantine/core';
import type { UnitDetail } from '../../../../src/api/units.ts';
import collapsibleStyle from '../../components/collapsible.module.css';
import { ForeignText } from '../text/foreign-text.tsx';
import style from './unit.module.css';

const maxLetters = 300;

/** How often each answer was given: `Drama 2, Horror 1`. */
const countsText = (counts: UnitDetail['in_words'][number]['others']): string =>
  counts.map(({ answer, count }) => `${answer} ${count.toLocaleString('en')}`).join(', ');

/** What the answer says to each question, whether that is known to be right, and what others said; nothing where there are no such questions. */
export function InWords({ unit: { in_words } }: { unit: Pick<UnitDetail, 'in_words'> }) {
  if (in_words.length === 0) return null;
  return (
    <section className={collapsibleStyle.section} aria-label="In words">
      <dl className={style.words}>
        {in_words.map(({ key, label, answer, expected, correct, others }) => (
          <div key={key}>
            <Text component="dt" size="sm" c="dimmed">
              <ForeignText text={label} maxLetters={maxLetters} />
            </Text>
            <Text component="dd" size="sm" fw={600}>
              {answer === null ? 'no short answer' : <ForeignText text={answer} maxLetters={maxLetters} />}
              {correct === true && ' ✓ right'}
              {correct === false && (
                <Text span size="sm" c="var(--mantine-color-error)">
                  {' '}
                  ✗ wrong; right is <ForeignText text={expected ?? ''} maxLetters={maxLetters} />
                </Text>
              )}
            </Text>
            {others.length > 0 && (
              <Text component="dd" size="sm" c="dimmed">
                Others: <ForeignText text={countsText(others)} maxLetters={maxLetters} />
              </Text>
            )}
          </div>
        ))}
      </dl>
    </section>
  );
}
