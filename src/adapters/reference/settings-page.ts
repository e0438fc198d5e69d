import { type Setting, settings, usualValue } from './settings.ts';

const inCell = (text: string) => text.replaceAll('|', '\\|');

function line(setting: Setting): string {
  const { key, meaning, type, bounds = '', mephisto = '' } = setting;
  const cells = [`\`${key}\``, meaning, type, usualValue(setting), bounds, mephisto];
  return `| ${cells.map(inCell).join(' | ')} |`;
}

/** The page that explains every key of a task's config, made from the keys themselves. */
export function settingsPage(): string {
  return `# Settings of a task

Every key of \`manyhands.yaml\`. This page is made from the keys themselves (\`npm run pages\`); a test checks that it is current.
In a terminal, \`./bin/manyhands wut\` lists them and \`./bin/manyhands wut <key>\` explains one.

An editor that speaks to a YAML language server explains and checks them as you write, with this first line in the file:

\`\`\`yaml
# yaml-language-server: $schema=node_modules/manyhands/docs/manyhands.schema.json
\`\`\`

Any key can be set for one launch: \`./bin/manyhands run <folder> task_reward=0.5\`. A key with no value counts as not set. Some
keys exclude each other; a launch says so before anything is made. Keys inside a list or a map are written behind it.

| key | meaning | type | usual value | bounds | in Mephisto |
|---|---|---|---|---|---|
${settings.map(line).join('\n')}
`;
}
