import { Text, Title } from '@mantine/core';
import { settingText } from '../../../src/api/labels.ts';
import type { SettingChange } from '../../../src/api/run-config.ts';
import { useShowAll } from '../components/show-more.tsx';
import { formatCount, formatTime, nameOf } from '../review/labels.ts';
import { ForeignText } from '../review/text/foreign-text.tsx';

/** More changes are shown on request. */
const firstChanges = 10;

/** Who changed which settings of a run, or added items, when and why, the newest first. */
export function SettingChanges({ changes }: { changes: readonly SettingChange[] }) {
  const newestFirst = changes.toReversed();
  const { shown, more } = useShowAll(newestFirst, firstChanges);
  if (changes.length === 0) return null;
  return (
    <section aria-labelledby="changes">
      <Title order={3} size="sm" mt="md" mb="xs" id="changes">
        Changes
      </Title>
      <ul>
        {shown.map(({ at, by, reason, changed, added }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: counted from the end, a place never changes.
          <li key={changes.length - index}>
            {changed.map(({ key, before, after }) => (
              <Text key={key} size="sm" component="div" className="anywhere">
                {key}: <ForeignText text={settingText(before)} maxLetters={200} /> →{' '}
                <ForeignText text={settingText(after)} maxLetters={200} />
              </Text>
            ))}
            {added && <Text size="sm">{formatCount(added.items, 'item')} added</Text>}
            {reason && (
              <Text size="sm" component="div">
                <ForeignText text={reason} block maxLetters={1000} />
              </Text>
            )}
            <Text size="sm" c="dimmed">
              <ForeignText text={nameOf(by)} maxLetters={100} /> · <time dateTime={at}>{formatTime(at)}</time>
            </Text>
          </li>
        ))}
      </ul>
      {more}
    </section>
  );
}
