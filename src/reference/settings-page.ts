import { defaultText, type Setting, settings } from './settings.ts';

const inCell = (text: string) => text.replaceAll('|', '\\|');

function line(setting: Setting): string {
  const { key, meaning, type, bounds = '', mephisto = '' } = setting;
  const cells = [`\`${key}\``, meaning, type, defaultText(setting), bounds, mephisto];
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

## Secrets

What a config says is kept for good: in the log, in archives, in what others may see. So a config has no secrets in it but says
in which environment variable each is; the name has capital letters, digits and underscores:

\`\`\`yaml
aux_parameters:
  api_key: {secret: MODEL_API_KEY}
\`\`\`

In a terminal, \`./bin/manyhands run <folder> aux_parameters.api_key.secret=MODEL_API_KEY\`. The variable has to be set where the daemon
is started, \`MODEL_API_KEY=… ./bin/manyhands start\`. Its value is read at the launch and whenever the daemon starts while the run still makes assignments,
and only the task's own code gets it, in \`config.aux_parameters\`. A run whose variable is not set at a start waits: \`/health\` says for which. If
the code's own errors quote the value, it is taken out of them; what the code puts into items goes to workers. A \`build\` command
reads variables by itself: \`build: MODEL_TOKEN=$MODEL_TOKEN npx vite build\`.

A launch is refused if a value looks like a secret: by its name below \`aux_parameters\` or \`task_config\` (\`api_key\`, \`token\`,
\`password\`, \`credentials\`, …), or by its shape (the keys of well-known services, addresses with a password in them). Runs that were
launched with such values before go on; the values are shown as \`(not shown)\` wherever facts leave the daemon. What an earlier version
has sent out already stays in the NATS stream of facts until that is made again: stop the daemon, delete
\`nats/store/jetstream/FACTS/streams/MANYHANDS_FACTS\` in the data folder, and start it; every fact then goes out once more.

\`\${task_dir}\` in a text stands for the task folder, for the task's own code; where the folder lies is not kept with the config.

## Keys

| key | meaning | type | default | bounds | in Mephisto |
|---|---|---|---|---|---|
${settings.map(line).join('\n')}
`;
}
