import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { After } from './shapes.ts';

/** What a run was launched with; it never changes. */
export const RunConfig = z.object({
  /** The task folder; only its last segment unless the caller is an owner on the server's own machine. */
  folder: z.string(),
  /** The path of the config in the folder. */
  file: z.string(),
  /** The NAME of `manyhands.<NAME>.yaml` or of a Mephisto config; null for `manyhands.yaml`. */
  name: z.string().nullable(),
  /** The settings that override the file's, as typed. */
  overrides: z.record(z.string(), z.unknown()),
  /** Every key with its value, including defaults; passwords, tokens and keys are not shown. */
  config: z.record(z.string(), z.unknown()),
});
export type RunConfig = z.infer<typeof RunConfig>;

export const getRunConfig = endpoint({
  name: 'getRunConfig',
  method: 'GET',
  path: '/api/runs/:run/config',
  summary: 'What a run was launched with, defaults filled in and secrets left out.',
  role: 'reader',
  params: z.object({ run: z.string() }),
  query: After,
  reply: RunConfig,
});
