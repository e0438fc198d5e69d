import { factsPage } from './facts-page.ts';
import { refusalsPage } from './refusals-page.ts';
import { configSchema } from './settings.ts';
import { settingsPage } from './settings-page.ts';

/** The files of `docs/` that are generated from the code, and the content of each. */
export const pages: Readonly<Record<string, () => string>> = {
  'docs/facts.md': factsPage,
  'docs/refusals.md': refusalsPage,
  'docs/settings.md': settingsPage,
  'docs/manyhands.schema.json': configSchema,
};
