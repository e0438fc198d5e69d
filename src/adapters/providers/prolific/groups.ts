import { z } from 'zod';
import type { OfferRequirement, QualificationChange } from '../../../runtime/ports/provider-account.ts';
import { asOftenAsNeeded, madeOnce, type Session } from './certain.ts';
import type { Filter } from './eligibility.ts';
import { workspacesOf } from './workspaces.ts';

const Group = z.object({ id: z.string(), name: z.string(), is_deleted: z.boolean().nullish() });
const Members = z.object({ results: z.array(z.object({ participant_id: z.string() })) });
type Group = z.infer<typeof Group>;

/** The group of workers who are blocked; in every workspace of an account. */
export const blockedGroup = 'Manyhands: blocked';
/** The group of those who hold a qualification; in every workspace of an account. */
const qualificationGroup = (qualification: string) => `Manyhands: holds ${qualification}`;

/** How many participants one request adds or removes. */
const maxMembers = 500;

async function groupIn({ api }: Session, workspaceId: string, name: string): Promise<Group | undefined> {
  for await (const page of api.list('participant-groups/', Group, { workspace_id: workspaceId, active: 'true' })) {
    // Groups that were deleted can be among those that are active.
    const found = page.find((one) => one.name === name && one.is_deleted !== true);
    if (found) return found;
  }
  return undefined;
}

/** The group of this name in a workspace: found, or made with those who are `first` in it. */
function groupOf(
  session: Session,
  workspaceId: string,
  name: string,
  first: () => Promise<readonly string[]> = async () => [],
): Promise<string> {
  const make = async () => {
    const fields = { name, workspace_id: workspaceId, description: '', participant_ids: await first() };
    return session.api.send('POST', 'participant-groups/', fields, Group);
  };
  return session.inTurn(`group ${workspaceId} ${name}`, async () => {
    const { id } = await madeOnce(() => groupIn(session, workspaceId, name), make);
    return id;
  });
}

/** The same, with the members that it has elsewhere: a workspace that was made later lacks who was added before. */
function sharedGroupOf(session: Session, workspaceId: string, name: string): Promise<string> {
  return groupOf(session, workspaceId, name, async () => {
    const members = new Set<string>();
    for (const other of await workspacesOf(session)) {
      const theirs = await groupIn(session, other.id, name);
      if (!theirs) continue;
      const { results } = await session.api.get(`participant-groups/${theirs.id}/participants/`, Members);
      for (const { participant_id } of results) members.add(participant_id);
    }
    return [...members];
  });
}

/** Both do no more when they are done again. */
async function changeMembers(
  { api }: Session,
  group: string,
  method: 'POST' | 'DELETE',
  participants: readonly string[],
): Promise<void> {
  for (let start = 0; start < participants.length; start += maxMembers) {
    const body = { participant_ids: participants.slice(start, start + maxMembers) };
    await asOftenAsNeeded(() => api.send(method, `participant-groups/${group}/participants/`, body, z.unknown()));
  }
}

/** Adds participants to a group, or takes them out, in every workspace of the account. */
async function changeEverywhere(
  session: Session,
  name: string,
  { added = [], removed = [] }: { added?: readonly string[]; removed?: readonly string[] },
): Promise<void> {
  for (const { id: workspaceId } of await workspacesOf(session)) {
    const group =
      added.length > 0
        ? await sharedGroupOf(session, workspaceId, name)
        : (await groupIn(session, workspaceId, name))?.id;
    if (group === undefined) continue;
    await changeMembers(session, group, 'POST', added);
    await changeMembers(session, group, 'DELETE', removed);
  }
}

/** Keeps a worker out of what is published from now on, and of what runs. */
export const block = (session: Session, worker: string) => changeEverywhere(session, blockedGroup, { added: [worker] });
export const unblock = (session: Session, worker: string) =>
  changeEverywhere(session, blockedGroup, { removed: [worker] });

/** Makes the group of a qualification consist of those who hold it. */
export function mirror(
  session: Session,
  qualification: string,
  changes: readonly QualificationChange[],
): Promise<void> {
  // The last word about each worker holds.
  const last = new Map(changes.map(({ worker, value }) => [worker, value !== null]));
  const workers = [...last.keys()];
  return changeEverywhere(session, qualificationGroup(qualification), {
    added: workers.filter((worker) => last.get(worker)),
    removed: workers.filter((worker) => !last.get(worker)),
  });
}

/**
 * The filters for what an offer asks of its workers: the groups of those who hold its qualifications, of those who are blocked, and of
 * its own lists. A group has no values, so that who holds a qualification with another value sees the offer, and is turned away here.
 */
export async function groupFilters(
  session: Session,
  workspaceId: string,
  asked: { requirements: readonly OfferRequirement[]; allowed?: string; blocked?: string },
): Promise<Filter[]> {
  const blocklist = [await sharedGroupOf(session, workspaceId, blockedGroup)];
  const allowlists: string[] = [];
  if (asked.blocked !== undefined) blocklist.push(await groupOf(session, workspaceId, asked.blocked));
  if (asked.allowed !== undefined) allowlists.push(await groupOf(session, workspaceId, asked.allowed));
  for (const { name, comparator } of asked.requirements) {
    const group = await sharedGroupOf(session, workspaceId, qualificationGroup(name));
    if (comparator === 'DoesNotExist') blocklist.push(group);
    else if (!allowlists.includes(group)) allowlists.push(group);
  }
  return [
    { filter_id: 'participant_group_blocklist', selected_values: [...new Set(blocklist)] },
    // One filter is met by any of its groups, and all filters are to be met.
    ...allowlists.map((group) => ({ filter_id: 'participant_group_allowlist', selected_values: [group] })),
  ];
}
