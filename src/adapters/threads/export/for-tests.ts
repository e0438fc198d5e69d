import type { ExportRow } from '../../../projections/export/export-row.ts';
import { formats } from '../../../projections/export/formats.ts';

/** A row; what matters to a spec goes over it. */
export const aRow = (over: Partial<ExportRow> = {}): ExportRow => ({
  task: 'colours',
  run: 'colours-x7k2p',
  assignment: 'colours-x7k2p.0',
  unit: 'colours-x7k2p.0.0',
  worker: 'worker-ada',
  agent: 'agent-of-ada',
  status: 'completed',
  purpose: null,
  special: false,
  correct: null,
  assigned_at: '2026-01-01T00:00:00.000Z',
  submitted_at: '2026-01-01T00:02:00.500Z',
  seconds: 120.5,
  active_seconds: 90.5,
  signals: null,
  flagged: null,
  late: false,
  data: { image: 'sky.png' },
  answer: { colour: 'blue' },
  files: [],
  review: null,
  reviews: [],
  final: null,
  bonus_cents: null,
  bonuses: [],
  pay_cents: 50,
  metadata: [],
  calls: [],
  messages: [],
  ...over,
});

/** The bytes that a format makes of these rows. */
export function written(format: keyof typeof formats, rows: readonly ExportRow[], identities = false): Buffer {
  const pieces = [...formats[format].write({ rows: () => rows, identities })];
  return Buffer.concat(pieces.map(({ content }) => Buffer.from(content as Uint8Array)));
}
