import { z } from 'zod';
import { agent } from '../actors/agent.ts';
import { assignment } from '../actors/assignment.ts';
import { conversation } from '../actors/conversation.ts';
import { anImport } from '../actors/import.ts';
import { onboarding } from '../actors/onboarding.ts';
import { procedure } from '../actors/procedure.ts';
import { qualification } from '../actors/qualification.ts';
import { ruleApplication } from '../actors/rule-application.ts';
import { taskRun } from '../actors/task-run.ts';
import { unit } from '../actors/unit.ts';
import { verdict } from '../actors/verdict.ts';
import { worker } from '../actors/worker.ts';
import { catalog } from '../events/catalog.ts';
import type { FactKind } from '../events/fact.ts';
import { allProjections } from '../projections/all.ts';
import { type Schema, wordsFor } from './schema-words.ts';

const charts = {
  'task-run': taskRun,
  assignment,
  unit,
  agent,
  onboarding,
  procedure,
  conversation,
  qualification,
  worker,
  verdict,
  import: anImport,
  'applied rule': ruleApplication,
};

function fieldsOf(kind: FactKind): string[] {
  const schema = z.toJSONSchema(kind.schema) as { properties?: Record<string, Schema>; required?: string[] };
  return Object.entries(schema.properties ?? {}).map(([name, field]) => {
    const notes = [schema.required?.includes(name) ? '' : 'optional', kind.personal.includes(name) ? 'personal' : ''];
    return `| \`${name}\` | ${wordsFor(field)} | ${notes.filter(Boolean).join(', ')} |`;
  });
}

function section(kind: FactKind): string {
  const actors = Object.entries(charts).flatMap(([name, { expects }]) => (expects.has(kind.type) ? [name] : []));
  const projections = allProjections.filter(({ handles }) => handles.has(kind.type)).map(({ name }) => name);
  const schema = JSON.stringify(z.toJSONSchema(kind.schema));
  return `### ${kind.type}

${kind.says} Version ${kind.version}.

| field | what | |
|---|---|---|
${fieldsOf(kind).join('\n')}

Actors: ${actors.join(', ') || 'none'}. Projections: ${projections.join(', ') || 'none'}.

<details><summary>JSON Schema</summary>

\`\`\`json
${schema}
\`\`\`

</details>
`;
}

/** The page that lists every fact with its schema, generated from the catalog. */
export function factsPage(): string {
  const kinds = catalog as unknown as FactKind[];
  const index = kinds.map(({ type, says }) => `| [\`${type}\`](#${type.replace('.', '')}) | ${says} |`);
  return `# Facts

Every event that Manyhands records. This page is generated from the catalog (\`npm run pages\`); a test checks that it is current.

Each fact goes out as one message on the NATS stream \`MANYHANDS_FACTS\`, subject \`facts.<run>.<type>\`
(\`facts.*.unit.submitted\` matches every submission; facts of the workspace have \`-\` for a run, as in
\`facts.-.worker.blocked\`), with the headers \`Nats-Msg-Id\` = the fact's id and
\`Manyhands-Position\` = its log position. The body is JSON:

\`\`\`json
{ "id": "…", "at": "2026-01-01T12:00:00.000Z", "by": "worker:…", "type": "unit.submitted", "version": 1, "data": { "…": "…" }, "run": "…", "position": "17.0" }
\`\`\`

Fields marked *personal* could identify a person; they stay in the log and are not published. Of folders on the daemon's machine
only the last segment is published, and values in a config that look like secrets are replaced with \`(not shown)\`.

| fact | meaning |
|---|---|
${index.join('\n')}

${kinds.map(section).join('\n')}`;
}
