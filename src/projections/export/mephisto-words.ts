import type { ExportMetadata, ExportRow } from './export-rows.ts';

type Fields = Record<string, unknown>;
/** What a page sent with an answer, and its files. */
type Sent = Pick<ExportMetadata, 'content' | 'files'>;
const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Mephisto's names for the state of the agent that did a unit. */
export const agentStatus: Partial<Record<ExportRow['status'], string>> = {
  completed: 'completed',
  accepted: 'approved',
  soft_rejected: 'soft_rejected',
  rejected: 'rejected',
};

/** A time as in Mephisto: seconds since 1970. */
export const secondsOf = (time: string | null): number | null => (time === null ? null : Date.parse(time) / 1000);

/** The answer as in Mephisto's data browser: `files` are the names of the stored files. */
export function outputsOf(answer: unknown): unknown {
  if (!isObject(answer) || !Array.isArray(answer.files)) return answer;
  const names = answer.files.map((file) =>
    isObject(file) && typeof file.filename === 'string' ? file.filename : file,
  );
  return { ...answer, files: names };
}

/** The objects of a message, each with its type: pages group them by type, or name the type inside. */
function typedParts(content: unknown): [string, Fields][] {
  if (!isObject(content)) return [];
  if (typeof content.type === 'string') return [[content.type, content]];
  return Object.entries(content).flatMap(([key, value]): [string, Fields][] => {
    const parts = (Array.isArray(value) ? value : [value]).filter(isObject);
    return parts.map((part) => [typeof part.type === 'string' ? part.type : key, part]);
  });
}

/** What a page sent with the answer, by kind: one opinion, tips, feedback, and the rest. */
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
