import { partsOf, type UnitId } from '../../events/ids.ts';
import type { ExportRow } from './export-row.ts';
import type { Format } from './format.ts';
import { agentStatus, metadataOf, outputsOf, secondsOf, withMessages, withRequests } from './mephisto-words.ts';

/** Mephisto numbers the units of an item, and has numbers of its own for those made for one worker. */
function unitIndex({ unit, purpose, special }: ExportRow): number {
  if (special && purpose) return { screening: -1, gold: -2 }[purpose];
  return partsOf(unit as UnitId).place;
}

/** The answer as the state of Mephisto's agents has it: beside its calls or, in a chat, beside what was said. */
function stateOf({ answer, calls, messages }: ExportRow): unknown {
  const outputs = outputsOf(answer);
  return calls.length > 0 ? withRequests(outputs, calls) : withMessages(outputs, messages);
}

function recordOf(row: ExportRow): Record<string, unknown> {
  const [task_start, task_end] = [secondsOf(row.assigned_at), secondsOf(row.submitted_at)];
  const { tips, feedback, ...metadata } = metadataOf(row.unit, row.metadata);
  return {
    assignment_id: row.assignment,
    unit_id: row.unit,
    unit_index: unitIndex(row),
    worker_id: row.worker,
    worker_name: row.worker_name ?? '',
    status: agentStatus[row.status] ?? row.status,
    data: { inputs: row.data, outputs: stateOf(row) },
    task_start,
    task_end,
    metadata: { ...metadata, task_start, task_end, tips, feedback },
    tips,
    feedback,
    review: row.review,
    reviews: row.reviews,
    final: row.final,
    bonuses: row.bonuses,
    files: row.files,
  };
}

/** Mephisto's own export: one JSON object with a record for each submitted unit, without late answers. */
export const mephisto: Format = {
  extension: 'mephisto.json',
  type: 'application/json; charset=utf-8',
  *write({ rows }) {
    let before = '{\n';
    for (const row of rows('Writing')) {
      if (row.late) continue;
      yield { content: `${before}${JSON.stringify(row.unit)}: ${JSON.stringify(recordOf(row))}`, rows: 1 };
      before = ',\n';
    }
    yield { content: before === '{\n' ? '{}\n' : '\n}\n', rows: 0 };
  },
};
