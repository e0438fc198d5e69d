import { type Text, textsIn } from '../quality/texts-in.ts';
import type { ExportMetadata, ExportRow } from './export-row.ts';

type Fields = Record<string, unknown>;
/** What a page sent with an answer, and its files. */
type Sent = Pick<ExportMetadata, 'at' | 'content' | 'files'>;
/** A file of an opinion. */
type Attached = { name: string; type: string; size: number; field: string };
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

/** The answer beside what its page asked the server, as in Mephisto's state of a remote procedure; the answer alone where it asked nothing. */
export function withRequests(answer: unknown, calls: ExportRow['calls']): unknown {
  if (calls.length === 0) return answer;
  const requests = calls.flatMap((call) => {
    // Large values are files, which `--files` saves under this name.
    const args_json = JSON.stringify(call.args_file ? { file: call.args_file.hash } : call.args);
    const asked = { uuid: call.call, target: call.name, args_json, response_json: null, timestamp: secondsOf(call.at) };
    if (call.ended_at === null) return [asked];
    const response = call.message === null ? call.result : { error: call.message };
    const response_json = JSON.stringify(call.result_file ? { file: call.result_file.hash } : response);
    const timestamp = secondsOf(call.ended_at);
    return [asked, { uuid: `reply-${call.call}`, target: call.call, args_json: null, response_json, timestamp }];
  });
  return { final_submission: answer, requests };
}

/** The answer beside what was said in its conversation, as in Mephisto's state of a chat; the answer alone without one. */
export function withMessages(answer: unknown, messages: ExportRow['messages']): unknown {
  if (messages.length === 0) return answer;
  const told = messages.map(({ at, name, text, data, file, to }) => {
    // Large messages are files, which `--files` saves under this name.
    const task_data = file ? { file: file.hash } : data;
    return {
      ...{ id: name, text: text ?? '', timestamp: secondsOf(at) },
      ...(task_data === null ? {} : { task_data }),
      ...(to === null ? {} : { to }),
    };
  });
  return { messages: told, final_submission: answer };
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

/** One message of a worker about the task; the ids of its questions begin with `of`. */
type Opinion = { texts: readonly Text[]; files: readonly Attached[]; of: string };

/** Messages as the one opinion that Mephisto keeps; nobody marks questions as reviewed here, or measures their toxicity. */
export function opinionIn(messages: readonly Opinion[]) {
  const questions = messages.flatMap(({ texts, of }) =>
    texts.map(({ question, text }, nth) => ({
      id: `${of} ${nth + 1}`,
      question,
      answer: text,
      reviewed: false as const,
      toxicity: null,
    })),
  );
  const attachments = messages.flatMap(({ files }) =>
    files.map(({ name, type, size, field }) => ({
      fieldname: field,
      filename: name,
      originalname: name,
      mimetype: type,
      size,
    })),
  );
  const byFields = new Map<string, typeof attachments>();
  for (const file of attachments) byFields.set(file.fieldname, [...(byFields.get(file.fieldname) ?? []), file]);
  return { questions, attachments, attachments_by_fields: Object.fromEntries(byFields) };
}

/** What a page sent with the answer to this unit, by kind: its opinion, tips, feedback, and the rest. */
export function metadataOf(unit: string, sent: readonly Sent[]) {
  const tips: Fields[] = [];
  const feedback: Fields[] = [];
  const rest: unknown[] = [];
  const opinions: Opinion[] = [];
  for (const { at, content, files } of sent) {
    const parts = typedParts(content);
    const isKnown = ([type]: [string, Fields]) => ['worker_opinion', 'tips', 'feedback'].includes(type);
    if (!parts.some(isKnown)) rest.push(content);
    for (const [type, { type: _, ...part }] of parts) {
      if (type === 'tips') tips.push(part);
      else if (type === 'feedback') feedback.push(part);
      else if (type === 'worker_opinion') opinions.push({ texts: textsIn(part), files, of: `${unit} ${at}` });
    }
  }
  const said = opinions.filter(({ texts, files }) => texts.length + files.length > 0);
  return {
    worker_opinion: said.length === 0 ? null : opinionIn(said),
    tips,
    feedback,
    default: rest.length === 0 ? null : rest,
  };
}
