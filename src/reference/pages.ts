import { factsPage } from './facts-page.ts';
import { llmsPage } from './llms-page.ts';
import { mephistoPage } from './mephisto-page.ts';
import { refusalsPage } from './refusals-page.ts';
import { configSchema } from './settings.ts';
import { settingsPage } from './settings-page.ts';

/** The files that are generated from the code, and the content of each; `llms.txt` lists the others. */
export const pages: Readonly<Record<string, () => string>> = {
  'docs/facts.md': factsPage,
  'docs/refusals.md': refusalsPage,
  'docs/settings.md': settingsPage,
  'docs/from-mephisto.md': mephistoPage,
  'docs/manyhands.schema.json': configSchema,
  'llms.txt': llmsPage,
};
