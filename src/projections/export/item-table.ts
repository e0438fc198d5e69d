import { refuse } from '../store/refusals.ts';
import { chosenOf } from './chosen-columns.ts';
import { type Column, type Kind, maxColumns, newKinds, type Table } from './columns.ts';
import { leavesOf, toPart } from './flat.ts';
import type { ItemQuestion, ItemRow } from './item-row.ts';
import { finalColumns } from './wide.ts';

const before: Column[] = ['task', 'run', 'assignment'].map((name) => ({ name, kind: 'text' }));

const ofQuestion: [keyof ItemQuestion, Kind][] = [
  ['final', 'text'],
  ['aggregated', 'text'],
  ['probability', 'number'],
  ['distribution', 'json'],
  ['answers', 'number'],
  ['method', 'text'],
  ['version', 'number'],
  ['gold', 'text'],
  ['agreement', 'number'],
];
const questionColumns = (key: string): Column[] =>
  ofQuestion.map(([name, kind]) => ({ name: `questions.${toPart(key)}.${name}`, kind }));

const counts: (keyof ItemRow['counts'])[] = ['answers', 'accepted', 'rejected', 'soft_rejected', 'to_review', 'late'];
const after: Column[] = [
  ...counts.map((name): Column => ({ name: `counts.${name}`, kind: 'number' })),
  { name: 'answers', kind: 'json' },
];

/** These have the columns of their fields, of which there may be none. */
const groups = ['data', 'final.answer', 'questions'];

/** Items as a table: a column for each key of the data, some for each closed question, and all answers as JSON in one. */
export const itemTable: Table<ItemRow> = {
  columnsOf(rows, { columns }) {
    const found = { data: newKinds(columns), final: newKinds(columns) };
    const questions = new Set<string>();
    let hasFinal = columns !== undefined;
    for (const { data, final, questions: own } of rows) {
      hasFinal ||= final !== null;
      for (const key of Object.keys(own)) questions.add(key);
      for (const { path, value } of leavesOf(data, 'data')) found.data.note(path, value);
      if (final) for (const { path, value } of leavesOf(final.answer, 'final.answer')) found.final.note(path, value);
      if (found.data.size() + found.final.size() > maxColumns) throw refuse('export/too-wide', { most: maxColumns });
    }
    const all = [
      ...before,
      ...found.data.columns(),
      ...found.final.columns(),
      ...(hasFinal ? finalColumns : []),
      ...[...questions].flatMap(questionColumns),
      ...after,
    ];
    return chosenOf(all, { names: columns, groups });
  },
  recordOf({ data, final, questions, counts: counted, answers, ...plain }) {
    const record = new Map<string, unknown>(Object.entries(plain));
    for (const { path, value } of leavesOf(data, 'data')) record.set(path, value);
    if (final) {
      for (const { path, value } of leavesOf(final.answer, 'final.answer')) record.set(path, value);
      for (const name of ['note', 'by', 'at', 'over'] as const) record.set(`final.${name}`, final[name]);
    }
    for (const [key, own] of Object.entries(questions))
      for (const [name] of ofQuestion) record.set(`questions.${toPart(key)}.${name}`, own[name]);
    for (const name of counts) record.set(`counts.${name}`, counted[name]);
    record.set('answers', answers);
    return record;
  },
};
