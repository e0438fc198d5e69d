import { nearestOf } from '../../projections/spelling/nearest.ts';
import { isMap, type Path, type Values } from './compose.ts';

/** A reference that cannot be followed: the path of the text that has it, and the reason. */
type Fault = { path: Path; reason: string };

const taskDir = `\${task_dir}`;
/** A reference in a reference, and so on, would fill the memory. */
const maxReferences = 1000;
const maxTextChars = 100_000;

/**
 * Replaces `${…}` in the texts of a config as OmegaConf does: by another value of the config, or by the time. `${task_dir}` stays if the
 * config does not set it, since the path of the folder is not recorded. `unfilled` are the paths of texts that have no value.
 */
export function interpolate(tree: Values, now: Date): { tree: Values; faults: Fault[]; unfilled: Path[] } {
  const faults: Fault[] = [];
  const unfilled: Path[] = [];
  const names = namesIn(tree);
  let followed = 0;

  function valueAt(path: Path, trail: readonly string[]): unknown {
    const found = path.reduce<unknown>((inner, step) => innerOf(inner, String(step)), tree);
    return filled(found, path, trail);
  }

  function filled(value: unknown, path: Path, trail: readonly string[]): unknown {
    if (typeof value === 'string') return filledText(value, path, trail);
    if (Array.isArray(value)) return value.map((inner, n) => filled(inner, [...path, n], trail));
    if (!isMap(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, filled(inner, [...path, key], trail)]));
  }

  function filledText(text: string, path: Path, trail: readonly string[]): unknown {
    const own = path.join('.');
    if (trail.includes(own)) {
      const circle = trail.slice(trail.indexOf(own));
      throw new Unknown(`these refer to each other in a circle: ${circle.toSorted().join(', ')}`);
    }
    if (isUnclosed(text))
      throw new Unknown('a reference does not end with "}"; write a backslash before a "$" that begins none');
    const inner = [...trail, own];
    const [all, only] = /^\$\{([^{}]*)\}$/.exec(text) ?? [];
    if (all !== undefined) return target(only ?? '', path, inner);
    const whole = text.replace(/(\\?)\$\{([^{}]*)\}/g, (written, escaped: string, name: string) => {
      if (escaped) return written.slice(1);
      const value = target(name, path, inner);
      if (typeof value !== 'object') return String(value);
      throw new Unknown(`"\${${name}}" is ${Array.isArray(value) ? 'a list' : 'a map'}, which has no place in a text`);
    });
    if (whole.length > maxTextChars)
      throw new Unknown(`the text has more than ${maxTextChars.toLocaleString('en')} characters`);
    return whole;
  }

  function target(written: string, path: Path, trail: readonly string[]): unknown {
    if (++followed > maxReferences) throw new Unknown(`the config follows more than ${maxReferences} references`);
    const name = written.trim();
    if (name.includes(':')) return resolved(name, now);
    if (name === 'task_dir' && !Object.hasOwn(tree, 'task_dir')) return taskDir;
    const steps = stepsOf(name, path);
    const value = steps && valueAt(steps, trail);
    if (value !== undefined && value !== null && value !== '???') return value;
    const nearest = nearestOf(name, names);
    throw new Unknown(`"\${${name}}" names nothing in the config${nearest ? `; did you mean "\${${nearest}}"?` : ''}`);
  }

  function attempt(path: Path, value: unknown): unknown {
    if (typeof value !== 'object' || value === null) {
      try {
        return filled(value, path, []);
      } catch (error) {
        if (!(error instanceof Unknown)) throw error;
        unfilled.push(path);
        // Each text of a circle would tell of it again.
        if (!faults.some(({ reason }) => reason === error.message)) faults.push({ path, reason: error.message });
        return undefined;
      }
    }
    if (Array.isArray(value)) return value.map((inner, n) => attempt([...path, n], inner));
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, attempt([...path, key], inner)]));
  }

  return { tree: attempt([], tree) as Values, faults, unfilled };
}

/** Whether a reference in a text has no end. */
function isUnclosed(text: string): boolean {
  let rest = text.replaceAll('\\${', '');
  for (let before = ''; before !== rest; ) {
    before = rest;
    rest = rest.replace(/\$\{[^{}]*\}/g, '');
  }
  return rest.includes('${');
}

const innerOf = (value: unknown, step: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, step) ? (value as Values)[step] : undefined;

/** A reference that leads to no value. */
class Unknown extends Error {}

/** The path that a reference names: from the root, or from where it stands if it begins with dots. */
function stepsOf(name: string, from: Path): string[] | undefined {
  const [, dots = '', rest = ''] = /^(\.*)(.*)$/s.exec(name) ?? [];
  if (!/^[\w.[\]-]+$/.test(rest)) return undefined;
  const steps = rest.replace(/\[(\d+)\]/g, '.$1').split('.');
  return dots ? [...from.slice(0, Math.max(0, from.length - dots.length)).map(String), ...steps] : steps;
}

function namesIn(value: unknown, path: readonly string[] = []): string[] {
  if (!isMap(value)) return [path.join('.')];
  return Object.entries(value).flatMap(([key, inner]) => namesIn(inner, [...path, key]));
}

function resolved(name: string, now: Date): string {
  const [resolver, ...rest] = name.split(':');
  const argument = rest.join(':');
  if (resolver === 'now') return timeText(argument, now);
  if (resolver === 'oc.env' || resolver === 'env') {
    throw new Unknown(
      `"\${${name}}" would record a variable of the environment for good; below aux_parameters, {secret: ${argument.split(',')[0]}} names one for the task's own code`,
    );
  }
  throw new Unknown(`"\${${name}}" cannot be looked up here; only other keys of the config and "now:" can`);
}

const two = (value: number) => String(value).padStart(2, '0');

const timeParts: Readonly<Record<string, (now: Date) => string>> = {
  Y: (now) => String(now.getFullYear()),
  y: (now) => two(now.getFullYear() % 100),
  m: (now) => two(now.getMonth() + 1),
  d: (now) => two(now.getDate()),
  H: (now) => two(now.getHours()),
  M: (now) => two(now.getMinutes()),
  S: (now) => two(now.getSeconds()),
  f: (now) => `${String(now.getMilliseconds()).padStart(3, '0')}000`,
  '%': () => '%',
};

/** The local time in the notation of strftime. */
function timeText(format: string, now: Date): string {
  return format.replace(/%(.?)/g, (written, letter: string) => {
    const part = timeParts[letter];
    if (part) return part(now);
    throw new Unknown(
      `"\${now:${format}}" has ${written}; known are ${Object.keys(timeParts)
        .map((one) => `%${one}`)
        .join(', ')}`,
    );
  });
}
