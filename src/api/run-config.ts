import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { CodeLoad } from './run-code.ts';
import { After } from './shapes.ts';

/** One change of settings in an open run, or items that were added to it. */
export const SettingChange = z.object({
  at: z.iso.datetime(),
  by: z.string(),
  reason: z.string().nullable(),
  /** The changed keys, with their values before and after; null for none. */
  changed: z.array(z.object({ key: z.string(), before: z.unknown(), after: z.unknown() })),
  /** The items that were added, and the SHA-256 of their file; null if none were. */
  added: z.object({ items: z.int(), sha256: z.string() }).nullable(),
});
export type SettingChange = z.infer<typeof SettingChange>;

/** The config of a run, and what was changed since its launch. */
export const RunConfig = z.object({
  /** The task folder; only its last segment unless the caller is an owner on the server's own machine. */
  folder: z.string(),
  /** The path of the config in the folder. */
  file: z.string(),
  /** The NAME of `manyhands.<NAME>.yaml` or of a Mephisto config; null for `manyhands.yaml`. */
  name: z.string().nullable(),
  /** The settings that override the file's, as typed. */
  overrides: z.record(z.string(), z.unknown()),
  /** Every key with its present value, including defaults; passwords, tokens and keys are not shown. */
  config: z.record(z.string(), z.unknown()),
  /** The oldest first. */
  changes: z.array(SettingChange),
  /** The versions of the task's own code that it has loaded, the oldest first. */
  code: z.array(CodeLoad),
});
export type RunConfig = z.infer<typeof RunConfig>;

export const getRunConfig = endpoint({
  name: 'getRunConfig',
  method: 'GET',
  path: '/api/runs/:run/config',
  summary: 'The config of a run, defaults filled in and secrets left out, and what was changed since its launch.',
  role: 'reader',
  params: z.object({ run: z.string() }),
  query: After,
  reply: RunConfig,
});
