import { Checkbox, NativeSelect, Radio, Stack, Text, TextInput } from '@mantine/core';
import {
  type AnswerFilter,
  type ExportChoice,
  hasChoice,
  marksByDefault,
  usualMethod,
} from '../../../src/api/exports.ts';
import { Segments } from '../components/segments.tsx';
import { methods } from '../quality/explanations.ts';
import { formats, isReport } from './formats.ts';

/** What to write, as the form has it; `columns` is a list with commas. */
export type Choice = Omit<ExportChoice, 'columns'> & { columns: string };

/** The form's initial state. */
export const usual: Choice = { format: 'jsonl', identities: false, columns: '' };

/** What was chosen, without what its format does not have. */
export function chosenOf(
  { format, columns, bom, by, method = usualMethod, answers, ...choice }: Choice,
  mayIdentify: boolean,
): ExportChoice {
  const names = columns.split(',').flatMap((name) => name.trim() || []);
  const isByItem = by !== undefined && hasChoice(format, 'rows for items');
  return {
    format,
    identities: choice.identities && mayIdentify && !isReport(format),
    ...(answers && !isReport(format) ? { answers } : {}),
    ...(isByItem ? { by } : {}),
    ...(isByItem || isReport(format) ? { method } : {}),
    ...(bom !== undefined && hasChoice(format, 'byte order mark') ? { bom } : {}),
    ...(names.length > 0 && hasChoice(format, 'choice of columns') ? { columns: names } : {}),
  };
}

const answerFilters: [AnswerFilter, string][] = [
  ['all', 'All'],
  ['not-rejected', 'Without rejected'],
  ['accepted', 'Accepted'],
];

const methodChoices = Object.entries(methods).map(([value, { name }]) => ({ value, label: name }));

type Props = { choice: Choice; onChange: (change: Partial<Choice>) => void };

/** Chooses the format. */
export function FormatChoice({ choice, onChange }: Props) {
  return (
    <Radio.Group
      label="Format"
      value={choice.format}
      onChange={(value) => onChange({ format: value as Choice['format'], bom: undefined })}
    >
      <Stack gap="xs" mt="xs">
        {formats.map(({ value, name, description }) => (
          <Radio key={value} value={value} label={name} description={description} />
        ))}
      </Stack>
    </Radio.Group>
  );
}

/** Chooses which answers and columns, and how a table begins. */
export function ContentChoice({ choice, onChange }: Props) {
  const { format, answers, bom = marksByDefault(format), by, method = usualMethod, columns } = choice;
  return (
    <>
      {hasChoice(format, 'rows for items') && (
        <div>
          <Text size="sm" fw={500} mb={4} aria-hidden>
            One row for
          </Text>
          <Segments
            label="One row for"
            of={[
              ['answer', 'Each answer'],
              ['item', 'Each item'],
            ]}
            value={by ?? 'answer'}
            onChange={(value) => onChange({ by: value === 'item' ? value : undefined })}
          />
          {by && (
            <Text size="xs" c="dimmed" mt={4}>
              With its final and gold answers, what its answers come to for each question, and all of them.
            </Text>
          )}
        </div>
      )}
      {((by && hasChoice(format, 'rows for items')) || isReport(format)) && (
        <NativeSelect
          label="Aggregated by"
          w={{ base: '100%', xs: 280 }}
          data={methodChoices}
          value={method}
          onChange={({ currentTarget }) => onChange({ method: currentTarget.value as Choice['method'] })}
        />
      )}
      {!isReport(format) && (
        <div>
          <Text size="sm" fw={500} mb={4} aria-hidden>
            Answers
          </Text>
          <Segments
            label="Answers"
            of={answerFilters}
            value={answers ?? 'all'}
            onChange={(value) => onChange({ answers: value === 'all' ? undefined : value })}
          />
          {answers === 'not-rejected' && (
            <Text size="xs" c="dimmed" mt={4}>
              Without those that were rejected, paid and not used, or late.
            </Text>
          )}
        </div>
      )}
      {hasChoice(format, 'choice of columns') && (
        <TextInput
          label="Columns"
          description="All, or these: names of columns or groups, with commas between."
          placeholder={by ? 'run, data, questions, counts' : 'run, data, answer, review.decision'}
          value={columns}
          onChange={({ currentTarget }) => onChange({ columns: currentTarget.value })}
        />
      )}
      {hasChoice(format, 'byte order mark') && (
        <Checkbox
          checked={bom}
          onChange={({ currentTarget }) => onChange({ bom: currentTarget.checked })}
          label="Begin with a byte order mark"
          description="Spreadsheets then read it as UTF-8. Some programs take it for part of the first column's name."
        />
      )}
    </>
  );
}
