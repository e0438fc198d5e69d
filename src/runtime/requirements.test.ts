import { describe, expect, it } from 'vitest';
import { nameKey } from '../actors/qualification.ts';
import { Refusal } from '../actors/refusal.ts';
import { RequiredQualification } from './config/requirement-keys.ts';
import type { OpenWorkspace } from './open-workspace.ts';
import { requirementsOf } from './requirements.ts';

type Mailbox = OpenWorkspace['mailbox'];
type Create = { qualificationId: string; name: string };

/** A workspace that knows these qualifications; `create` is what becomes of a new one. */
function workspaceWith(known: Record<string, string>, create?: (asked: Create, names: Map<string, string>) => void) {
  const names = new Map(Object.entries(known).map(([name, id]) => [nameKey(name), id]));
  const asked: Create[] = [];
  const mailbox = {
    state: { names },
    async ask(command: Create) {
      asked.push(command);
      if ([...names.values()].includes(command.qualificationId)) return { facts: [], sequence: 1 };
      create?.(command, names);
      names.set(nameKey(command.name), command.qualificationId);
      return { facts: [], sequence: 1 };
    },
  };
  return { mailbox: mailbox as unknown as Mailbox, asked };
}

describe('the requirements of a run', () => {
  it('name the qualifications that are there in any case, and create the others', async () => {
    const workspace = workspaceWith({ Trained: 'trained-aaaaa' });
    const config = {
      task_name: 'colours',
      block_qualification: 'careless',
      qualifications: [{ name: 'trained ', comparator: 'GreaterThan' as const, value: 2 }],
    };
    const found = await requirementsOf(workspace, config, 'requester:anna');
    expect(found).toEqual([
      { qualificationId: expect.stringMatching(/^careless-/), name: 'careless', comparator: 'DoesNotExist' },
      { qualificationId: 'trained-aaaaa', name: 'trained ', comparator: 'GreaterThan', value: 2 },
    ]);
    expect(await requirementsOf(workspace, config, 'requester:anna')).toEqual(found);
  });

  it('are those of the mode of the task, and may be for providers that are not here', async () => {
    const qualifications = [
      { name: 'here', mode: 'new_workers' },
      { name: 'there', mode: 'allow_list' },
      { qualification_name: 'locale', comparator: 'Exists', value: null, applicable_providers: ['mturk'] },
      { qualification_name: 'links', comparator: 'DoesNotExist', value: null, applicable_providers: ['mock'] },
    ].map((one) => RequiredQualification.parse(one));
    const namesIn = async (find_new_workers: boolean) => {
      const config = { task_name: 'colours', allow_list_qualification: 'list', find_new_workers, qualifications };
      const found = await requirementsOf(workspaceWith({}), config, 'requester:anna');
      return found.map(({ name, comparator, providers, qualificationId: _, ...more }) => {
        expect(more).toEqual({});
        return [name, comparator, ...(providers ?? [])].join(' ');
      });
    };
    const both = ['locale Exists mturk', 'links DoesNotExist inhouse'];
    expect(await namesIn(true)).toEqual(['list DoesNotExist', 'here Exists', ...both]);
    expect(await namesIn(false)).toEqual(['list Exists', 'there Exists', ...both]);
  });

  it('take the qualification of another launch that was faster', async () => {
    const faster = workspaceWith({}, (asked, names) => {
      names.set(nameKey(asked.name), 'trained-bbbbb');
      throw new Refusal('qualification/name-taken', 409, 'taken');
    });
    const config = { task_name: 'colours', allow_list_qualification: 'trained' };
    expect(await requirementsOf(faster, config, 'requester:anna')).toEqual([
      { qualificationId: 'trained-bbbbb', name: 'trained', comparator: 'Exists' },
    ]);
  });

  it('are no launch at all while the log does not store them', async () => {
    const cutOff = workspaceWith({}, (asked, names) => {
      names.set(nameKey(asked.name), asked.qualificationId);
      throw new Refusal('log/unavailable', 503, 'silent');
    });
    const config = { task_name: 'colours', allow_list_qualification: 'trained' };
    await expect(requirementsOf(cutOff, config, 'requester:anna')).rejects.toMatchObject({ code: 'log/unavailable' });
  });

  it('are none where a task asks for none', async () => {
    const workspace = workspaceWith({});
    expect(await requirementsOf(workspace, { task_name: 'colours', find_new_workers: false }, 'x:y')).toEqual([]);
    expect(workspace.asked).toEqual([]);
  });
});
