import { withoutKeys, withoutSecretsIn, withoutSecretsInConfig } from './secrets.ts';

type Data = Record<string, unknown>;

const quoted = /(['"`])\/(?:[^'"`/\n]+\/)+([^'"`/\n]+)\/?\1/g;
const absolute = /(?<![\w:/.~$}-])(?:file:\/\/)?(?:\/[^\s/'"`()<>|,;:]+){2,}\/?/g;
/** The keys of a config whose values are paths. */
const places = new Set([
  ...['data', 'page', 'code', 'task_source', 'extra_source_dir', 'task_source_review', 'review_page'],
  ...['preview_source', 'onboarding_source'],
]);

/** The last name of a path. */
export const lastName = (path: string): string =>
  path
    .replace(/[/\\]+$/, '')
    .split(/[/\\]/)
    .at(-1) || path;

/** A text without the folders of this machine: of an absolute path its last name is left. */
const withoutFolders = (text: string): string =>
  text
    .replace(quoted, (_, quote: string, name: string) => quote + name + quote)
    .replace(absolute, (path) => lastName(path));

/** A text for others than the owner at this machine: without its folders, and without keys and passwords. */
export const textOutside = (text: string): string => withoutFolders(withoutKeys(text));

const isAbsolute = (path: string): boolean => /^(?:~?\/|~\w+\/|[A-Za-z]:[/\\])/.test(path.trim());

/** Shortens paths to and below a task folder to begin with its name; a link has another path than its target. */
function withoutFolder(text: string, folder: string): string {
  const name = lastName(folder);
  if (name === '' || name === folder) return text;
  const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const above = new RegExp(
    `(?<![\\w:/.])(?:file://)?/(?:[^\\s/'"\`]{1,255}/){0,64}${escaped}(?=$|[/\\s'"\`,;:)\\]}])`,
    'g',
  );
  return text.replaceAll(folder, name).replace(above, name);
}

function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((inner) => mapTexts(inner, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, mapTexts(inner, change)]));
}

/** A value of a config without the path of the task folder. */
export const withoutTaskFolder = (value: unknown, folder: string): unknown =>
  mapTexts(value, (text) => withoutFolder(text, folder));

/** A setting of the command line; any of them may hold a path, whatever it is called. */
function settingOutside(text: string, folder: string): string {
  const inside = withoutFolder(text, folder);
  return isAbsolute(inside) && !inside.includes('\n') ? lastName(inside.trim()) : withoutFolders(inside);
}

/** The value of a key that holds a path or a command. */
function placeOutside(key: string, value: unknown, folder: string): unknown {
  if (typeof value === 'string' && places.has(key)) return isAbsolute(value) ? lastName(value.trim()) : value;
  const inside = withoutTaskFolder(value, folder);
  if (typeof value === 'string') return key === 'build' ? withoutFolders(String(inside)) : inside;
  // Only the task's own code reads these; of what pages get, a path may be that of an address.
  return key === 'aux_parameters' ? mapTexts(inside, withoutFolders) : inside;
}

const each = (values: unknown, change: (key: string, value: unknown) => unknown): unknown =>
  typeof values === 'object' && values !== null
    ? Object.fromEntries(Object.entries(values).map(([key, value]) => [key, change(key, value)]))
    : values;

type Launched = { folder?: unknown; overrides?: unknown };

/** What a run was launched with, for others than the owner at this machine: no folders, no secrets. */
export function openingOutside(data: Data): Data {
  const launched = (data.launched ?? {}) as Launched;
  const folder = String(launched.folder ?? '');
  const overrides = each(launched.overrides, (key, typed) =>
    settingOutside(String(withoutSecretsIn(key, String(typed))), folder),
  );
  const config = each(withoutSecretsInConfig(data.config), (key, value) => placeOutside(key, value, folder));
  return {
    ...data,
    ...('launched' in data
      ? { launched: { ...launched, folder: lastName(folder), ...(launched.overrides ? { overrides } : {}) } }
      : {}),
    ...('config' in data ? { config } : {}),
  };
}

/** A fact's data with the reason in it for others than the owner at this machine. */
export const reasonOutside = (data: Data): Data =>
  typeof data.reason === 'string' ? { ...data, reason: textOutside(data.reason) } : data;

/** The tasks of a restored log, for others than the owner at this machine. */
export const restoredOutside = (data: Data): Data => ({
  ...data,
  tasks: ((data.tasks ?? []) as { folder?: string }[]).map(({ folder, ...task }) =>
    folder === undefined ? task : { ...task, folder: lastName(folder) },
  ),
});
