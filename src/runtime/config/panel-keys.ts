import { z } from 'zod';
import { wayBack } from './way-back.ts';

const parameter = z
  .string()
  .regex(/^[A-Za-z][\w.-]{0,63}$/, 'must begin with a letter and have up to 64 letters, digits and the signs _ . -');

/** Parameters of a link that mean something else here. */
const ownParameters = ['token', 'worker_id', 'preview', 'id'];

/** Where a worker goes, or which code they get. */
const Ending = z
  .strictObject({
    code: z
      .string()
      .min(1, 'must not be empty')
      .max(100, 'must not have more than 100 characters')
      .optional()
      .describe('a code that workers see, and copy where they came from'),
    address: wayBack('must be an address like https://example.org/done?code={code}')
      .max(2000, 'must not have more than 2000 characters')
      .optional()
      .describe(
        'where they go on, in which {code} stands for the code, {worker} for the worker, and {name} for a parameter of the link',
      ),
  })
  .refine(({ code, address }) => code !== undefined || address !== undefined, 'must have a code, an address, or both');
export type Ending = z.infer<typeof Ending>;

/** The keys of a task's config for workers who come from a panel. */
export const panelKeys = {
  panel: z
    .strictObject({
      name: z
        .string()
        .regex(/^[a-z][a-z0-9-]{0,31}$/, 'must begin with a small letter and have up to 32 small letters, digits and -')
        .refine(
          (name) => name !== 'inhouse' && name !== 'mock',
          'must be another name: this one is for workers with a link',
        )
        .describe('what the panel is called here: the provider of its workers, such as cloudresearch'),
      worker_parameter: parameter.describe('the parameter of the link in which the panel puts the id of a worker'),
      keep_parameters: z
        .array(parameter, 'must be a list of parameters')
        .max(20, 'must not have more than 20 parameters')
        .default([])
        .describe('further parameters that the panel puts into the link, which are recorded with the worker'),
      screened_out: Ending.optional().describe(
        'for who may not work, or did not pass a check, and has submitted nothing that counts',
      ),
      no_work: Ending.optional().describe('for who came when there was nothing to do, or the run had ended'),
    })
    .optional()
    .describe(
      'workers come from a panel, which puts their id into the link and wants them back with a code; see docs/panels.md',
    ),
};

type Panel = NonNullable<z.infer<(typeof panelKeys)['panel']>>;
type Keys = { panel?: Panel; worker_identity?: string; completion_code?: string; after_submission?: string };
type Context = { addIssue: (issue: { code: 'custom'; path: string[]; message: string }) => void };

/** Refuses a panel whose workers would be known otherwise, or would not come back from it. */
export function requirePanelKeys(
  { panel, worker_identity, completion_code, after_submission }: Keys,
  { addIssue }: Context,
) {
  if (!panel) return;
  const fault = (key: string, message: string) => addIssue({ code: 'custom', path: ['panel', key], message });
  const names = [panel.worker_parameter, ...panel.keep_parameters];
  const own = names.find((name) => ownParameters.includes(name));
  if (own !== undefined) fault('worker_parameter', `has "${own}", which means something else in links of runs`);
  if (new Set(names).size < names.length) fault('keep_parameters', 'has a parameter twice, or that of the worker');
  if (worker_identity !== undefined)
    addIssue({ code: 'custom', path: ['worker_identity'], message: 'and "panel" exclude each other; leave one out' });
  const filled = ['code', 'worker', ...names];
  const requireFilled = (path: string[], address = '') => {
    const other = placeholdersIn(address).find((name) => !filled.includes(name));
    if (other === undefined) return;
    const known = filled.map((name) => `{${name}}`).join(', ');
    const message = `has {${other}} in its address, which is filled in by nothing: there are ${known}`;
    addIssue({ code: 'custom', path, message });
  };
  requireFilled(['after_submission'], after_submission);
  requireFilled(['panel', 'screened_out'], panel.screened_out?.address);
  requireFilled(['panel', 'no_work'], panel.no_work?.address);
  if (!completion_code && !/^https?:/.test(after_submission ?? ''))
    addIssue({
      code: 'custom',
      path: ['completion_code'],
      message: 'is needed with "panel", or an address in after_submission: workers have to come back from here',
    });
}

/** The names in an address that stand for something else, such as `{code}`. */
const placeholdersIn = (address: string): string[] =>
  [...address.matchAll(/\{([\w.-]+)\}/g)].map(([, name = '']) => name);

/** What a link of the panel says: who the worker is, and the parameters that are kept. */
export type PanelLink = { worker: string; kept: Record<string, string> };

/** The longest value of a parameter that is kept, in characters. */
const maxValueChars = 200;

/** What the parameters of a link say of its worker; `isPlaceholder` where the panel has not put an id in its place. Undefined without the worker's parameter. */
export function panelLinkIn(
  { worker_parameter, keep_parameters }: Panel,
  query: Readonly<Record<string, unknown>>,
): (PanelLink & { isPlaceholder: boolean }) | undefined {
  const value = (name: string) => {
    const given = query[name];
    return typeof given === 'string' ? given.trim().slice(0, maxValueChars) : '';
  };
  const worker = value(worker_parameter);
  if (query[worker_parameter] === undefined) return undefined;
  const kept = keep_parameters.flatMap((name) => (value(name) ? [[name, value(name)] as const] : []));
  return { worker, kept: Object.fromEntries(kept), isPlaceholder: isPlaceholder(worker) };
}

/** Whether a value is what stands for an id before a panel has put one there: `{id}`, `%%ID%%`, `[ID]`, `$ID$`, `<id>`; or nothing. */
export const isPlaceholder = (value: string): boolean =>
  value === '' || /^(\{.*\}|%.*%|\[.*\]|<.*>|\$.*\$|\$\{.*)$/.test(value);
