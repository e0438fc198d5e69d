import type { Visitor } from '../../../runtime/ports/provider.ts';
import type { CompletionOutcome, PublishedOffer } from '../../../runtime/ports/provider-account.ts';
import { prolificAppUrl } from './options.ts';

/** The parameters that Prolific fills in, each by its own name. */
const parameters = ['PROLIFIC_PID', 'STUDY_ID', 'SESSION_ID'] as const;

/** The address where workers begin, with what Prolific fills in when somebody goes there. */
export function addressWithVisitor(address: string): string {
  const [, before = '', hash = ''] = /^([^#]*)(#.*)?$/s.exec(address) ?? [];
  const separator = before.includes('?') ? (/[?&]$/.test(before) ? '' : '&') : '?';
  // Braces stay as they are: Prolific looks for them in the text.
  return `${before}${separator}${parameters.map((one) => `${one}={{%${one}%}}`).join('&')}${hash}`;
}

/** Placeholders that nobody filled in are no ids, and neither is what cannot be one. */
const idIn = (value: unknown) => (typeof value === 'string' && /^[0-9A-Za-z_-]{1,64}$/.test(value) ? value : undefined);

/** Who a visitor is, by the parameters of their link. */
export function visitorOf(query: Readonly<Record<string, unknown>>): Visitor | undefined {
  const [worker, offer, submission] = parameters.map((one) => idIn(query[one]));
  if (worker === undefined) return undefined;
  return { worker, ...(submission !== undefined && { submission }), ...(offer !== undefined && { offer }) };
}

/** The code that a worker comes back with, and the address that takes it. */
export function completionOf({ codes, options }: PublishedOffer, outcome: CompletionOutcome) {
  const code = codes[outcome];
  const app = typeof options.app_url === 'string' ? options.app_url : prolificAppUrl;
  return { code, address: `${app.replace(/\/+$/, '')}/submissions/complete?cc=${encodeURIComponent(code)}` };
}
