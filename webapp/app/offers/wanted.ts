import { readOption } from '../../../src/api/offer-texts.ts';

/** What the config of a run says of an offer through one account. */
export type WantedInConfig = {
  requester: string;
  places?: number;
  pay_after_seconds?: number | null;
  options?: Record<string, unknown>;
};

/** The offers that the config of a run asks for; none where it says nothing of them. */
export function offersIn(config: Record<string, unknown>): WantedInConfig[] {
  const { offers } = config;
  const isOne = (one: unknown): one is WantedInConfig => typeof (one as WantedInConfig | null)?.requester === 'string';
  return Array.isArray(offers) ? offers.filter(isOne) : [];
}

/** Options as lines that a person can change: `key=value`, each value as JSON unless it is plain text. */
export const optionLines = (options: Record<string, unknown> = {}): string =>
  Object.entries(options)
    .map(([key, value]) => `${key}=${isPlain(value) ? value : JSON.stringify(value)}`)
    .join('\n');

/** Whether a value is a text that is read as the same text again. */
const isPlain = (value: unknown): value is string =>
  typeof value === 'string' && !/\n/.test(value) && readOption(`key=${value}`)?.[1] === value && value === value.trim();

/** The options in such lines, or what is wrong with the first one that is none. */
export function optionsIn(lines: string): { options: Record<string, never> } | { fault: string } {
  const options: Record<string, unknown> = {};
  for (const [at, line] of lines.split('\n').entries()) {
    if (line.trim() === '') continue;
    const option = readOption(line.trim());
    if (!option) return { fault: `Line ${at + 1} is no key and value, such as estimated_completion_time=5.` };
    const [key, value] = option;
    options[key] = value;
  }
  return { options: options as Record<string, never> };
}
