import { Checkbox, Group, NativeSelect, NumberInput, SimpleGrid, Textarea, TextInput, Title } from '@mantine/core';
import {
  type BrowserKind,
  browserKinds,
  hasLabels,
  hasMedia,
  kindLabels,
  type MediaKind,
  mediaKinds,
} from '../../../../src/api/new-task.ts';
import { RulesField } from '../../rules/rules-field.tsx';
import { type FieldFaults, filled, type NewTaskForm } from './wishes.ts';

type Props = {
  form: NewTaskForm;
  faults: FieldFaults;
  /** The columns of the items. */
  keys: readonly string[];
  set: (changed: Partial<NewTaskForm>) => void;
};

const mediaLabels: Record<MediaKind, string> = { text: 'Texts', image: 'Pictures', audio: 'Sounds', video: 'Films' };
/** Which columns a kind takes, where that cannot be chosen. */
const aboutColumns: Partial<Record<BrowserKind, string>> = {
  compare: 'Of the columns "left" and "right"; without those, of the first two that are not private.',
  spans: 'In the column with the longest text that is not private.',
};
const wrapperOrder: ('label' | 'input' | 'description' | 'error')[] = ['label', 'input', 'description', 'error'];

/** The second part of a new task: what workers see and do. */
export function QuestionFields({ form, faults, keys, set }: Props) {
  const { kind, media, title, question, labels, description, gold, hidden } = filled(form);
  return (
    <section className="card stack" aria-labelledby="question">
      <Title order={2} size="h3" id="question">
        2. Question
      </Title>
      <NativeSelect
        label="What workers do"
        description={aboutColumns[kind]}
        inputWrapperOrder={wrapperOrder}
        value={kind}
        onChange={({ currentTarget }) => set({ kind: currentTarget.value as BrowserKind })}
        data={browserKinds.map((value) => ({ value, label: kindLabels[value] }))}
      />
      {hasMedia(kind) && (
        <NativeSelect
          label="What the items are"
          value={media}
          onChange={({ currentTarget }) => set({ media: currentTarget.value as MediaKind })}
          data={mediaKinds.map((value) => ({ value, label: mediaLabels[value] }))}
        />
      )}
      <TextInput
        label="Question"
        value={question}
        maxLength={500}
        error={faults.question}
        onChange={({ currentTarget }) => set({ question: currentTarget.value })}
      />
      {hasLabels(kind) && (
        <TextInput
          label="Labels"
          description="With commas between them."
          value={labels}
          error={faults.labels}
          onChange={({ currentTarget }) => set({ labels: currentTarget.value })}
          inputWrapperOrder={wrapperOrder}
        />
      )}
      <TextInput
        label="Title"
        description="Workers see it above everything else."
        value={title}
        maxLength={200}
        error={faults.title}
        onChange={({ currentTarget }) => set({ title: currentTarget.value })}
        inputWrapperOrder={wrapperOrder}
      />
      <Textarea
        label="Description"
        value={description}
        maxLength={2000}
        autosize
        minRows={1}
        maxRows={6}
        onChange={({ currentTarget }) => set({ description: currentTarget.value })}
      />
      <NativeSelect
        label="Column with right answers (gold)"
        description="Workers never see it. Quality compares answers with it."
        value={gold}
        onChange={({ currentTarget }) => set({ gold: currentTarget.value })}
        data={[{ value: '', label: 'None' }, ...keys.map((key) => ({ value: key, label: key }))]}
        inputWrapperOrder={wrapperOrder}
      />
      <Checkbox.Group
        label="Private columns"
        description="Workers never see them; exports have them."
        value={[...hidden]}
        onChange={(hidden) => set({ hidden })}
      >
        <Group gap="md" mt="xs">
          {keys
            .filter((key) => key !== gold)
            .map((key) => (
              <Checkbox key={key} value={key} label={key} />
            ))}
        </Group>
      </Checkbox.Group>
    </section>
  );
}

/** The third part of a new task: how many answers, in which time, for how much. */
export function AmountFields({ form, faults, set }: Omit<Props, 'keys'>) {
  return (
    <section className="card stack" aria-labelledby="amounts">
      <Title order={2} size="h3" id="amounts">
        3. Answers and pay
      </Title>
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <NumberInput
          label="Answers per item"
          description="Each from another worker."
          value={form.unitsPerItem}
          onChange={(unitsPerItem) => set({ unitsPerItem })}
          min={1}
          max={1000}
          allowDecimal={false}
          error={faults.unitsPerItem}
          inputWrapperOrder={wrapperOrder}
        />
        <NumberInput
          label="Minutes per unit"
          description="After that, the item goes to somebody else."
          value={form.minutes}
          onChange={(minutes) => set({ minutes })}
          min={0.5}
          error={faults.minutes}
          inputWrapperOrder={wrapperOrder}
        />
        <NumberInput
          label="Pay per unit"
          description="0 for unpaid work."
          value={form.reward}
          onChange={(reward) => set({ reward })}
          min={0}
          decimalScale={4}
          error={faults.reward}
          inputWrapperOrder={wrapperOrder}
        />
        <TextInput
          label="Currency"
          value={form.currency}
          maxLength={3}
          error={faults.currency}
          onChange={({ currentTarget }) => set({ currency: currentTarget.value.toUpperCase() })}
        />
      </SimpleGrid>
      <RulesField
        note="what follows from a worker's units without anybody deciding it"
        value={form.rules}
        onChange={(rules) => set({ rules })}
        fault={faults.rules}
      />
    </section>
  );
}
