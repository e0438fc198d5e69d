import type { ExportMetadata, ExportRow } from './export-rows.ts';

type Fields = Record<string, unknown>;
/** What a page sent beside an answer, with its files. */
type Sent = Pick<ExportMetadata, 'content' | 'files'>;
const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What Mephisto calls the state of whoever did a unit. */
export const agentStatus: Partial<Record<ExportRow['status'], string>> = {
  completed: 'completed',
  accepted: 'approved',
  soft_rejected: 'soft_rejected',
  rejected: 'rejected',
};

/** A time as Mephisto has it: seconds since 1970. */
export const secondsOf = (time: string | null): number | null => (time === null ? null : Date.parse(time) / 1000);

/** The answer as Mephisto's data browser gives it: `files` are the names of what was stored. */
export function outputsOf(answer: unknown): unknown {
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

/** What a page sent beside the answer, by kind: one opinion, tips, feedback, and all else. */
export function metadataOf(sent: readonly Sent[]) {
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
