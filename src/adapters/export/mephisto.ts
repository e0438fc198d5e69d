import type { ExportMetadata, ExportRow } from '../../projections/export-rows.ts';
import type { Format } from './format.ts';

type Fields = Record<string, unknown>;
const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What Mephisto calls the state of whoever did a unit. */
const agentStatus: Partial<Record<ExportRow['status'], string>> = {
  completed: 'completed',
  accepted: 'approved',
  soft_rejected: 'soft_rejected',
  rejected: 'rejected',
};

const secondsOf = (time: string | null): number | null => (time === null ? null : Date.parse(time) / 1000);

/** The answer as Mephisto's data browser gives it: `files` are the names of what was stored. */
function outputsOf(answer: unknown): unknown {
  if (!isObject(answer) || !Array.isArray(answer.files)) return answer;
  const names = answer.files.map((file) =>
    isObject(file) && typeof file.filename === 'string' ? file.filename : file,
  );
  return { ...answer, files: names };
}

/** The objects of a message beside the answer, each with its type: pages group them by type, or name it inside. */
function typedParts(content: unknown): [string, Fields][] {
  if (!isObject(content)) return [];
  if (typeof content.type === 'string') return [[content.type, content]];
  return Object.entries(content).flatMap(([key, value]): [string, Fields][] => {
    const parts = (Array.isArray(value) ? value : [value]).filter(isObject);
    return parts.map((part) => [typeof part.type === 'string' ? part.type : key, part]);
  });
}

function metadataOf(sent: readonly ExportMetadata[]) {
  const tips: Fields[] = [];
  const feedback: Fields[] = [];
  const rest: unknown[] = [];
  const opinion: Fields = {};
  for (const { content, files } of sent) {
    const parts = typedParts(content);
    const isKnown = ([type]: [string, Fields]) => ['worker_opinion', 'tips', 'feedback'].includes(type);
    if (!parts.some(isKnown)) rest.push(content);
    for (const [type, { type: _, ...part }] of parts) {
      if (type === 'tips') tips.push(part);
      else if (type === 'feedback') feedback.push(part);
      else if (type === 'worker_opinion') Object.assign(opinion, part, files.length ? { attachments: files } : {});
    }
  }
  return {
    worker_opinion: Object.keys(opinion).length === 0 ? null : opinion,
    tips,
    feedback,
    default: rest.length === 0 ? null : rest,
  };
}

function recordOf(row: ExportRow): Fields {
  const [task_start, task_end] = [secondsOf(row.assigned_at), secondsOf(row.submitted_at)];
  const { tips, feedback, ...metadata } = metadataOf(row.metadata);
  return {
    assignment_id: row.assignment,
    unit_id: row.unit,
    worker_id: row.worker,
    worker_name: row.worker_name ?? '',
    status: agentStatus[row.status] ?? row.status,
    data: { inputs: row.data, outputs: outputsOf(row.answer) },
    task_start,
    task_end,
    metadata: { ...metadata, task_start, task_end, tips, feedback },
    tips,
    feedback,
    review: row.review,
    reviews: row.reviews,
    bonuses: row.bonuses,
    files: row.files,
  };
}

/** Mephisto's own export: one JSON object with a record for each unit that was handed in; late answers have no place in it. */
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
