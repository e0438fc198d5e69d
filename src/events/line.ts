import { kindOf } from './catalog.ts';

/** How facts are written into the log: the mailbox's own order of keys. */
const written = /^\{"id":"([^"]*)","at":"[^"]*","by":"[^"]*","type":"([a-z.-]+)","version":(\d+),/;

/** What a line of the log begins with, without parsing it; empty for a line that the mailbox did not write. */
export function headOf(line: string): { id: string; type: string; version: number } {
  const [, id = '', type = '', version = ''] = written.exec(line) ?? [];
  return { id, type, version: Number(version) };
}

/** A line of the log with what could name a person emptied; it is read as before. */
export function withoutPersonal(line: string): string {
  const { type } = headOf(line);
  if (kindOf(type)?.personal.length === 0) return line;
  const fact = JSON.parse(line) as { type: string; data: Record<string, unknown> };
  const data = { ...fact.data };
  for (const name of kindOf(fact.type)?.personal ?? []) if (name in data) data[name] = '';
  return JSON.stringify({ ...fact, data });
}

/** A line of the log as it may leave the daemon: without folders of the machine and without secrets; it is read as before. */
export function lineOutside(line: string): string {
  const { type } = headOf(line);
  if (type && !kindOf(type)?.outside) return line;
  const fact = JSON.parse(line) as { type: string; data: Record<string, unknown> };
  const outside = kindOf(fact.type)?.outside;
  return outside ? JSON.stringify({ ...fact, data: outside(fact.data) }) : line;
}
