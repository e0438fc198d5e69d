import type { Command } from 'commander';
import {
  createQualification,
  editQualification,
  grantQualification,
  retireQualification,
  revokeQualification,
} from '../../../api/workers.ts';
import type { Context } from '../../connection/context.ts';
import { withDaemon } from '../../connection/visit.ts';
import { whole } from '../../terminal/arguments.ts';
import { jsonText } from '../../terminal/text.ts';
import { addPart, change, type Json } from './part.ts';

/** `manyhands qualifications create <name>`. */
export function addCreate(group: Command, context: Context): void {
  const { part, isJson } = addPart(group, {
    words: 'create <name>',
    description: 'create a qualification; its name must be new',
    example: 'create French --description "Reads French."',
  });
  part
    .option('--description <text>', 'what the qualification means')
    .action((name: string, { json, description }: Json & { description?: string }) =>
      withDaemon(context, async (client) => {
        const made = await client.call(createQualification, { body: { name, description } });
        const text = `Created "${name}", as ${made.qualification}.`;
        await context.terminal.print(isJson(json) ? jsonText(made) : text);
      }),
    );
}

/** `manyhands qualifications edit <qualification>`. */
export function addEdit(group: Command, context: Context): void {
  const { part, isJson } = addPart(group, {
    words: 'edit <qualification>',
    description: 'change the name or the description of a qualification, by its name or id',
    example: 'edit French --name Français',
  });
  part
    .option('--name <text>', 'the new name')
    .option('--description <text>', 'the new description')
    .action((word: string, { json, ...body }: Json & { name?: string; description?: string }) =>
      change(context, {
        name: word,
        json: isJson(json),
        send: (client, id) => client.call(editQualification, { params: { qualification: id }, body }),
        text: (name) => `Changed "${body.name ?? name}".`,
      }),
    );
}

/** `manyhands qualifications retire <qualification>`. */
export function addRetire(group: Command, context: Context): void {
  const { part, isJson } = addPart(group, {
    words: 'retire <qualification>',
    description: 'retire a qualification, by its name or id: it cannot be granted any more, its history stays',
    example: 'retire French',
  });
  part.action((word: string, { json }: Json) =>
    change(context, {
      name: word,
      json: isJson(json),
      send: (client, id) => client.call(retireQualification, { params: { qualification: id } }),
      text: (name) => `"${name}" is retired, and its name is free.`,
    }),
  );
}

/** `manyhands qualifications grant <qualification> <worker>`. */
export function addGrant(group: Command, context: Context): void {
  const { part, isJson } = addPart(group, {
    words: 'grant <qualification> <worker>',
    description:
      'grant a qualification to a worker, by name or id, or before they come as inhouse:NAME, or change its value',
    example: 'grant French ada --value 3',
  });
  part
    .option('--value <number>', 'the value (default: 1)', whole)
    .option('--note <text>', 'the reason; kept with the worker')
    .option('--unit <unit>', 'the unit that led to it')
    .action(
      (word: string, worker: string, { json, ...body }: Json & { value?: number; note?: string; unit?: string }) =>
        change(context, {
          name: word,
          json: isJson(json),
          send: (client, qualification) => client.call(grantQualification, { params: { worker, qualification }, body }),
          text: (name) => `Granted "${name}" to ${worker} with the value ${body.value ?? 1}.`,
        }),
    );
}

/** `manyhands qualifications revoke <qualification> <worker>`. */
export function addRevoke(group: Command, context: Context): void {
  const { part, isJson } = addPart(group, {
    words: 'revoke <qualification> <worker>',
    description: 'take a qualification from a worker, by name or id',
    example: 'revoke French ada',
  });
  part
    .option('--note <text>', 'the reason; kept with the worker')
    .option('--unit <unit>', 'the unit that led to it')
    .action((word: string, worker: string, { json, ...body }: Json & { note?: string; unit?: string }) =>
      change(context, {
        name: word,
        json: isJson(json),
        send: (client, qualification) => client.call(revokeQualification, { params: { worker, qualification }, body }),
        text: (name) => `Revoked "${name}" from ${worker}.`,
      }),
    );
}
