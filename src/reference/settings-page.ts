import { defaultText, type Setting, settings } from './settings.ts';

const inCell = (text: string) => text.replaceAll('|', '\\|');

function line(setting: Setting): string {
  const { key, meaning, type, bounds = '', mephisto = '' } = setting;
  const cells = [`\`${key}\``, meaning, type, defaultText(setting), bounds, mephisto];
  return `| ${cells.map(inCell).join(' | ')} |`;
}

/** The page that explains every key of a task's config, generated from the keys. */
export function settingsPage(): string {
  return `# Settings of a task

Every key of \`manyhands.yaml\`. This page is generated from the code (\`npm run pages\`); a test checks that it is current.
In a terminal, \`./bin/manyhands wut\` lists them and \`./bin/manyhands wut <key>\` explains one.

An editor with a YAML language server explains and checks the keys while you type, with this first line in the file:

\`\`\`yaml
# yaml-language-server: $schema=node_modules/manyhands/docs/manyhands.schema.json
\`\`\`

Any key can be set for one launch: \`./bin/manyhands run <folder> task_reward=0.5\`. A key with no value counts as not set. Some
keys exclude each other; a launch checks this before anything is created. Keys inside a list or a map are listed after it.

## Secrets

A config is recorded permanently: in the log and in archives, where others may see it. So a config contains no secrets, only the
names of environment variables that hold them; a name has capital letters, digits and underscores:

\`\`\`yaml
aux_parameters:
  api_key: {secret: MODEL_API_KEY}
\`\`\`

In a terminal, \`./bin/manyhands run <folder> aux_parameters.api_key.secret=MODEL_API_KEY\`. The variable must be set where the daemon
is started, \`MODEL_API_KEY=… ./bin/manyhands start\`. Its value is read at the launch and whenever the daemon starts while the run still creates assignments,
and only the task's own code gets it, in \`config.aux_parameters\`. A run whose variable is not set at a start waits; \`/health\` names the variable. The
value is removed from error messages of the code; what the code puts into items goes to workers. A \`build\` command
reads variables itself: \`build: MODEL_TOKEN=$MODEL_TOKEN npx vite build\`.

A launch is refused if a value looks like a secret: by its name below \`aux_parameters\` or \`task_config\` (\`api_key\`, \`token\`,
\`password\`, \`credentials\`, …), or by its form (the keys of well-known services, URLs with a password in them). Runs that were
launched with such values before continue; the values are replaced with \`(not shown)\` in everything that leaves the daemon. Values that an earlier
version has published stay in the NATS stream of facts until it is published again: stop the daemon, delete
\`nats/store/jetstream/FACTS/streams/MANYHANDS_FACTS\` in the data folder, and start it; every fact is then published once more.

\`\${task_dir}\` in a text stands for the task folder, for the task's own code; the path of the folder is not recorded with the config.

## Keys

| key | meaning | type | default | bounds | in Mephisto |
|---|---|---|---|---|---|
${settings.map(line).join('\n')}
`;
}
