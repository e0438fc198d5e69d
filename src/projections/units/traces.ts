const traces = /^(user[-_ ]?agent|(client[-_ ]?)?ip([-_ ]?addr(ess)?)?|remote[-_ ]?addr(ess)?|fingerprint)$/i;

/** A value without traces of a worker's machine: fields called after the user agent, the IP address and the like. */
export function withoutTraces(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutTraces);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([key]) => !traces.test(key));
  return Object.fromEntries(kept.map(([key, inner]) => [key, withoutTraces(inner)]));
}
