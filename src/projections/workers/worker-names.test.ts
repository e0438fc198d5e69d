import { describe, expect, it } from 'vitest';
import { connected, type Person, person, runId } from '../../events/fixtures.ts';
import type { InvitationId } from '../../events/ids.ts';
import { InvitationCreated } from '../../events/invitation.ts';
import { projected, recorded } from '../specify.ts';
import { namesOfWorkers, workersLike, workersMeant } from './worker-names.ts';

const called = (id: string, worker: string): Person => ({ ...person(id), worker });
const invited = ({ workerId, provider, worker }: Person) =>
  InvitationCreated({ runId, invitationId: `of-${workerId}` as InvitationId, workerId, provider, worker });

const people = [called('1', 'Ada'), called('2', 'ada l.'), called('3', 'Bob'), called('4', 'bob'), called('5', '')];
const guest = called('6', 'Cyd');
const { db } = projected(recorded([...people.map((one) => connected(one)), invited(guest)]));
const meant = (word: string, byName = true) => workersMeant(db, word, { byName, most: 9 }).map(({ worker }) => worker);

describe('the names of workers', () => {
  it('are those under which they came or were invited, and none where an archive left them out', () => {
    const ids = [...people, guest].map(({ workerId }) => workerId);
    expect(Object.fromEntries(namesOfWorkers(db, [...ids, 'worker-9']))).toEqual({
      'worker-1': 'Ada',
      'worker-2': 'ada l.',
      'worker-3': 'Bob',
      'worker-4': 'bob',
      'worker-6': 'Cyd',
    });
  });

  it('may be known by a part, where nothing else fits, if that will do', () => {
    const like = (word: string, byName = true) =>
      workersMeant(db, word, { byName, byPart: true, most: 9 }).map(({ worker }) => worker);
    expect(like('DA L')).toEqual(['worker-2']);
    expect(like('yd')).toEqual(['worker-6']);
    expect(like('d')).toEqual(['worker-1', 'worker-6', 'worker-2']);
    expect(like('Ada')).toEqual(['worker-1']);
    expect([like(' '), like('x'), like('yd', false), meant('yd')]).toEqual([[], [], [], []]);
  });

  it.each([
    ['an id', 'worker-3', ['worker-3']],
    ['a name', 'Ada', ['worker-1']],
    ['a name in another case', 'ADA', ['worker-1']],
    ['a name that another has in another case', 'bob', ['worker-4']],
    ['a name that only others have, in another case', 'BOB', ['worker-3', 'worker-4']],
    ['a name after its provider', 'inhouse:Bob', ['worker-3']],
    ['a name after another provider', 'prolific:Bob', []],
    ['the name of somebody who was only invited', 'Cyd', ['worker-6']],
    [
      'the beginning of several ids',
      'worker',
      ['worker-5', 'worker-1', 'worker-3', 'worker-6', 'worker-2', 'worker-4'],
    ],
    ['too little of an id', 'work', []],
    ['nobody', 'Eve', []],
    ['no name at all', '', []],
    ['no name of a provider', 'inhouse:', []],
    ['a pattern', '%', []],
  ])('find whom %s means', (_, word, ids) => expect(meant(word).toSorted()).toEqual(ids.toSorted()));

  it('find nobody for who may not see names, but ids do', () => {
    expect(meant('Ada', false)).toEqual([]);
    expect(meant('inhouse:Bob', false)).toEqual([]);
    expect(meant('worker-3', false)).toEqual(['worker-3']);
  });

  it('find by a part of the name or the beginning of the id, as many as asked for', () => {
    const like = (text: string, most = 9) => workersLike(db, text, most).map(({ name }) => name);
    expect(like('AD')).toEqual(['Ada', 'ada l.']);
    expect(like('worker-3')).toEqual(['Bob']);
    expect(like('', 2)).toHaveLength(2);
  });
});
