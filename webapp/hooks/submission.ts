import { isOnboardingId, nowInSeconds, type OnboardingStep } from './packets.ts';

/** A submission: plain data or a form with files, by the worker's own hand or because the time was over; `step` is where in an onboarding. */
export type Answer = { agentId: string; answer: unknown; step?: OnboardingStep | null; isAutoSubmitted: boolean };

/** Where an answer goes and what is posted there. */
export function answerBody({ agentId, answer, step, isAutoSubmitted }: Answer): {
  path: string;
  body: object | FormData;
} {
  if (isOnboardingId(agentId)) {
    if (answer instanceof FormData)
      throw new Error('An onboarding answer is plain data; a form with files cannot be sent.');
    const at = step ? { onboarding_page: step.page, onboarding_mistakes: step.mistakes } : {};
    const provider_data = { USED_AGENT_ID: agentId, onboarding_data: answer, ...at };
    return { path: '/submit_onboarding', body: { provider_data, client_timestamp: nowInSeconds() } };
  }
  if (answer instanceof FormData) {
    const form = signed(answer, agentId);
    if (!form.has('final_string_data') && !form.has('final_data')) form.set('final_string_data', textFields(answer));
    if (isAutoSubmitted) form.set('is_auto_submitted', 'true');
    return { path: '/submit_task', body: form };
  }
  const body = { USED_AGENT_ID: agentId, final_data: answer, client_timestamp: nowInSeconds() };
  return { path: '/submit_task', body: isAutoSubmitted ? { ...body, is_auto_submitted: true } : body };
}

/** What is posted beside an answer: one object as it is, several by their `type`, or a form with files. */
export function metadataBody(agentId: string | null, metadata: readonly unknown[]): object | FormData {
  const [first] = metadata;
  if (first instanceof FormData) {
    const form = signed(first, agentId ?? '');
    const data = form.get('data');
    if (!form.has('metadata')) form.set('metadata', data ?? textFields(first));
    return form;
  }
  const hasType = (entry: unknown): entry is { type: string } =>
    typeof entry === 'object' && entry !== null && 'type' in entry;
  const byType = Object.fromEntries(metadata.filter(hasType).map((entry) => [entry.type, entry]));
  const isPlain = metadata.length === 1 && !hasType(first);
  return { USED_AGENT_ID: agentId, metadata: isPlain ? first : byType, client_timestamp: nowInSeconds() };
}

/** What the provider gets after a submission: the data, or of a form its JSON text. */
export function providerAnswer(answer: unknown): unknown {
  if (!(answer instanceof FormData)) return answer;
  return answer.get('final_string_data') ?? answer.get('final_data') ?? textFields(answer);
}

// A copy, so that the page's own form can be submitted again after a refusal.
function signed(form: FormData, agentId: string): FormData {
  const copy = new FormData();
  for (const [name, value] of form) copy.append(name, value);
  copy.set('USED_AGENT_ID', agentId);
  copy.set('client_timestamp', String(nowInSeconds()));
  return copy;
}

function textFields(form: FormData): string {
  return JSON.stringify(Object.fromEntries([...form].filter(([, value]) => typeof value === 'string')));
}
