import { expect } from 'vitest';
import type { ConversationEvent } from '../../../runtime/ports/conversation-code.ts';
import type { TaskFunctions } from '../../../runtime/ports/task-functions.ts';

/** Leads one conversation whose code says back in capitals what its member says, until that is "bye". */
export async function requireConversation(functions: TaskFunctions): Promise<void> {
  const worker = { id: 'ada', provider: 'inhouse', name: 'Ada', qualifications: {} };
  const at = '2026-01-01T00:00:00.000Z';
  const members = [{ id: 'a', seat: 0, name: 'Ada', worker }];
  const events: ConversationEvent[] = [{ type: 'began', members, bots: [], at }];
  const [room, item] = ['r', {}];
  let told = 0;
  const activate = async () => {
    const progress = await functions.call('conversation', { room, item, from: told, events: events.slice(told) });
    told = events.length;
    return 'unknown' in progress ? functions.call('conversation', { room, item, from: 0, events }) : progress;
  };
  expect(await activate()).toEqual({ steps: [], open: true });
  for (const [step, text] of ['one', 'two'].entries()) {
    events.push({ type: 'said', number: 2 * step, by: 'a', text, at });
    const said = { text: text.toUpperCase() };
    expect(await activate()).toEqual({ steps: [{ step, say: said }], open: true });
    events.push({ type: 'said', number: 2 * step + 1, by: 'task', ...said, step, at });
    expect(await activate()).toEqual({ steps: [], open: true });
  }
  events.push({ type: 'said', number: 4, by: 'a', text: 'bye', at });
  expect(await activate()).toEqual({ steps: [], open: false, ended: { data: { heard: 2 } } });
}
