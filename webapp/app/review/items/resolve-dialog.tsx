import { Textarea } from '@mantine/core';
import { useState } from 'react';
import type { Item } from '../../../../src/api/queue.ts';
import { FormDialog } from '../../components/form-dialog.tsx';
import { Segments } from '../../components/segments.tsx';
import { mostGiven } from './differences.ts';
import { JsonEditor, ValueEditor } from './value-editor.tsx';

type Props = { item: Item; onClose: () => void; onResolve: (answer: unknown, note: string | undefined) => void };

/** Edits the final answer to an item; the initial value is the most frequent answer. */
export function ResolveDialog({ item, onClose, onResolve }: Props) {
  const answers = item.answers.map(({ answer }) => answer);
  const [draft, setDraft] = useState<unknown>(() => item.adjudicated?.answer ?? mostGiven(answers) ?? null);
  const [note, setNote] = useState(item.adjudicated?.note ?? '');
  const [way, setWay] = useState<'form' | 'json'>('form');
  const [faults, setFaults] = useState<Record<string, string>>({});
  const noteFault = (name: string, fault: string | undefined) =>
    setFaults(({ [name]: _, ...others }) => (fault ? { ...others, [name]: fault } : others));
  const hasFault = Object.keys(faults).length > 0;

  return (
    <FormDialog
      size="lg"
      title="Final answer"
      button="Use this answer"
      isDisabled={hasFault}
      onClose={onClose}
      onSend={() => onResolve(draft, note.trim() || undefined)}
    >
      <Segments
        label="How to write it"
        of={[
          ['form', 'Form'],
          ['json', 'JSON'],
        ]}
        value={way}
        onChange={(next) => {
          setFaults({});
          setWay(next);
        }}
      />
      {way === 'form' ? (
        <ValueEditor
          name="Answer"
          value={draft}
          suggestions={answers}
          offered={item.offered}
          onChange={setDraft}
          onFault={noteFault}
        />
      ) : (
        <JsonEditor label="Answer" value={draft} onChange={setDraft} onFault={(fault) => noteFault('Answer', fault)} />
      )}
      <Textarea
        label="Note (reviewers only)"
        description="Optional. Shown beside the final answer."
        autosize
        maxLength={4000}
        value={note}
        onChange={({ currentTarget }) => setNote(currentTarget.value)}
      />
    </FormDialog>
  );
}
