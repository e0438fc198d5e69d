/** A value in the browser's local storage; null where the browser forbids storage. */
export function readKept(key: string): string | null {
  try {
    return window.localStorage.getItem(key);
  } catch {
    return null;
  }
}

/** Keeps a value over reloads, where the browser allows that. */
export function keep(key: string, value: string): void {
  try {
    window.localStorage.setItem(key, value);
  } catch {
    // Asked again at the next visit.
  }
}

/** The last agent of this worker in this browser, which `messages.js` keeps. */
export function lastAgentOf(worker: string | null): string | null {
  try {
    const agents: unknown = JSON.parse(readKept(`manyhands.agents.${worker}`) ?? '[]');
    const last = Array.isArray(agents) ? agents.at(-1) : null;
    return typeof last === 'string' ? last : null;
  } catch {
    return null;
  }
}
